//! Phases of a setup, as its caller sees them.

use std::ops::ControlFlow;

use crate::EngineError;

/// A phase of a setup, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SetupPhase {
    /// The Lagrange polynomials at the secret point.
    Lagrange,
    /// Every variable's polynomials at the secret point, counted in constraints.
    Evaluate,
    /// The points of the A query, counted as those of the next.
    QueryA,
    /// The B query in G1.
    QueryB1,
    /// The B query in G2.
    QueryB2,
    /// The H query.
    QueryH,
    /// The L query.
    QueryL,
    /// Positions, and the file brought to the disk.
    Finish,
}

impl SetupPhase {
    /// The share of the whole setup that is done, between 0 and 1, when `done` of this phase's `total` are; an estimate for progress bars.
    #[must_use]
    pub fn fraction(self, done: u64, total: u64) -> f32 {
        let [begins, ends] = match self {
            Self::Lagrange => [0.0, 0.03],
            Self::Evaluate => [0.03, 0.15],
            Self::QueryA => [0.15, 0.30],
            Self::QueryB1 => [0.30, 0.42],
            Self::QueryB2 => [0.42, 0.65],
            Self::QueryH => [0.65, 0.83],
            Self::QueryL => [0.83, 0.97],
            Self::Finish => [0.97, 1.0],
        };
        let share = if total == 0 { 0.0 } else { done as f32 / total as f32 };
        begins + (ends - begins) * share.clamp(0.0, 1.0)
    }
}

/// Told now and then of the phase and how much of it is done, of how much in all; answers whether to go on.
///
/// `ControlFlow::Break(())` stops the setup with [`EngineError::Cancelled`]; no file is then left.
pub type SetupProgress<'a> = dyn FnMut(SetupPhase, u64, u64) -> ControlFlow<()> + 'a;

/// Reports, and turns a refusal into the error.
pub(super) fn report(
    progress: &mut SetupProgress<'_>,
    phase: SetupPhase,
    done: usize,
    total: usize,
) -> Result<(), EngineError> {
    match progress(phase, done as u64, total as u64) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(EngineError::Cancelled),
    }
}
