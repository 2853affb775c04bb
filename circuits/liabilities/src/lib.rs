//! A chunk of an institution's liabilities, proved by halo2 (KZG on BN254): balances in range, active accounts in front, running sums
//! an asset, and one public output that commits to all of it. The statement is `covenant_statements::solvency`; the book's chapter
//! "Coverage: liabilities" says what each gate is for.
//!
//! [`shape`] and [`layout`] say where each cell stands, [`circuit`] the gates, [`columns`] fills them from a stream of accounts,
//! [`prove`](mod@prove) and [`verify`](mod@verify) are the two ends, [`srs`] and [`key`] what they share.

pub mod circuit;
pub mod columns;
pub mod error;
mod field;
pub mod inclusion;
pub mod job;
pub mod key;
pub mod layout;
mod points;
pub mod poseidon;
pub mod prove;
pub mod secret;
pub mod shape;
pub mod srs;
pub mod transcript;
pub mod verify;

pub use columns::{Columns, Filler};
pub use error::Error;
pub use field::{from_ark, to_ark};
pub use inclusion::{ChunkCommitments, Claims, HolderProof, InclusionError, Openings, verify_inclusion};
pub use job::{ChunkColumns, ChunkJob};
pub use key::{ProvingKey, VerifyingKey, kept_proving_key};
pub use layout::Layout;
pub use prove::{ProofSeed, Proved, prove};
pub use secret::EpochSecret;
pub use shape::Shape;
pub use srs::Srs;
pub use verify::verify;

/// The scalar field, as halo2 has it.
pub type F = halo2_axiom::halo2curves::bn256::Fr;
