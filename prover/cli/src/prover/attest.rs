//! From a proof to a signed attestation.

use covenant_core::{ProveError, ProverError};
use covenant_verifier::attestation::Predicate;
use covenant_verifier::dsse::{Envelope, PublicKey};
use covenant_verifier::intoto::Statement;
use covenant_verifier::json::JsonError;
use ed25519_dalek::{Signer as _, SigningKey};

use crate::failure::{Exit, Failure, Result};

/// An attestation, signed by the home's prover key.
pub(crate) fn sign<P: Predicate>(signer: &SigningKey, attestation: &Statement<P>) -> Result<Vec<u8>> {
    let failed = |error: JsonError| Failure::new(Exit::Other, "attestation/not-written", error.to_string());
    let payload = attestation.to_payload().map_err(failed)?;
    let public = public_key(signer)?;
    let mut envelope =
        Envelope::seal(payload, &public, |bytes| signer.sign(bytes).to_bytes()).to_json().into_bytes();
    envelope.push(b'\n');
    Ok(envelope)
}

/// The prover's public key.
pub(crate) fn public_key(signer: &SigningKey) -> Result<PublicKey> {
    PublicKey::from_bytes(signer.verifying_key().as_bytes())
        .map_err(|error| Failure::refused("key/malformed", error.to_string()).at("home.prover_key"))
}

impl From<ProveError> for Failure {
    fn from(error: ProveError) -> Self {
        match error {
            ProveError::Violation(violation) => violation.into(),
            ProveError::Key(_) => Self::refused("key/other-circuit", error.to_string()).at("keys"),
            ProveError::Prover(ProverError::Cancelled) => {
                Self::new(Exit::Cancelled, "prove/cancelled", error.to_string())
            }
            ProveError::Unverified(_) => Self::refused("prove/unverified", error.to_string()),
            other => Self::new(Exit::Other, "prove/failed", other.to_string()),
        }
    }
}
