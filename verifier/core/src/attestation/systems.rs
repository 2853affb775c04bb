//! Verifiers of proof systems that this crate has none for.

use covenant_statements::Fr;

use crate::groth16::ProofError;
use crate::trust::{KeyEntry, ProofSystem};

/// A verifier of another proof system than Groth16, handed in by a crate that has one (it may need `std`).
pub trait ProofVerifier {
    /// The system.
    fn system(&self) -> ProofSystem;

    /// Accepts when `proof` proves `inputs` under the key: `key.verifying_key` holds its bytes, whose digest has been checked and nothing
    /// else, and `key.srs` names its structured reference string.
    ///
    /// # Errors
    /// [`ProofError`]. Never a panic, whatever the bytes.
    fn verify(&self, key: &KeyEntry, inputs: &[Fr], proof: &[u8]) -> Result<(), ProofError>;
}
