//! The transparent lane: all of an institution's liabilities, up to 2^12 accounts, proved to an auditor who trusts no ceremony. The rules are
//! those of a chunk (`covenant_statements::solvency`), the proof system zcash's halo2 (inner products on Pasta, nothing set up), and the totals
//! are public. It does not link to coverage, whose proofs are over another field: the book's chapter "The transparent lane" says what follows
//! from that.
//!
//! [`claim`] is what is said, [`shape`] where each cell stands, [`circuit`] the constraints, [`columns`] the witness, [`key`], [`prove`](mod@prove)
//! and [`verify`](mod@verify) the proof system.

pub mod circuit;
pub mod claim;
pub mod columns;
pub mod error;
pub mod key;
pub mod prove;
pub mod shape;
pub mod verify;

pub use claim::Claim;
pub use columns::Columns;
pub use error::Error;
pub use key::Key;
pub use prove::prove;
pub use shape::{Layout, Shape};
pub use verify::verify;

/// The field of the circuit: Vesta's scalars.
pub type F = halo2_proofs::pasta::Fp;

/// What every output says, so that nobody takes this proof for more.
pub const NOT_LINKED: &str = "This proof is over another field than coverage and does not link to it: that both are of one ledger is shown by the totals alone, which the auditor compares.";
