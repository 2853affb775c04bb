//! The Groth16 prover: keys prepared once, matrices read once, proofs made of six transforms and five MSMs.
//!
//! The relation, the key and the proof are `ark-groth16`'s, by snarkjs's reduction ([`CircomReduction`]); with the same
//! `r` and `s` the proofs are the same bytes.

#[cfg(test)]
#[path = "../../tests/conformance/circuit.rs"]
mod circuit;
mod convert;
mod file;
mod key;
mod prove;
mod quotient;
mod r1cs;
mod r1cs_store;
mod reduction;
mod setup;
mod store;
pub(crate) mod term;

pub use key::PreparedProvingKey;
pub use prove::{Assignment, SecretScalars, assignment_of, prove, prove_with_randomness};
pub use r1cs::R1cs;
pub use reduction::CircomReduction;
pub use setup::{Setup, SetupPhase, SetupProgress};
