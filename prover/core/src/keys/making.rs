//! The making of a development key: a setup by one machine, when the key is first needed.

use super::{KeyStore, circuits, error::StoreError, files, pins::Act};
use ark_bn254::Bn254;
use covenant_engine::{
    Engine,
    groth16::{Setup, SetupPhase},
};
use covenant_statements::Network;
use covenant_verifier::{groth16::VerifyingKey, wire::Sha256};
use rand::rngs::OsRng;
use std::ops::ControlFlow;

/// What the making of a key is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Making {
    /// The circuit's constraints are recorded.
    Synthesis,
    /// A phase of the setup.
    Setup(SetupPhase),
}

impl Making {
    /// A name for logs and progress displays.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Synthesis => "constraints",
            Self::Setup(phase) => setup_phase(phase),
        }
    }

    /// The share of the whole that is done, 0 to 1, when `done` of this phase's `total` are: an estimate.
    #[must_use]
    pub fn fraction(self, done: u64, total: u64) -> f32 {
        match self {
            Self::Synthesis => 0.0,
            Self::Setup(phase) => SYNTHESIS + (1.0 - SYNTHESIS) * phase.fraction(done, total),
        }
    }
}

/// The share of the recording.
const SYNTHESIS: f32 = 0.12;

/// Names of the setup's phases.
fn setup_phase(phase: SetupPhase) -> &'static str {
    use SetupPhase as P;
    match phase {
        P::Lagrange => "lagrange",
        P::Evaluate => "polynomials",
        P::QueryA => "query-a",
        P::QueryB1 => "query-b1",
        P::QueryB2 => "query-b2",
        P::QueryH => "query-h",
        P::QueryL => "query-l",
        P::Finish => "finish",
        _ => "setup",
    }
}

/// Called now and then with the phase, and how much of it is done, of how much.
pub type MakingProgress<'a> = dyn FnMut(Making, u64, u64) + 'a;

impl KeyStore {
    /// Makes a circuit's development key and trusts it, unless another process has meanwhile; returns its digest.
    ///
    /// The points go to their file as they are made, in a folder that takes its name when it is whole: what a killed process leaves is removed
    /// by the next.
    pub(super) fn make_development(
        &self,
        circuit: &'static str,
        progress: &mut MakingProgress<'_>,
    ) -> Result<String, StoreError> {
        let _lock = self.lock()?;
        if let Some(key) = self.current(circuit, Network::Development)? {
            return Ok(key.digest);
        }
        progress(Making::Synthesis, 0, 1);
        let matrices = circuits::matrices(circuit).ok_or(StoreError::Setup)?;
        let constraints = circuits::pin(circuit).ok_or(StoreError::Setup)?;
        let mut report = |phase, done, total| {
            progress(Making::Setup(phase), done, total);
            ControlFlow::Continue(())
        };
        let setup = Setup::new(Engine::detect(), &matrices, &mut OsRng, &mut report);
        let setup = setup.map_err(|_| StoreError::Setup)?;
        let verifying_key = encoded(setup.verifying_key())?;
        let digest = Sha256::of(&verifying_key.to_bytes());
        let made = self.place(digest, |folder| {
            let matrices = files::write_matrices(folder, matrices)?;
            let proving_key = files::write_proving_key(folder, &setup, &mut report)?;
            let parts = [proving_key, matrices];
            files::write_header(folder, circuit, Network::Development, constraints, &verifying_key, parts)
        })?;
        self.trust(&made, Act::Made).map(|key| key.digest)
    }
}

/// The verifying key as verifiers have it.
fn encoded(key: &ark_groth16::VerifyingKey<Bn254>) -> Result<VerifyingKey, StoreError> {
    let (beta, gamma, delta) = (key.beta_g2, key.gamma_g2, key.delta_g2);
    VerifyingKey::from_points(key.alpha_g1, beta, gamma, delta, &key.gamma_abc_g1)
        .map_err(|_| StoreError::Setup)
}
