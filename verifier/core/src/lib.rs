//! Verification of proofs and attestations: no_std, no constraint system, no witness.
