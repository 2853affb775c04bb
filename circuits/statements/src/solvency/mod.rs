//! Statement 3, coverage of liabilities. Here is what its chunks of liabilities claim: *the active accounts of this chunk are so many,
//! and what they are owed sums to these totals, all hidden in one output.*
//!
//! [`environment`] is what every part of a statement is judged by, [`chunk`] what a chunk's output commits to, [`mod@check`] the rules in
//! the circuit's order, [`identifier`] whose an account is. The circuit is halo2's, in `covenant-liabilities`.

pub mod check;
pub mod chunk;
pub mod environment;
pub mod identifier;

pub use check::{Clause, Rule, Violation, check};
pub use chunk::{Chunk, Slot};
pub use environment::Environment;
pub use identifier::{AccountIdentifier, IdentifierScheme};

/// How many assets a chunk's key may have: an institution takes the first that its scope fits, and has nothing of the others.
pub const ASSETS: [usize; 3] = [1, 8, 32];
/// The most accounts of a chunk: a total of 2²⁰ balances of 64 bits stays below 2⁸⁴.
pub const MAX_ACCOUNTS: u64 = 1 << 20;
