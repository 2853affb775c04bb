//! What the passes of a batch leave for each other.
#![allow(unsafe_code, reason = "values of registers for memory that is wiped")]

use super::field::{Base, Digits};
use super::group::{Factors, Pair, Sums};
use crate::memory::{Blank, make_room, wipe};
use crate::msm::known::Known;
use crate::msm::op::Op;

/// What the first pass leaves for the second, for one group of points: small, since a batch of them is
/// written to the L2 cache and read back.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    /// The denominator.
    pub(super) dx: Factors,
    /// The left operands' `x`.
    pub(super) x: Pair,
    /// Product of the denominators before this one in its chain.
    pub(super) before: Factors,
}

impl Step {
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    fn blank() -> Self {
        let zero = Digits::<Base>::constant(&[0; 5]);
        let factor = zero.sum().carry();
        Self { dx: [factor; 2], x: [zero; 2], before: [factor; 2] }
    }
}

/// What an exact batch adds, where the denominator need not be the difference of the operands.
#[derive(Clone, Copy)]
pub(crate) struct ExactStep {
    pub(super) dy: Factors,
    pub(super) y: Pair,
    pub(super) sum_x: Sums,
}

impl ExactStep {
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn blank() -> Self {
        let zero = Digits::<Base>::constant(&[0; 5]);
        Self { dy: [zero.sum().carry(); 2], y: [zero; 2], sum_x: [zero.sum(); 2] }
    }
}

/// Steps of a batch, and results known without the line. Wiped when dropped.
pub(crate) struct Scratch<P: Blank> {
    pub(super) steps: Vec<Step>,
    pub(super) exact: Vec<ExactStep>,
    pub(super) known: Known<P>,
    /// Whether the last batch had to be exact: then the next one may have to be, too.
    pub(super) exceptions: bool,
    /// The operations of a batch, padded to whole groups.
    padded: Vec<Op>,
}

impl<P: Blank> Drop for Scratch<P> {
    fn drop(&mut self) {
        if !self.steps.is_empty() || !self.exact.is_empty() {
            // SAFETY: there are steps only where the features were detected.
            unsafe { self.wipe_steps() };
        }
        wipe(&mut self.padded, Op::BLANK);
    }
}

impl<P: Blank> Scratch<P> {
    /// Makes room for a batch of so many groups, exact or not.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn begin(&mut self, groups: usize, lanes: usize, exact: bool) {
        self.exceptions = false;
        if self.steps.len() < groups {
            make_room(&mut self.steps, groups, Step::blank());
            self.steps.resize(groups, Step::blank());
        }
        if exact && self.exact.len() < groups {
            make_room(&mut self.exact, groups, ExactStep::blank());
            self.exact.resize(groups, ExactStep::blank());
        }
        self.known.begin(if exact { groups * lanes } else { 0 });
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    fn wipe_steps(&mut self) {
        wipe(&mut self.steps, Step::blank());
        wipe(&mut self.exact, ExactStep::blank());
    }

    /// A copy of `ops` that ends with a full group: the last operation is repeated, and its result stored again.
    pub(super) fn pad(&mut self, ops: &[Op], lanes: usize) -> Vec<Op> {
        let mut padded = std::mem::take(&mut self.padded);
        make_room(&mut padded, ops.len() + lanes, Op::BLANK);
        padded.extend_from_slice(ops);
        if let Some(&last) = ops.last() {
            padded.resize(ops.len().next_multiple_of(lanes), last);
        }
        padded
    }

    /// Whether the next batch is likely to meet a doubling or a cancellation.
    pub(super) fn expects_exceptions(&self) -> bool {
        self.exceptions
    }

    /// Takes back what [`Scratch::pad`] gave, to be used again.
    pub(super) fn reuse(&mut self, padded: Vec<Op>) {
        self.padded = padded;
    }
}

impl<P: Blank> Default for Scratch<P> {
    fn default() -> Self {
        Self {
            steps: Vec::new(),
            exact: Vec::new(),
            known: Known::default(),
            exceptions: false,
            padded: Vec::new(),
        }
    }
}
