//! Verification of proofs and attestations: `no_std`, no constraint system, no witness.
//!
//! Everything here reads bytes that somebody else wrote. Decoders are total: any input gives a value or a
//! typed error, sizes are bounded before anything is reserved, and each value has one accepted encoding.
//! Trust never comes from what is being verified: keys, roots and policies are those of the verifier's own
//! [`trust`] store.
//!
//! * [`groth16`]: keys, proofs and the pairing check over BN254;
//! * [`dsse`]: signed envelopes;
#![no_std]

extern crate alloc;

pub mod dsse;
pub mod groth16;
pub mod json;
