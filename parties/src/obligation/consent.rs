//! The consent: the seller agrees to one financing. Between its two steps the nullifier registry is asked, by whatever way the
//! caller has to it.

use ark_ff::UniformRand as _;
use covenant_gadgets::babyjubjub::Scalar;
use covenant_gadgets::eddsa::SecretKey;
use covenant_gadgets::voprf::{self, Evaluation, VoprfError};
use covenant_statements::invoice::{
    self, AcknowledgedClaim, Claim, Rule, Transcript, Violation, consent_message,
};
use covenant_statements::{CanonicalId, Context, Fr, Member, Point, Role};
use rand::{CryptoRng, RngCore};
use zeroize::Zeroizing;

use super::{ClaimDraft, SignedConsent};
use crate::Error;

/// A consent that waits for the nullifier registry's answer to [`PendingConsent::blinded`]. Private: it holds the blinding scalar.
pub struct PendingConsent<'a> {
    acknowledged: AcknowledgedClaim,
    seller: Member,
    key: &'a SecretKey,
    context: Context,
    blind: Zeroizing<Scalar>,
    blinded: Point,
}

/// A consent with what it makes public.
pub struct Consented {
    /// The consent.
    pub consent: SignedConsent,
    /// The claim that it completes, which holds.
    pub claim: Claim,
    /// N1.
    pub nullifier: Fr,
    /// The note's commitment.
    pub note: Fr,
}

impl<'a> PendingConsent<'a> {
    /// Checks all that can be checked before anybody is asked, and blinds the obligation's id.
    pub fn new<R: RngCore + CryptoRng>(
        draft: ClaimDraft,
        key: &'a SecretKey,
        context: Context,
        rng: &mut R,
    ) -> Result<Self, Error> {
        invoice::check_acknowledged(&draft.acknowledged)?;
        if context.expiry < draft.acknowledged.as_of.end_unix_seconds() {
            return Err(ConsentError::Expired.into());
        }
        let seller = draft.seller(&key.public())?;
        let id = canonical_id(&draft.acknowledged, &seller)?;
        let input = voprf::hash_to_curve(id.hash_to_curve_inputs());
        let (blind, blinded) = voprf::blind(&input, rng).map_err(ConsentError::Nullifier)?;
        Ok(Self { acknowledged: draft.acknowledged, seller, key, context, blind, blinded })
    }

    /// The point that the nullifier registry is to evaluate; it tells nothing of the obligation.
    pub fn blinded(&self) -> &Point {
        &self.blinded
    }

    /// Checks the answer's proof under the nullifier registry's `key`, picks the note's blinding, signs. What would not prove is
    /// not signed.
    pub fn complete<R: RngCore + CryptoRng>(
        self,
        key: Point,
        evaluation: Evaluation,
        rng: &mut R,
    ) -> Result<Consented, Error> {
        voprf::verify_evaluation(&key, &self.blinded, &evaluation).map_err(ConsentError::Nullifier)?;
        let acknowledged = self.acknowledged.clone();
        let network = acknowledged.network;
        let consent = invoice::Consent {
            context: self.context.to_field(),
            transcript: Transcript { key, blind: *self.blind, evaluation },
            blinding: Fr::rand(rng),
            seller: self.seller.clone(),
            // Of another message until the note is known.
            signature: acknowledged.signature,
        };
        let mut claim = Claim { acknowledged, consent };
        let public = claim.public_inputs().ok_or(Violation::of(Rule::DocumentType))?;
        claim.consent.signature = self.key.sign(consent_message(network, public.context, public.note), rng);
        invoice::check(&claim)?;
        let consent = SignedConsent {
            network,
            as_of: claim.acknowledged.as_of,
            policy: claim.acknowledged.policy.clone(),
            context: self.context.clone(),
            nullifier: (&claim.consent.transcript).into(),
            blinding: claim.consent.blinding,
            seller: self.key.public(),
            signature: claim.consent.signature,
        };
        Ok(Consented { consent, nullifier: public.nullifier, note: public.note, claim })
    }
}

/// The obligation's id, for this seller's fiscal rule. Nobody else's key gets as far as the nullifier registry.
fn canonical_id(acknowledged: &AcknowledgedClaim, seller: &Member) -> Result<CanonicalId, Violation> {
    let ack = &acknowledged.acknowledgement;
    if seller.leaf.role != Role::Seller {
        return Err(Violation::of(Rule::SellerRole));
    }
    if seller.leaf.party != ack.seller {
        return Err(Violation::of(Rule::SellerNotTheCreditor));
    }
    let rule = seller.leaf.fiscal_rule.ok_or(Violation::of(Rule::FiscalRule))?;
    Ok(CanonicalId::new(ack.seller, ack.document_type, ack.issue, rule, ack.number.clone()))
}

/// Why there is no consent, or not this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConsentError {
    /// The context is over before the day that the claim is judged by.
    #[error("the context expires before the day of judgement")]
    Expired,
    /// The nullifier registry's answer.
    #[error("{0}")]
    Nullifier(VoprfError),
    /// A consent for another network.
    #[error("the seller consented to another network")]
    OtherNetwork,
    /// A consent for another day of judgement.
    #[error("the seller consented to another as of")]
    OtherDay,
    /// A consent for another policy.
    #[error("the seller consented to another policy")]
    OtherPolicy,
}

impl ConsentError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Expired => "consent/expired",
            Self::Nullifier(_) => "nullifier/refused",
            Self::OtherNetwork => "consent/other-network",
            Self::OtherDay => "consent/other-as-of",
            Self::OtherPolicy => "consent/other-policy",
        }
    }

    /// The field at fault.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Expired => "context.expires",
            Self::Nullifier(_) => "nullifier_registry",
            Self::OtherNetwork => "consent.network",
            Self::OtherDay => "consent.as_of",
            Self::OtherPolicy => "consent.policy",
        }
    }
}
