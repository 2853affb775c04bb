//! From a ledger of accounts to the proofs of its chunks.
//!
//! ```text
//! ledger ── check ──▶ Ledger: N, sums, digests of blocks          first reading: all that is wrong, or nothing
//!                        │ environment, which has N
//!                        ▼
//!                    Statement: shape, chunks 0 … m − 1            plan; kept sealed in a folder
//!                        │ chunk i: its rows, read again, in an order that the secret gives
//!                        ▼
//!                    proof, S, M ──▶ kept sealed                   a job of its own
//! ```
//!
//! The secret of a statement follows from one key in the folder: a chunk that is lost is proved again, alone, to the same
//! output, on any machine that has the ledger, the key and the plan.
//! Of an earlier epoch's statement the hashes of identifiers are taken, and nothing else.
//! What is private (the key, openings, sums, digests) lies in files that are whole or not there, sealed, and is not shown.

mod chunk;
pub mod error;
mod identifiers;
mod key;
mod ledger;
pub mod plan;
mod previous;
mod seal;
mod statement;

pub use chunk::ChunkProof;
pub use error::Error;
pub use ledger::Ledger;
pub use plan::Plan;
pub use statement::{Folder, Progress, Statement};
