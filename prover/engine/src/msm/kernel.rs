//! The one operation the backends implement: a batch of affine additions with one inversion.

use super::feed::Feed;
use crate::Form;
use crate::packed::CurveLimbs;

/// Adds `±right` to `left`, both indices below 2^31.
///
/// One word: `left` in the low half, `right` in the high half, under the sign, which is the word's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Op(pub(crate) u64);

/// The sign of an operation, as a bit beside [`Op::right`]: set means subtract.
pub(crate) const NEGATE: u32 = 1 << 31;

impl Op {
    /// `right` may carry [`NEGATE`].
    #[inline(always)]
    pub(crate) fn new(left: u32, right: u32) -> Self {
        Self(u64::from(left) | u64::from(right) << 32)
    }

    #[inline(always)]
    pub(crate) fn left(self) -> usize {
        self.0 as u32 as usize
    }

    #[inline(always)]
    pub(crate) fn right(self) -> usize {
        (self.0 << 1 >> 33) as usize
    }

    /// The same right operand and sign for another left one.
    #[inline(always)]
    pub(crate) fn with_left(self, left: u32) -> Self {
        Self(self.0 >> 32 << 32 | u64::from(left))
    }

    #[inline(always)]
    pub(crate) fn negated(self) -> bool {
        self.0 >> 63 != 0
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

    /// The affine point behind a packed one.
    fn unpack(self, point: &C::Point) -> C;

    /// See [`Feed::operations`].
    fn operations(self, feed: &Feed<'_>, ops: &mut [Op]) -> usize {
        feed.operations(ops)
    }

    /// Asks the processor for an item it will need soon, whatever the index. A hint, without effect elsewhere.
    #[inline(always)]
    fn prefetch<T>(self, _items: &[T], _index: usize) {}
}
