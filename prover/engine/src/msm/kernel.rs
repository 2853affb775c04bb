//! The one operation the backends implement: a batch of affine additions with one inversion.

use super::feed::Feed;
use super::op::Op;
use crate::Form;
use crate::packed::CurveLimbs;

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

    /// Doubles the points at the left indices, which are distinct; both indices of an operation are the same. No point is infinity.
    fn double(self, points: &mut [C::Point], ops: &[Op], scratch: &mut Self::Scratch) {
        let copies = points.to_vec();
        self.add(points, &copies, ops, Inputs::Finite, scratch);
    }

    /// The affine point behind a packed one.
    fn unpack(self, point: &C::Point) -> C;

    /// See [`Feed::operations`].
    fn operations(self, feed: &Feed<'_>, ops: &mut [Op]) -> usize {
        feed.operations(ops)
    }

    /// Prefetches an item, whatever the index: a hint to the processor, which changes nothing else.
    #[inline(always)]
    fn prefetch<T>(self, _items: &[T], _index: usize) {}
}
