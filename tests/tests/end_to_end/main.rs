//! From a claim to an accepted attestation without the command line, and every way in which a malicious prover must fail.

mod disclosure;
mod fixture;
mod malicious_claim;
mod malicious_prover;
mod pool;
mod spine;
