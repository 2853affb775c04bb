//! What a worker or a service hands out is judged before anybody gets it.

use covenant_core::keys::KeySummary;
use covenant_service::Outcome;
use covenant_statements::{Claim as _, Context, Day, PublicInputs as _};
use covenant_verifier::attestation::{VerifyOptions, examine};
use covenant_verifier::dsse::{Envelope, PublicKey};
use covenant_verifier::trust::{ProverEntry, TrustDocument, TrustStore};

use super::keys::key_entry;
use crate::failure::{Exit, Failure, Result};
use crate::statements::Statement;

/// A claim's public inputs; one that is too far from a valid one to have them is refused by its first rule.
pub(crate) fn public_inputs<S: Statement>(
    claim: &S::Claim,
) -> Result<<S::Claim as covenant_statements::Claim>::Public> {
    if let Some(public) = claim.public_inputs() {
        return Ok(public);
    }
    claim.check()?;
    Err(Failure::new(Exit::Other, "prove/failed", "a claim that holds has no public inputs"))
}

/// Judges an outcome by the verifier's code, with a trust of just what the claim names.
pub(crate) fn outcome<S: Statement>(
    key: &KeySummary,
    prover: PublicKey,
    claim: &S::Claim,
    context: &Context,
    outcome: &Outcome,
) -> Result<()> {
    let expected = public_inputs::<S>(claim)?;
    let mut document = TrustDocument {
        keys: vec![key_entry(key)],
        provers: vec![ProverEntry {
            name: "this service".into(),
            ed25519: prover,
            from: Day::MIN,
            until: Day::MAX,
        }],
        ..TrustDocument::empty(key.network)
    };
    S::trust(&mut document, claim, context);
    let trust = TrustStore::from_document(document)
        .map_err(|error| Failure::refused(error.code(), error.to_string()))?;
    let options = VerifyOptions::at_day(S::as_of(claim)).allow_development_keys(true);
    examine(&outcome.attestation, &trust, &options)
        .map_err(|refusal| Failure::refused(refusal.error.code(), refusal.to_string()))?;
    require_of_claim::<S>(&outcome.attestation, &expected)?;
    S::require_private_outputs(outcome, &expected)
}

/// Refuses an attestation that is not one of this claim. Its signature and its proof are for `verify`.
pub(crate) fn require_of_claim<S: Statement>(
    envelope: &[u8],
    expected: &<S::Claim as covenant_statements::Claim>::Public,
) -> Result<()> {
    let envelope = Envelope::from_json(envelope).ok();
    let stated = envelope.and_then(|envelope| S::stated_proof(envelope.payload()));
    if stated.is_some_and(|stated| stated.public_inputs == expected.in_order()) {
        return Ok(());
    }
    let message = "the service's attestation is not one of this claim";
    Err(Failure::refused("attestation/of-another-claim", message))
}
