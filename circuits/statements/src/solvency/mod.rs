//! Statement 3, coverage of liabilities, in three parts that commitments tie together: chunks of **liabilities**, each a proof of halo2's
//! (*the active accounts of this chunk are so many, and what they are owed sums to these totals, all hidden in one output*); the
//! [`reserves`] that custodians state; and the [`coverage`] of the ones by the others, both Groth16's.
//!
//! [`scope`] and [`policy`] are its documents, [`environment`] what every part is judged by; [`chunk`] is what a chunk's output commits
//! to, [`mod@check`] the rules of a chunk in its circuit's order, which is in `covenant-liabilities`; [`liabilities`] is what binds a
//! coverage to the chunks' proofs; [`identifier`] says whose an account is, [`count`] how many accounts an auditor counted.

pub mod check;
pub mod chunk;
pub mod count;
pub mod coverage;
pub mod environment;
pub mod identifier;
pub mod liabilities;
pub mod policy;
pub mod reserves;
#[cfg(feature = "sample")]
pub mod sample;
pub mod scope;
pub mod setting;

pub use check::{Clause, Rule, Violation, check};
pub use chunk::{Chunk, Slot};
pub use count::{AccountCount, SignedCount};
pub use coverage::MAX_CHUNKS;
pub use environment::Environment;
pub use identifier::{AccountIdentifier, IdentifierScheme};
pub use liabilities::{ChunkCommitment, ChunkShape, liabilities_digest};
pub use policy::SolvencyPolicy;
pub use scope::{Scope, ScopeAsset};
pub use setting::Setting;

/// How many assets a chunk's key may have: an institution takes the first that its scope fits, and has nothing of the others.
pub const ASSETS: [usize; 3] = [1, 8, 32];
/// The most accounts of a chunk: a total of 2²⁰ balances of 64 bits stays below 2⁸⁴.
pub const MAX_ACCOUNTS: u64 = 1 << 20;
