//! Phases of a proof, as its caller sees them.

use std::ops::ControlFlow;

use crate::EngineError;

/// A phase of a Groth16 proof, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// The constraint matrices are multiplied by the assignment, and the constraints checked.
    Evaluate,
    /// The quotient polynomial: six transforms of the domain.
    Quotient,
    /// The scalars are classified and cut into digits.
    Digits,
    /// The MSM over the H query, with the quotient's values.
    MsmH,
    /// The MSM for `C` over the private variables.
    MsmL,
    /// The MSM for `A`.
    MsmA,
    /// The MSM for `B` in G1.
    MsmB1,
    /// The MSM for `B` in G2.
    MsmB2,
    /// The three points are put together.
    Finish,
}

impl Phase {
    /// The share of the work that is done when this phase begins, between 0 and 1, as measured
    /// on a dense witness; an estimate for progress bars.
    #[must_use]
    pub fn fraction(self) -> f32 {
        match self {
            Self::Evaluate => 0.0,
            Self::Quotient => 0.02,
            Self::Digits => 0.12,
            Self::MsmH => 0.14,
            Self::MsmL => 0.30,
            Self::MsmA => 0.45,
            Self::MsmB1 => 0.60,
            Self::MsmB2 => 0.72,
            Self::Finish => 0.99,
        }
    }
}

/// Told of each phase as it begins, with the share of the work done so far; answers whether to go on.
///
/// `ControlFlow::Break(())` stops the proof with [`EngineError::Cancelled`].
pub type Progress<'a> = dyn FnMut(Phase, f32) -> ControlFlow<()> + 'a;

/// Reports `phase` and turns a refusal into the error.
pub(crate) fn enter(progress: &mut Progress<'_>, phase: Phase) -> Result<(), EngineError> {
    match progress(phase, phase.fraction()) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(EngineError::Cancelled),
    }
}
