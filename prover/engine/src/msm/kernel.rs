//! The one operation the backends implement: a batch of affine additions with one inversion.

use crate::Form;
use crate::packed::CurveLimbs;

/// Adds `±right` to `left`, both indices.
///
/// The upper bit of `right` is the sign: set means subtract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Op {
    pub(crate) left: u32,
    pub(crate) right: u32,
}

/// The sign bit of [`Op::right`].
pub(crate) const NEGATE: u32 = 1 << 31;

impl Op {
    pub(crate) fn right_index(self) -> usize {
        (self.right & !NEGATE) as usize
    }

    pub(crate) fn negated(self) -> bool {
        self.right & NEGATE != 0
    }
}

/// What a batch may meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inputs {
    /// Every operand is finite; equal and opposite ones are still possible.
    Finite,
    /// Operands may be infinity.
    Any,
}

/// A backend's group arithmetic on packed points.
pub(crate) trait Kernel<C: CurveLimbs>: Copy + Send + Sync {
    /// The form the kernel computes in.
    const FORM: Form;

    /// Operations per inversion.
    const BATCH: usize;

    /// Memory the kernel reuses from batch to batch.
    type Scratch: Default + Send;

    /// `left[op.left] += ±right[op.right]` for every `op`; `left` indices are distinct.
    ///
    /// Returns whether a result is infinity, stored as zeros. Handles doublings and cancellations;
    /// infinities only where `inputs` says so. Panics on an index out of range.
    fn add(
        self,
        left: &mut [C::Point],
        right: &[C::Point],
        ops: &[Op],
        inputs: Inputs,
        scratch: &mut Self::Scratch,
    ) -> bool;

    /// `points[op.left] += points[op.right]`, no signs; left indices are distinct and none of
    /// them is a right index. Otherwise as [`Kernel::add`].
    fn fold(self, points: &mut [C::Point], ops: &[Op], inputs: Inputs, scratch: &mut Self::Scratch) -> bool;

    /// `-point`, canonical; `point` is a base.
    fn negate(self, point: &C::Point) -> C::Point;

    /// The affine point behind a packed one.
    fn unpack(self, point: &C::Point) -> C;

    /// Asks the processor for a line it will need soon. A hint, without effect elsewhere.
    #[inline(always)]
    fn prefetch(self, _point: &C::Point) {}
}
