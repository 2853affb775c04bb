//! Statement 2: the native check and the circuit accept and refuse the same claims.

mod agreement;
mod cases;
mod edges;
mod mutations;
mod portfolio;
#[path = "../prover/mod.rs"]
mod prover;
mod raw;
mod rewrite;
mod support;
