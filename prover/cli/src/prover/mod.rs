//! What this binary proves: the statements behind the service's seam, its workers, and proofs made here.

pub(crate) mod attest;
pub(crate) mod keys;
pub(crate) mod service;
pub(crate) mod worker;
