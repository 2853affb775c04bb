//! Sums of many bases per bucket: sorted by bucket, then halved pairwise.
//!
//! `n - 1` additions for `n` bases of one bucket, and as few batches as the longest run is long in bits:
//! it does not matter how the buckets are distributed.

use crate::memory::{make_room, wipe};
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::Op;
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

impl Run {
    const BLANK: Self = Self { bucket: 0, start: 0, len: 0 };
}

/// The memory of a fold. Wiped when dropped.
pub(crate) struct Folding<P: Copy> {
    /// Bases, with their signs, in the order of their buckets.
    sorted: Vec<P>,
    runs: Vec<Run>,
    ops: Vec<Op>,
    /// What wiped points are.
    blank: P,
}

impl<P: Copy> Drop for Folding<P> {
    fn drop(&mut self) {
        wipe(&mut self.sorted, self.blank);
        wipe(&mut self.runs, Run::BLANK);
        wipe(&mut self.ops, Op::BLANK);
    }
}

impl<P: Copy> Folding<P> {
    pub(crate) fn new(blank: P) -> Self {
        Self { sorted: Vec::new(), runs: Vec::new(), ops: Vec::new(), blank }
    }

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
        let (runs, kept) = ops
            .chunk_by(|one, next| one.left() == next.left())
            .fold((0, 0), |(runs, kept), run| (runs + 1, kept + run.len().div_ceil(2)));
        make_room(&mut self.sorted, kept, self.blank);
        make_room(&mut self.runs, runs, Run::BLANK);
        make_room(&mut self.ops, ops.len(), Op::BLANK);
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
        make_room(&mut self.ops, self.runs.len(), Op::BLANK);
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
        make_room(&mut self.ops, half, Op::BLANK);
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
            make_room(&mut self.ops, ops.len(), Op::BLANK);
            self.ops.extend_from_slice(ops);
            for &op in self.ops.iter().rev() {
                let end = &mut ends[digit(&op)];
                *end -= 1;
                ops[*end as usize] = op;
            }
            ends.fill(0);
            std::hint::black_box(&ends);
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
            // No more than there are points, for which there is room since they were sorted.
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
