//! The contracts of `verifier/evm` in an EVM ([revm](https://docs.rs/revm)), fed with the proofs of `vectors/evm`.
//!
//! No compiler and no node is needed: contracts come from the committed artefacts. The crate is not among the workspace's default
//! members, so that an EVM is built only by who asks for it.

pub mod chain;
pub mod deployment;
pub mod event;
pub mod liabilities;
pub mod pinned;
pub mod receipt;
pub mod solvency;
pub mod tools;
pub mod vectors;
pub mod world;
