//! What this binary proves: the statements as the service sees them, its workers, and proofs made in this process.

pub(crate) mod attest;
pub(crate) mod holders;
pub(crate) mod judge;
pub(crate) mod keys;
pub(crate) mod nullifier;
pub(crate) mod refusals;
pub(crate) mod service;
pub(crate) mod worker;
