//! The statements as constraint systems. Each folder is one statement: its circuit follows the native check clause by
//! clause, in the same order and under the same names.
//!
//! This crate knows no prover, no engine and no wire format.

pub mod cost;
pub mod invoice;
mod synthesis;

pub use covenant_gadgets::cs::{Cs, Mode};
pub use synthesis::{ArkCircuit, Circuit, digest, matrices};
