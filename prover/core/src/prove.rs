//! From a claim to a proof that has been verified, for any statement.

use crate::{
    keys::CircuitKey,
    prover::{EngineProver, Phase, Progress, Prover, ProverError, Stop},
};
use covenant_relations::Provable;
use covenant_statements::{PublicInputs as _, Selector, ValueError, Violation};
use covenant_verifier::groth16::{Proof, ProofError, verify};
use std::ops::ControlFlow;
use zeroize::Zeroizing;

/// A proof that the verifier's own code has accepted, and what goes with it. `P` are the public inputs by name, `O` is the
/// opening of what they commit to.
#[derive(Clone, Debug)]
pub struct Proved<P, O> {
    /// The proof.
    pub proof: Proof,
    /// What it makes public.
    pub public_inputs: P,
    /// The circuit and key it was made with.
    pub selector: Selector,
    /// The holder's secret.
    pub opening: O,
}

/// What a claim of type `C` is proved as.
pub type ProvedClaim<C> =
    Proved<<C as covenant_statements::Claim>::Public, <C as covenant_statements::Claim>::Opening>;

/// Why a claim was not proved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// A rule of the statement does not hold.
    #[error(transparent)]
    Violation(#[from] Violation),
    /// A document of the claim, such as its policy, is not well-formed: no verifier takes it.
    #[error(transparent)]
    Document(#[from] ValueError),
    /// The claim passed its check and has no public inputs: a fault of the statement's code.
    #[error("the claim has no public inputs")]
    NoPublicInputs,
    /// The key is another circuit's.
    #[error("the key is not one of circuit {0} on this claim's network")]
    Key(&'static str),
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
pub fn prove<C: Provable>(
    key: &CircuitKey,
    claim: &C,
    progress: &mut Progress<'_>,
) -> Result<ProvedClaim<C>, ProveError> {
    prove_with(&EngineProver::default(), key, claim, progress)
}

/// The same with any [`Prover`].
///
/// # Errors
/// [`ProveError`].
pub fn prove_with<C: Provable>(
    prover: &impl Prover,
    key: &CircuitKey,
    claim: &C,
    progress: &mut Progress<'_>,
) -> Result<ProvedClaim<C>, ProveError> {
    let mut enter = |phase| match progress(phase, 0.0) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(Stop) => Err(ProverError::Cancelled),
    };
    if key.circuit() != claim.circuit().id || key.network() != claim.network() {
        return Err(ProveError::Key(claim.circuit().id));
    }
    enter(Phase::Check)?;
    claim.validate()?;
    claim.check()?;
    let (Some(opening), Some(public_inputs)) = (claim.opening(), claim.public_inputs()) else {
        return Err(ProveError::NoPublicInputs);
    };
    enter(Phase::Witness)?;
    let assignment = Zeroizing::new(claim.relation().assignment());
    let proof = prover.prove(key, &assignment, progress)?;
    // Whatever made the proof, a flipped bit in memory included: nothing leaves that a verifier would refuse.
    let _ = progress(Phase::Verify, 1.0);
    verify(key.verifier(), &public_inputs.in_order(), &proof).map_err(ProveError::Unverified)?;
    Ok(Proved { proof, public_inputs, selector: key.selector(), opening })
}
