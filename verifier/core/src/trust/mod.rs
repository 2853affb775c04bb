//! What a verifier trusts, from its own file: verifying keys, registry roots, nullifier keys, policies, provers.
//!
//! Nothing in an attestation adds to it. A key that travels inside an attestation would be the prover's
//! choice, and so would a registry of its own.

mod document;
mod error;
mod store;

pub use document::{
    HomeRegistry, KeyEntry, MAX_TRUST_BYTES, NullifierKeyEntry, ProverEntry, RootEntry, TRUST_VERSION,
    TrustDocument,
};
pub use error::TrustError;
pub use store::TrustStore;
