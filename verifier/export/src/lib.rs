//! Verifying keys, proofs and attestations in the formats of other tools: Solidity, CosmWasm, snarkjs.
//!
//! * [`evm`]: Solidity verifiers, Poseidon in Solidity, calldata, and bytecode for any key from a compiled template;
//! * [`cosmwasm`]: messages to the CosmWasm contract;
//! * [`demo`]: an attestation on a chain of its own, on anvil;
//! * [`snarkjs`]: `verification_key.json`, `proof.json` and `public.json`.
//!
//! Nothing here judges a proof: what is exported has been verified by `covenant-verifier`, or will be by whoever reads it.

pub mod cosmwasm;
pub mod demo;
pub mod evm;
mod points;
pub mod snarkjs;
