//! Sums of many bases per bucket: sorted by bucket, then halved pairwise.
//!
//! `n - 1` additions for `n` bases of one bucket, and as few batches as the longest run is long in bits:
//! it does not matter how the buckets are distributed.

use crate::msm::kernel::{Inputs, Kernel, Op};
use crate::packed::CurveLimbs;

/// Sort by counting where there are at most so many buckets per operation.
const SPARSE: usize = 2;

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
    ends: Vec<u32>,
    ops: Vec<Op>,
}

impl<P> Default for Folding<P> {
    fn default() -> Self {
        Self { sorted: Vec::new(), runs: Vec::new(), ends: Vec::new(), ops: Vec::new() }
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
        for op in ops {
            match self.runs.last_mut() {
                Some(run) if run.bucket as usize == op.left() => run.len += 1,
                _ => {
                    let start = self.sorted.len() as u32;
                    self.runs.push(Run { bucket: op.left() as u32, start, len: 1 });
                }
            }
            let point = &bases[op.right()];
            self.sorted.push(if op.negated() { C::opposite(point) } else { *point });
        }
        self.fold_runs::<C, K>(kernel, scratch);
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

    /// By counting, where buckets are few.
    fn sort(&mut self, ops: &mut [Op], buckets: usize) {
        if buckets > SPARSE * ops.len() {
            ops.sort_unstable_by_key(|op| op.left());
            return;
        }
        self.ends.clear();
        self.ends.resize(buckets, 0);
        for op in &*ops {
            self.ends[op.left()] += 1;
        }
        let mut end = 0;
        for count in &mut self.ends {
            end += *count;
            *count = end;
        }
        self.ops.clear();
        self.ops.extend_from_slice(ops);
        for &op in self.ops.iter().rev() {
            let end = &mut self.ends[op.left()];
            *end -= 1;
            ops[*end as usize] = op;
        }
    }

    /// Halves every run until each is one point.
    fn fold_runs<C, K>(&mut self, kernel: K, scratch: &mut K::Scratch)
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        let mut inputs = Inputs::Finite;
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
