//! What a verifier trusts, from its own file: verifying keys, roots, nullifier keys, policies, custodies, entities, auditors, provers.
//!
//! Nothing in an attestation adds to it. A key that travels inside an attestation would be the prover's
//! choice, and so would a registry of its own.

mod checks;
mod custody;
mod document;
mod entries;
mod error;
mod home;
mod judged;
mod policies;
mod store;
mod v1;

pub use custody::{CustodyEntry, EntityEntry};
pub use document::{MAX_TRUST_BYTES, TRUST_VERSION, TrustDocument};
pub use entries::{AuditorEntry, KeyEntry, NullifierKeyEntry, ProofSystem, ProverEntry, RootEntry, RootKind};
pub use error::TrustError;
pub use home::HomeRegistry;
pub use judged::{CustodyError, CustodyState};
pub use policies::{PolicyEntry, TrustedPolicy};
pub use store::TrustStore;
