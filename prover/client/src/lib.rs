//! A client of the prover service and of the nullifier registry.
