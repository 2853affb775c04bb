//! `consent`: the seller agrees to one financing. Runs at the seller's.

use std::path::Path;

use ark_ff::UniformRand as _;
use covenant_statements::invoice::note::consent_message;
use covenant_statements::invoice::{self, Claim};
use covenant_statements::{CanonicalId, Context, Fr, Selector, field};
use rand::rngs::OsRng;
use serde_json::json;

use super::home_registry;
use crate::claims::{Ground, Sources};
use crate::cli::{Consent, ContextArgs};
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::formats::Format as _;
use crate::formats::consent::SignedConsent;
use crate::formats::key_file::{self, Purpose};
use crate::home::{Home, nullifier};
use crate::output::{Output, Reply};
use crate::prover::keys;

pub(super) fn run(home: Option<&Path>, args: &Consent, output: Output) -> Result<Reply> {
    let home = Home::open(home)?;
    let sources = Sources {
        document: &args.document,
        acknowledgement: &args.acknowledgement,
        as_of: args.as_of,
        policy: args.policy.as_deref(),
    };
    let ground = Ground::read(&home, sources)?;
    let key = key_file::read_curve_key(&args.key, Purpose::Signing, "key")?;
    if !keys::is_made(&home)? && home.config().is_development() {
        output.remark("making this home's development keys, once; this takes some seconds");
    }
    let selector = keys::current(&home)?.selector;
    let context = context(&args.context, selector);
    let consented = give(&home, ground, &key, &context)?;
    let warning = home_registry::adopt(&home, &context)?;
    files::output(&args.output, &zeroize::Zeroizing::new(consented.consent.to_json()), Mode::Secret)?;

    if let Some(warning) = &warning {
        output.remark(&format!("warning: {warning}"));
    }
    let shown = args.output.display().to_string();
    let nullifier = field::to_hex(&consented.nullifier);
    let note = field::to_hex(&consented.note);
    let text = format!(
        "Consented to one financing in favour of {}, in {shown}. Keep it private.\nnullifier  {nullifier}\nnote       {note}",
        context.beneficiary
    );
    let json = json!({
        "consent": shown,
        "selector": selector,
        "context": field::to_hex(&context.to_field()),
        "nullifier": nullifier,
        "note": note,
        "warnings": warning.as_slice(),
    });
    Ok(Reply::new(json, text))
}

/// A consent with what it makes public.
pub(super) struct Consented {
    /// The consent.
    pub(super) consent: SignedConsent,
    /// The claim that it completes, which holds.
    pub(super) claim: Claim,
    /// N1.
    pub(super) nullifier: Fr,
    /// The note's commitment.
    pub(super) note: Fr,
}

/// The context that the command line and a key give.
pub(super) fn context(args: &ContextArgs, selector: Selector) -> Context {
    Context {
        selector,
        chain: args.chain.clone(),
        contract: args.contract,
        beneficiary: args.beneficiary,
        expiry: args.expires.end_unix_seconds(),
    }
}

/// Asks the nullifier registry, picks the note's blinding, signs. What would not prove is not signed.
pub(super) fn give(
    home: &Home,
    ground: Ground,
    key: &covenant_gadgets::eddsa::SecretKey,
    context: &Context,
) -> Result<Consented> {
    let acknowledged = &ground.acknowledged;
    invoice::check_acknowledged(acknowledged)?;
    if context.expiry < acknowledged.as_of.end_unix_seconds() {
        let message = "the context expires before the day of judgement";
        return Err(Failure::new(Exit::Unsatisfied, "consent/expired", message).at("context.expires"));
    }
    let seller = ground.seller(&key.public())?;
    let id = canonical_id(acknowledged, &seller)?;
    let transcript = nullifier::ask(home, &id)?;
    let network = acknowledged.network;
    let consent = invoice::Consent {
        context: context.to_field(),
        transcript,
        blinding: Fr::rand(&mut OsRng),
        seller,
        // Of another message until the note is known.
        signature: acknowledged.signature,
    };
    let mut claim = Claim { acknowledged: ground.acknowledged, consent };
    let document_type = || Failure::from(invoice::Violation(invoice::Rule::DocumentType));
    let public = claim.public_inputs().ok_or_else(document_type)?;
    claim.consent.signature = key.sign(consent_message(network, public.context, public.note), &mut OsRng);
    invoice::check(&claim)?;
    let consent = SignedConsent {
        network,
        as_of: claim.acknowledged.as_of,
        policy: claim.acknowledged.policy.clone(),
        context: context.clone(),
        nullifier: (&claim.consent.transcript).into(),
        blinding: claim.consent.blinding,
        seller: key.public(),
        signature: claim.consent.signature,
    };
    Ok(Consented { consent, nullifier: public.nullifier, note: public.note, claim })
}

/// The obligation's id, for this seller's fiscal rule. Nobody else's key gets as far as the nullifier registry.
fn canonical_id(acknowledged: &invoice::AcknowledgedClaim, seller: &invoice::Member) -> Result<CanonicalId> {
    let refuse = |rule| Failure::from(invoice::Violation(rule));
    let ack = &acknowledged.acknowledgement;
    if seller.leaf.role != covenant_statements::Role::Seller {
        return Err(refuse(invoice::Rule::SellerRole));
    }
    if seller.leaf.party != ack.seller {
        return Err(refuse(invoice::Rule::SellerNotTheCreditor));
    }
    let rule = seller.leaf.fiscal_rule.ok_or_else(|| refuse(invoice::Rule::FiscalRule))?;
    Ok(CanonicalId::new(ack.seller, ack.document_type, ack.issue, rule, ack.number.clone()))
}
