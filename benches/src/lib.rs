//! Benchmarks and comparison with peers.
