//! Statement 4, a debt pool, as its parties live it. The pool is a [facility](crate::collateral::Facility) whose policy is a pool's, and
//! its custody the [vault](crate::collateral::Vault) of that: notes are added to it, released from it and traced in the same way. The
//! originator states the pool's [structure], the servicer signs the [tape] of a cut-off, and the [claim](mod@claim) is put together from
//! both and the registry.

pub mod claim;
mod error;
pub mod structure;
pub mod tape;

pub use claim::{Sources, claim};
pub use error::PoolError;
pub use structure::{Bound, Structure};
pub use tape::{ObligorRow, SignedTape, Tables};
