//! What can go wrong, one type for the whole engine. No variant carries a secret value.

use std::path::PathBuf;

/// Why an operation of the engine was refused or stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// Two sequences that must pair up do not.
    #[error("{what}: {got} given, {expected} expected")]
    LengthMismatch {
        /// Which sequence is wrong.
        what: &'static str,
        /// Its length.
        got: usize,
        /// The length it must have.
        expected: usize,
    },
    /// A transform's length is not a power of two, or exceeds 2^28, the two-adicity of the field.
    #[error("no domain of {0} elements: the length must be a power of two up to 2^28")]
    NoSuchDomain(usize),
    /// The root of a transform's domain is not one of its order.
    #[error("not a primitive root of unity of order {0}")]
    NotARoot(usize),
    /// A coset's shift is zero.
    #[error("no coset of shift zero")]
    NoSuchCoset,
    /// More than 2^31 - 1 bases or variables: indices are 31 bits and a sign.
    #[error("{0} elements are more than the 2^31 - 1 the engine can index")]
    TooLarge(usize),
    /// Packed bases are in the other backend's Montgomery form.
    #[error("the bases are packed as {got:?}, this backend computes on {expected:?}")]
    WrongForm {
        /// The form of the bases.
        got: crate::form::Form,
        /// The form the backend needs.
        expected: crate::form::Form,
    },
    /// The requested backend needs instructions this processor does not have.
    #[error("this processor cannot run the {0} backend")]
    BackendUnavailable(&'static str),
    /// The proving key was made for another reduction from constraints to polynomials: see [`crate::groth16::CircomReduction`].
    #[error("the proving key was made for another reduction (libsnark's, not snarkjs's): make it again")]
    OtherReduction,
    /// The proving key cannot be used; which rule it breaks.
    #[error("the proving key is refused: {0}")]
    UnusableKey(&'static str),
    /// The constraint system has no assignment, or no matrices.
    #[error("constraint system: {0}")]
    ConstraintSystem(&'static str),
    /// The assignment does not satisfy the constraints: the quotient is not a polynomial.
    #[error("the assignment does not satisfy the constraints")]
    Unsatisfied,
    /// The progress callback asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// The operating system gave no randomness.
    #[error("no randomness: {0}")]
    Randomness(getrandom::Error),
    /// A stored key, or stored matrices, could not be read or written.
    #[error("cannot {operation} {path}: {source}")]
    Io {
        /// What was asked of the system: `open`, `map`, `write`, `read`.
        operation: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A stored file is not what its header or its reader says.
    #[error("{path}: {reason}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Which rule failed.
        reason: &'static str,
    },
    /// A stored file is not the requested one.
    #[error("{path}: the digest is not the one expected")]
    WrongDigest {
        /// The file.
        path: PathBuf,
    },
}

/// Refuses `got != expected`.
pub(crate) fn same_length(what: &'static str, got: usize, expected: usize) -> Result<(), EngineError> {
    if got == expected { Ok(()) } else { Err(EngineError::LengthMismatch { what, got, expected }) }
}
