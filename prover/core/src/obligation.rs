//! Proofs of statement 1.

use crate::{
    keys::CircuitKey,
    prover::{EngineProver, Phase, Progress, Prover, ProverError, Stop},
};
use covenant_relations::{Circuit, invoice::InvoiceCircuit};
use covenant_statements::{
    Selector, ValueError,
    invoice::{self, Claim, Note, PublicInputs, Violation},
};
use covenant_verifier::groth16::{Proof, ProofError, verify};
use std::ops::ControlFlow;
use zeroize::Zeroizing;

/// A proof that the verifier's own code has accepted, and what goes with it.
#[derive(Clone, Debug)]
pub struct ProvedClaim {
    /// The proof.
    pub proof: Proof,
    /// What it makes public.
    pub public_inputs: PublicInputs,
    /// The circuit and key it was made with.
    pub selector: Selector,
    /// The note's opening: the holder's secret.
    pub note: Note,
}

/// Why a claim was not proved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// A rule of the statement does not hold.
    #[error(transparent)]
    Violation(#[from] Violation),
    /// The policy is no valid document: no verifier takes it.
    #[error(transparent)]
    Policy(#[from] ValueError),
    /// The key is another circuit's.
    #[error("the key is not one of circuit invoice/1 on this claim's network")]
    Key,
    /// The prover failed or was stopped.
    #[error(transparent)]
    Prover(#[from] ProverError),
    /// The verifier's code refused the proof; it is not handed out.
    #[error("the proof did not verify")]
    Unverified(#[source] ProofError),
}

/// Checks, proves with the engine and verifies one claim.
///
/// # Errors
/// [`ProveError`]; the first rule that fails comes before anything is computed.
pub fn prove(
    key: &CircuitKey,
    claim: &Claim,
    progress: &mut Progress<'_>,
) -> Result<ProvedClaim, ProveError> {
    prove_with(&EngineProver::default(), key, claim, progress)
}

/// The same with any [`Prover`].
///
/// # Errors
/// [`ProveError`].
pub fn prove_with(
    prover: &impl Prover,
    key: &CircuitKey,
    claim: &Claim,
    progress: &mut Progress<'_>,
) -> Result<ProvedClaim, ProveError> {
    let mut enter = |phase| match progress(phase, 0.0) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(Stop) => Err(ProverError::Cancelled),
    };
    if key.circuit() != invoice::CIRCUIT_ID || key.network() != claim.acknowledged.network {
        return Err(ProveError::Key);
    }
    enter(Phase::Check)?;
    claim.acknowledged.policy.validate()?;
    invoice::check(claim)?;
    let (Some(note), Some(public_inputs)) = (claim.note(), claim.public_inputs()) else {
        return Err(Violation(invoice::Rule::DocumentType).into());
    };
    enter(Phase::Witness)?;
    let assignment = Zeroizing::new(InvoiceCircuit(claim).assignment());
    let proof = prover.prove(key, &assignment, progress)?;
    // Whatever made the proof, a flipped bit in memory included: nothing leaves that a verifier would refuse.
    let _ = progress(Phase::Verify, 1.0);
    verify(key.verifier(), &public_inputs.to_array(), &proof).map_err(ProveError::Unverified)?;
    Ok(ProvedClaim { proof, public_inputs, selector: key.selector(), note })
}
