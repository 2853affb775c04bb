//! The seam between circuits and whatever makes Groth16 proofs.

use crate::keys::CircuitKey;
use covenant_engine::{Engine, EngineError, groth16::Assignment};
use covenant_statements::Fr;
use covenant_verifier::groth16::{Proof, ProofError};
use std::ops::ControlFlow;

/// What a proof is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The native rules.
    Check,
    /// The circuit's assignment.
    Witness,
    /// A phase of the engine.
    Engine(covenant_engine::Phase),
    /// The verifier's own code.
    Verify,
}

impl Phase {
    /// A name for logs and progress displays.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Witness => "witness",
            Self::Engine(phase) => engine_phase(phase),
            Self::Verify => "verify",
        }
    }
}

/// Names of the engine's phases.
fn engine_phase(phase: covenant_engine::Phase) -> &'static str {
    use covenant_engine::Phase as P;
    match phase {
        P::Evaluate => "evaluate",
        P::Quotient => "ntt",
        P::Digits => "digits",
        P::MsmH => "msm-h",
        P::MsmL => "msm-l",
        P::MsmA => "msm-a",
        P::MsmB1 => "msm-b1",
        P::MsmB2 => "msm-b2",
        P::Finish => "finish",
        _ => "prove",
    }
}

/// The caller wants the proof no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop;

/// Called as each phase begins, with the share of the whole work done before it, 0 to 1; `Break` cancels.
pub type Progress<'a> = dyn FnMut(Phase, f32) -> ControlFlow<Stop> + 'a;

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProverError {
    /// The caller stopped it.
    #[error("cancelled")]
    Cancelled,
    /// The assignment breaks a constraint, though the native check passed.
    #[error("the assignment does not satisfy the circuit")]
    Unsatisfied,
    /// The engine failed.
    #[error("the engine failed")]
    Engine(#[source] EngineError),
    /// The proof has a point that no verifier takes.
    #[error("the proof is malformed")]
    Malformed(#[source] ProofError),
}

/// Makes Groth16 proofs over BN254 from a key and an assignment z = (1, public inputs, witness).
pub trait Prover: Send + Sync {
    /// One proof, with fresh randomness.
    ///
    /// # Errors
    /// [`ProverError`].
    fn prove(
        &self,
        key: &CircuitKey,
        assignment: &[Fr],
        progress: &mut Progress<'_>,
    ) -> Result<Proof, ProverError>;
}

/// The project's engine, on the best backend that the processor has.
#[derive(Clone, Copy, Debug, Default)]
pub struct EngineProver {
    engine: Engine,
}

impl EngineProver {
    /// On a given backend.
    #[must_use]
    pub fn on(engine: Engine) -> Self {
        Self { engine }
    }

    /// Does beforehand what a proof needs and no claim changes: the key in the engine's form, and the threads.
    ///
    /// # Errors
    /// [`ProverError::Engine`] if the key does not fit the engine.
    pub fn make_ready(&self, key: &CircuitKey) -> Result<(), ProverError> {
        key.prepared(&self.engine).map(|_| ()).map_err(ProverError::Engine)
    }
}

/// The arithmetic that the engine has chosen on this processor: `avx512` or `portable`.
#[must_use]
pub fn backend_name() -> &'static str {
    Engine::detect().backend().name()
}

impl Prover for EngineProver {
    fn prove(
        &self,
        key: &CircuitKey,
        assignment: &[Fr],
        progress: &mut Progress<'_>,
    ) -> Result<Proof, ProverError> {
        let prepared = key.prepared(&self.engine).map_err(ProverError::Engine)?;
        let (instance, witness) = assignment.split_at(assignment.len().min(key.num_instance()));
        let mut report = |phase, fraction| match progress(Phase::Engine(phase), fraction) {
            ControlFlow::Continue(()) => ControlFlow::Continue(()),
            ControlFlow::Break(Stop) => ControlFlow::Break(()),
        };
        let assignment = Assignment { instance, witness };
        let proof =
            covenant_engine::groth16::prove(&self.engine, prepared, key.r1cs(), assignment, &mut report);
        let proof = proof.map_err(|error| match error {
            EngineError::Cancelled => ProverError::Cancelled,
            EngineError::Unsatisfied => ProverError::Unsatisfied,
            other => ProverError::Engine(other),
        })?;
        Proof::from_points(proof.a, proof.b, proof.c).map_err(ProverError::Malformed)
    }
}
