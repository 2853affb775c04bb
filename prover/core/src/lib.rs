//! Keys by digest, witnesses and proofs: synchronous, on one machine. Knows no tokio and no wire format.
//!
//! [`keys::KeyStore`] finds or makes a circuit's keys, [`prove`] runs the native check, makes the witness, proves with the
//! project's engine and verifies the proof with the verifier's own code before it hands it out.

pub mod keys;
mod prove;
mod prover;

pub use keys::{CircuitKey, KeyStore};
pub use prove::{ProveError, Proved, ProvedClaim, prove, prove_with};
pub use prover::{EngineProver, Phase, Progress, Prover, ProverError, Stop, backend_name};
