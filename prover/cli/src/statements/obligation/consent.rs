//! `consent`: the seller agrees to one financing. Runs at the seller's.

use std::path::Path;

use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::Format as _;
use covenant_parties::key_file::Purpose;
use covenant_parties::obligation::{ClaimDraft, Consented, PendingConsent};
use covenant_statements::{Context, Selector, field};
use rand::rngs::OsRng;
use serde_json::json;

use super::Obligation;
use super::args::{Consent, ContextArgs};
use super::claim::{self, Sources};
use crate::commands::home_registry;
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::home::{Home, nullifier};
use crate::key_files;
use crate::output::{Output, Reply};
use crate::prover::keys;

pub(crate) fn run(home: Option<&Path>, args: &Consent, output: Output) -> Result<Reply> {
    let home = Home::open(home)?;
    let sources = Sources {
        document: &args.document,
        acknowledgement: &args.acknowledgement,
        as_of: args.as_of,
        policy: args.policy.as_deref(),
    };
    let draft = claim::read(&home, sources)?;
    let key = key_files::read(&args.key, Purpose::Signing, "key")?;
    if !keys::is_made(&home, Obligation::CIRCUIT)? && keys::makes_keys(&home) {
        output.remark("making this home's development keys, once; this takes some seconds");
    }
    let selector = keys::current(&home, Obligation::CIRCUIT)?.selector;
    let context = context(&args.context, selector);
    let consented = sign(&home, draft, &key, &context)?;
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

/// The context that the command line and a key give.
pub(crate) fn context(args: &ContextArgs, selector: Selector) -> Context {
    Context {
        selector,
        chain: args.chain.clone(),
        contract: args.contract,
        beneficiary: args.beneficiary,
        expiry: args.expires.end_unix_seconds(),
        sequence: args.sequence,
    }
}

/// Asks the home's nullifier registry and signs. What would not prove is not signed.
pub(crate) fn sign(home: &Home, draft: ClaimDraft, key: &SecretKey, context: &Context) -> Result<Consented> {
    let pending = PendingConsent::new(draft, key, context.clone(), &mut OsRng)?;
    let (registry_key, evaluation) = nullifier::evaluate(home, pending.blinded())?;
    Ok(pending.complete(registry_key, evaluation, &mut OsRng)?)
}

/// Refuses a context other than the seller's; the first part that differs is named.
pub(crate) fn require_same_context(consented: &Context, args: &ContextArgs) -> Result<()> {
    let stated = context(args, consented.selector);
    let parts = [
        (consented.chain == stated.chain, "chain"),
        (consented.contract == stated.contract, "contract"),
        (consented.beneficiary == stated.beneficiary, "beneficiary"),
        (consented.expiry == stated.expiry, "expires"),
        (consented.sequence == stated.sequence, "sequence"),
    ];
    match parts.iter().find(|(same, _)| !same) {
        None => Ok(()),
        Some((_, part)) => {
            let message = format!("the seller consented to another context: its {part} differs");
            Err(Failure::new(Exit::Unsatisfied, "consent/other-context", message)
                .at(format!("context.{part}")))
        }
    }
}
