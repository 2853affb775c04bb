//! Sums of many bases per bucket: sorted by bucket, then halved pairwise.
//!
//! `n - 1` additions for `n` bases of one bucket, and as few batches as the longest run is long in bits:
//! it does not matter how the buckets are distributed.

use crate::msm::kernel::{Inputs, Kernel, Op};
use crate::packed::CurveLimbs;

/// Bits of a bucket's index that one pass of the sort takes.
const DIGIT: u32 = 9;

/// Bases of one bucket among the sorted ones.
#[derive(Clone, Copy)]
struct Run {
    bucket: u32,
    start: u32,
    len: u32,
}

/// The memory of a fold.
pub(crate) struct Folding<P> {
    /// Bases, with their signs, in the order of their buckets.
    sorted: Vec<P>,
    runs: Vec<Run>,
    ops: Vec<Op>,
}

impl<P> Default for Folding<P> {
    fn default() -> Self {
        Self { sorted: Vec::new(), runs: Vec::new(), ops: Vec::new() }
    }
}

impl<P: Copy> Folding<P> {
    /// Folds `ops`, which are reordered: one sum per bucket, that of `±bases[op.right]`.
    pub(crate) fn fold<C, K>(
        &mut self,
        kernel: K,
        ops: &mut [Op],
        bases: &[P],
        buckets: usize,
        scratch: &mut K::Scratch,
    ) where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        self.sort(ops, buckets);
        self.sorted.clear();
        self.runs.clear();
        self.ops.clear();
        for run in ops.chunk_by(|one, next| one.left() == next.left()) {
            let start = self.sorted.len() as u32;
            let (kept, moved) = run.split_at(run.len().div_ceil(2));
            self.runs.push(Run { bucket: run[0].left() as u32, start, len: kept.len() as u32 });
            self.sorted.extend(kept.iter().map(|op| {
                let point = &bases[op.right()];
                if op.negated() { C::opposite(point) } else { *point }
            }));
            self.ops.extend(moved.iter().zip(start..).map(|(op, left)| op.with_left(left)));
        }
        let met_infinity = kernel.add(&mut self.sorted, bases, &self.ops, Inputs::Finite, scratch);
        self.fold_runs::<C, K>(kernel, if met_infinity { Inputs::Any } else { Inputs::Finite }, scratch);
    }

    /// The sums, as points and as operations that add them to their buckets: those that `wanted` says,
    /// given bucket and sum.
    pub(crate) fn sums(&mut self, mut wanted: impl FnMut(usize, &P) -> bool) -> (&[P], &[Op]) {
        self.ops.clear();
        for run in &self.runs {
            if wanted(run.bucket as usize, &self.sorted[run.start as usize]) {
                self.ops.push(Op::new(run.bucket, run.start));
            }
        }
        (&self.sorted, &self.ops)
    }

    /// Adds the second half of `points` to the first, and drops it; returns whether a sum is infinity.
    pub(crate) fn add_halves<C, K>(
        &mut self,
        kernel: K,
        points: &mut Vec<P>,
        inputs: Inputs,
        scratch: &mut K::Scratch,
    ) -> bool
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        let half = points.len() / 2;
        self.ops.clear();
        self.ops.extend((0..half as u32).map(|left| Op::new(left, left + half as u32)));
        let met_infinity = kernel.fold(points, &self.ops, inputs, scratch);
        points.truncate(half);
        met_infinity
    }

    /// By bucket: from the lowest digits of the index to the uppermost, each pass stable.
    fn sort(&mut self, ops: &mut [Op], buckets: usize) {
        let mut shift = 0;
        while buckets > 1 << shift {
            let digit = |op: &Op| op.left() >> shift & ((1 << DIGIT) - 1);
            let mut ends = [0u32; 1 << DIGIT];
            for op in &*ops {
                ends[digit(op)] += 1;
            }
            if ends.contains(&(ops.len() as u32)) {
                // One digit has them all: they are in order.
                shift += DIGIT;
                continue;
            }
            let mut end = 0;
            for count in &mut ends {
                end += *count;
                *count = end;
            }
            self.ops.clear();
            self.ops.extend_from_slice(ops);
            for &op in self.ops.iter().rev() {
                let end = &mut ends[digit(&op)];
                *end -= 1;
                ops[*end as usize] = op;
            }
            shift += DIGIT;
        }
    }

    /// Halves every run until each is one point.
    fn fold_runs<C, K>(&mut self, kernel: K, mut inputs: Inputs, scratch: &mut K::Scratch)
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        loop {
            self.ops.clear();
            for run in self.runs.iter_mut().filter(|run| run.len > 1) {
                let (kept, moved) = (run.len.div_ceil(2), run.len / 2);
                self.ops.extend((run.start..run.start + moved).map(|left| Op::new(left, left + kept)));
                run.len = kept;
            }
            if self.ops.is_empty() {
                return;
            }
            if kernel.fold(&mut self.sorted, &self.ops, inputs, scratch) {
                inputs = Inputs::Any;
            }
        }
    }
}
