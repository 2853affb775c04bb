//! From a proof to a signed attestation.

use covenant_core::{CircuitKey, ProveError, ProvedClaim, ProverError};
use covenant_statements::Context;
use covenant_statements::invoice::{Claim, PublicInputs};
use covenant_verifier::attestation::obligation::{ObligationStatement, Parts, statement};
use covenant_verifier::dsse::{Envelope, PublicKey};
use ed25519_dalek::{Signer as _, SigningKey};

use crate::failure::{Exit, Failure, Result};

/// The attestation of a proved claim, signed by the home's prover key.
pub(crate) fn sign(
    signer: &SigningKey,
    key: &CircuitKey,
    claim: &Claim,
    context: &Context,
    proved: &ProvedClaim<Claim>,
) -> Result<Vec<u8>> {
    let acknowledged = &claim.acknowledged;
    let statement = statement(&Parts {
        network: acknowledged.network,
        verifying_key: key.verifying_key(),
        policy: &acknowledged.policy,
        as_of: acknowledged.as_of,
        registry_root: acknowledged.registry_root,
        nullifier_key: claim.consent.transcript.key,
        context,
        nullifier: proved.public_inputs.nullifier,
        note: proved.public_inputs.note,
        proof: &proved.proof,
        log_index: None,
    });
    let failed = |message: String| Failure::new(Exit::Other, "attestation/not-written", message);
    let payload = statement.to_payload().map_err(|error| failed(error.to_string()))?;
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

/// Whether an attestation that a service handed out is one of this claim. Its signature and its proof are for `verify`.
pub(crate) fn require_of_claim(envelope: &[u8], expected: &PublicInputs) -> Result<()> {
    let refuse = || {
        let message = "the service's attestation is not one of this claim";
        Failure::refused("attestation/of-another-claim", message)
    };
    let envelope = Envelope::from_json(envelope).map_err(|_| refuse())?;
    let statement = ObligationStatement::from_payload(envelope.payload()).map_err(|_| refuse())?;
    let holds = statement.predicate.public_inputs.in_order() == expected.to_array();
    if holds { Ok(()) } else { Err(refuse()) }
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
