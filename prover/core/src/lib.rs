//! Keys by digest, witnesses and proofs: the synchronous prover.
