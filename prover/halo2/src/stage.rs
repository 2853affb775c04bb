//! The stages of a proof, as its caller sees them.

use crate::Error;
use std::ops::ControlFlow;

/// A stage of a proof, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Advice columns are converted, blinded and committed.
    Advice,
    /// Lookups' inputs and tables are permuted and committed.
    Lookups,
    /// The running products of copies and lookups are computed and committed.
    Products,
    /// Committed columns become coefficients.
    Interpolation,
    /// Columns are evaluated on the cosets.
    Cosets,
    /// The identities are evaluated on the cosets.
    Identities,
    /// The quotient's pieces are put together and committed.
    Quotient,
    /// Polynomials are evaluated where the challenge says.
    Evaluations,
    /// The evaluations are proved.
    Opening,
    /// The proof is made.
    Done,
}

/// Told of each stage as it begins, of those on cosets several times; answers whether to go on.
///
/// `ControlFlow::Break(())` stops the proof with [`Error::Cancelled`].
pub type Progress<'a> = dyn FnMut(Stage) -> ControlFlow<()> + 'a;

/// Reports a stage and turns a refusal into the error.
pub(crate) fn enter(progress: &mut Progress<'_>, stage: Stage) -> Result<(), Error> {
    match progress(stage) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}
