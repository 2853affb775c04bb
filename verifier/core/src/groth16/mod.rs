//! Groth16 over BN254 (Groth, eprint 2016/260), from bytes.
//!
//! The encodings are those of `docs/src/encodings.md`: uncompressed points, big-endian coordinates below q, G2 with
//! the imaginary part first (EIP-197), and no point at infinity anywhere. A proof is
//! accepted when e(A, B) = e(α, β) · e(IC(x), γ) · e(C, δ), where IC(x) = IC₀ + Σ xᵢ·ICᵢ.
//!
//! The check is written on `ark-bn254`'s pairing: `ark-groth16` would bring the constraint system with it, and its
//! version 0.6 no longer compares the number of public inputs with the key's.

mod batch;
#[cfg(feature = "limbs")]
pub mod curve;
#[cfg(not(feature = "limbs"))]
use ark_bn254 as curve;
mod encoding;
mod error;
mod kept;
mod key;
mod proof;
mod sum;

pub use batch::{BatchError, BatchItem, verify_batch};
pub use error::{KeyError, ProofError};
pub use key::{MAX_PUBLIC_INPUTS, VerifyingKey};
pub use proof::{
    PROOF_BYTES, PreparedVerifyingKey, Proof, field_from_bytes, field_to_bytes, verify, verify_bytes,
};
