//! Gates for halo2 circuits, of any of the crates of that name.
//!
//! [`System::new`] reads the constraints from the text that halo2 itself pins (`ConstraintSystem::pinned`, which keys and proofs hash), so that
//! what is judged here is what proofs are bound to, whichever crate and field it is. Fixed values and copies are recorded where the circuit
//! assigns them ([`axiom::record`] for `halo2-axiom`). [`forge`] replaces cells, [`determined`] shows that what is
//! given fixes the rest, [`deletion`] leaves constraints out, [`System::digest`] is what is
//! pinned. Evaluation is this crate's own, so that every cell can be tried; whoever uses it has halo2's checker agree on a sample.

pub mod axiom;
pub mod deletion;
pub mod determined;
pub mod forge;
mod system;
mod text;
mod trial;

pub use system::{Assigned, Cell, Column, Expression, Gate, Kind, Lookup, System, Witness};
pub use trial::{Failure, Trial, Unit};

use std::{
    fmt::Debug,
    ops::{Add, Mul, Neg, Sub},
};

/// A prime field, by what all libraries' fields have.
pub trait Field:
    Copy
    + Ord
    + Debug
    + Send
    + Sync
    + From<u64>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
{
}

impl<F> Field for F where
    F: Copy
        + Ord
        + Debug
        + Send
        + Sync
        + From<u64>
        + Add<Output = Self>
        + Sub<Output = Self>
        + Mul<Output = Self>
        + Neg<Output = Self>
{
}
