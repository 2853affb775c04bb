//! Inclusion: what shows a holder that its account is in the liabilities, and nobody anything else. The book's chapter "Inclusion" has
//! protocol, encodings and vectors.
//!
//! Verifying: [`commitments`] (what is known of a chunk, and γ), [`id`], [`leaf`], [`merkle`], [`holder`] (the file that a holder gets),
//! [`verify`](mod@verify). Proving: [`claims`] (the tree whose root is M), [`key`] and [`openings`], [`packed`] (files of many holders), [`lookup`],
//! [`sealed`] (the same for a static web server).

pub mod claims;
pub mod commitments;
pub mod error;
mod faults;
pub mod holder;
pub mod id;
pub mod key;
pub mod leaf;
pub mod lookup;
pub mod merkle;
pub mod openings;
pub mod packed;
pub mod sealed;
pub mod verify;

pub use claims::Claims;
pub use commitments::ChunkCommitments;
pub use covenant_engine::CosetKey;
pub use error::InclusionError;
pub use holder::{HolderProof, Opening};
pub use key::{KeyOrigin, coset_key, kept_coset_key, replaced_coset_key};
pub use lookup::Lookup;
pub use openings::{Openings, Progress};
pub use sealed::AccessCode;
pub use verify::verify_inclusion;

#[cfg(test)]
mod tests;
