//! The committed wasm in the virtual machine that chains with CosmWasm 3 run, with real proofs.
#![allow(missing_docs, reason = "tests")]

mod bytes;
mod gas;
mod key;
mod notes;
mod registry;
mod relay;
mod roots;
mod store;
mod timelock;
mod token;
mod trust;
mod vectors;
mod verify;
mod world;
