//! The prover service: queue, workers, gRPC, nullifier registry.
