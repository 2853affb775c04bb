//! Verification of proofs and attestations: `no_std`, no constraint system, no witness.
//!
//! Everything here reads bytes that somebody else wrote. Decoders are total: any input gives a value or a
//! typed error, sizes are bounded before anything is reserved, and each value has one accepted encoding.
//! Trust never comes from what is being verified: keys, roots and policies are those of the verifier's own
//! [`trust`] store. Nothing here reads a file, a clock or a network.
//!
//! * [`groth16`]: keys, proofs and the pairing check over BN254;
//! * [`dsse`]: signed envelopes;
//! * [`intoto`]: statements with one encoding;
//! * [`trust`]: what the verifier trusts;
//! * [`attestation`]: the procedures by which an attestation is accepted or refused;
//! * [`coverage_log`]: the public log of coverages, one for each entity and day.
//!
//! The formats are described in the book, `docs/src/encodings.md` and `docs/src/attestation.md`.
#![no_std]
// Any bytes give a value or an error: nothing here may panic.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable
)]

extern crate alloc;

pub mod attestation;
pub mod coverage_log;
pub mod dsse;
pub mod groth16;
pub mod intoto;
pub mod json;
#[cfg(feature = "schema")]
pub mod schema;
pub mod trust;
pub mod wire;
