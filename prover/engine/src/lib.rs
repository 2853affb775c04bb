//! A Groth16 engine over BN254: field lanes, MSM, NTT and the prover.
