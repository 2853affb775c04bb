//! The operations that batches are made of.

/// Adds `±right` to `left`, both indices below 2^31.
///
/// One word: `left` in the low half, `right` in the high half, under the sign, which is the word's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Op(pub(crate) u64);

/// The sign of an operation, as a bit beside [`Op::right`]: set means subtract.
pub(crate) const NEGATE: u32 = 1 << 31;

impl Op {
    /// What wiped memory holds.
    pub(crate) const BLANK: Self = Self(0);

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
