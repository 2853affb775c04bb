//! The statements as constraint systems. Each folder is one statement: its circuit follows the native check clause by
//! clause, in the same order and under the same names. [`mod@parts`] has what statements share.
//!
//! This crate knows no prover, no engine and no wire format.

pub mod collateral;
pub mod cost;
pub mod coverage;
mod forged;
pub mod invoice;
pub mod parts;
pub mod pool;
pub mod reserves;
mod synthesis;
mod table;

pub use covenant_gadgets::cs::{Cs, Mode};
pub use synthesis::{ArkCircuit, Circuit, Provable, digest, matrices, numbered_matrices};
pub use table::{Pin, RELATIONS, Refused, Relation, Sample, relation};
