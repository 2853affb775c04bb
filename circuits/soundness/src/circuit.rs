//! What the gates need of a circuit.

use crate::System;

/// A circuit with a valid witness.
pub trait Circuit<F>: Sync {
    /// Its constraints and the honest assignment.
    fn system(&self) -> System<F>;

    /// The assignment in which these columns have other values and whatever is computed from them follows, public inputs
    /// excepted: those stay as they are unless they are among the columns.
    ///
    /// The shape must not depend on values: the columns are those of [`Self::system`].
    fn replay(&self, forged: &[(usize, F)]) -> Vec<F>;
}
