//! Filling the buckets of one window.
//!
//! A batch of affine additions shares one inversion, so its bucket indices must be distinct. Each
//! bucket carries a byte that says when it was last put in a batch; an operation whose bucket is
//! already in the batch waits in a list. When the list grows, the scalars are skewed: the waiting
//! operations are sorted by bucket and folded pairwise, which works for any distribution.

use crate::msm::kernel::{Inputs, Kernel, NEGATE, Op};
use crate::msm::scalars::Class;
use crate::packed::{CurveLimbs, Positions};

/// Operations that wait for a batch before they are folded instead.
const PENDING: usize = 1 << 13;

/// State of a bucket that holds nothing.
const EMPTY: u8 = 0;
/// State of a bucket that holds a point and is in no recent batch; larger values are epochs.
const FILLED: u8 = 1;

/// The memory of one window at a time, reused by the next.
pub(crate) struct Buckets<C: CurveLimbs, K: Kernel<C>> {
    kernel: K,
    pub(crate) points: Vec<C::Point>,
    state: Vec<u8>,
    epoch: u8,
    batch: Vec<Op>,
    pending: Vec<Op>,
    /// Operands of a fold, sorted by bucket.
    sorted: Vec<C::Point>,
    runs: Vec<Run>,
    ops: Vec<Op>,
    pub(crate) scratch: K::Scratch,
}

/// Points of one bucket among the sorted ones.
#[derive(Clone, Copy)]
struct Run {
    bucket: u32,
    start: u32,
    len: u32,
}

impl<C: CurveLimbs, K: Kernel<C>> Buckets<C, K> {
    pub(crate) fn new(kernel: K) -> Self {
        Self {
            kernel,
            points: Vec::new(),
            state: Vec::new(),
            epoch: FILLED + 1,
            batch: Vec::with_capacity(K::BATCH + PENDING),
            pending: Vec::with_capacity(PENDING),
            sorted: Vec::new(),
            runs: Vec::new(),
            ops: Vec::new(),
            scratch: K::Scratch::default(),
        }
    }

    /// Leaves in `points` the bucket sums of `window` over the given blocks of `class`.
    ///
    /// `points[d - 1] = Σ bases of digit d - Σ bases of digit -d`, zeros where that is infinity.
    pub(crate) fn fill(
        &mut self,
        class: &Class,
        window: usize,
        blocks: std::ops::Range<usize>,
        bases: &[C::Point],
        positions: &Positions,
    ) {
        let buckets = class.buckets();
        self.points.clear();
        self.points.resize(buckets, C::INFINITY);
        self.state.clear();
        self.state.resize(buckets, EMPTY);
        self.epoch = FILLED + 1;
        // A batch cannot have more operations than there are buckets, and waits grow with it.
        let batch = K::BATCH.min((buckets / 4).max(1));
        for block in &class.blocks[blocks] {
            let (indices, digits) = block.window(window);
            for (&index, &digit) in indices.iter().zip(digits) {
                let position = positions.of(index);
                if digit == 0 || position & NEGATE != 0 {
                    continue;
                }
                let sign = if digit < 0 { NEGATE } else { 0 };
                let op = Op { left: u32::from(digit.unsigned_abs()) - 1, right: position | sign };
                self.kernel.prefetch(&bases[position as usize]);
                self.offer(op, bases);
                if self.batch.len() >= batch || self.pending.len() >= PENDING {
                    self.flush(batch, bases);
                }
            }
        }
        self.run_batch(bases);
        self.fold_pending(bases);
    }

    /// Puts `op` into the batch, or makes it wait; an empty bucket takes the base at once.
    #[inline(always)]
    fn offer(&mut self, op: Op, bases: &[C::Point]) {
        let bucket = op.left as usize;
        let state = self.state[bucket];
        if state == EMPTY {
            self.points[bucket] = self.signed(op, bases);
            self.state[bucket] = FILLED;
            return;
        }
        self.kernel.prefetch(&self.points[bucket]);
        self.state[bucket] = self.epoch;
        if state == self.epoch {
            self.pending.push(op);
        } else {
            self.batch.push(op);
        }
    }

    fn signed(&self, op: Op, bases: &[C::Point]) -> C::Point {
        let point = &bases[op.right_index()];
        if op.negated() { self.kernel.negate(point) } else { *point }
    }

    /// Runs the batch; few waiting operations go into the next, many wait on until they are folded.
    fn flush(&mut self, batch: usize, bases: &[C::Point]) {
        self.run_batch(bases);
        if self.pending.len() >= PENDING {
            self.fold_pending(bases);
        } else if self.pending.len() <= batch / 2 {
            let mut again = std::mem::take(&mut self.pending);
            for op in again.drain(..) {
                self.offer(op, bases);
            }
            if self.pending.is_empty() {
                self.pending = again;
            }
        }
    }

    /// Adds the batch to the buckets and begins the next epoch.
    fn run_batch(&mut self, bases: &[C::Point]) {
        if self.batch.is_empty() {
            return;
        }
        if self.kernel.add(&mut self.points, bases, &self.batch, Inputs::Finite, &mut self.scratch) {
            for op in &self.batch {
                if self.points[op.left as usize] == C::INFINITY {
                    self.state[op.left as usize] = EMPTY;
                }
            }
        }
        self.batch.clear();
        self.next_epoch();
    }

    fn next_epoch(&mut self) {
        self.epoch = self.epoch.checked_add(1).unwrap_or_else(|| {
            self.state.iter_mut().for_each(|state| *state = (*state).min(FILLED));
            FILLED + 1
        });
    }

    /// Sorts the waiting operations by bucket, folds each bucket's bases to one point, and adds it.
    fn fold_pending(&mut self, bases: &[C::Point]) {
        self.pending.sort_unstable_by_key(|op| op.left);
        self.sorted.clear();
        self.runs.clear();
        for &op in &self.pending {
            let start = self.sorted.len() as u32;
            match self.runs.last_mut() {
                Some(run) if run.bucket == op.left => run.len += 1,
                _ => self.runs.push(Run { bucket: op.left, start, len: 1 }),
            }
            let point = &bases[op.right_index()];
            self.sorted.push(if op.negated() { self.kernel.negate(point) } else { *point });
        }
        self.pending.clear();
        self.fold_runs();
        self.add_runs();
    }

    /// Halves every run until each is one point: `n - 1` additions for `n` points, in few batches.
    fn fold_runs(&mut self) {
        let mut inputs = Inputs::Finite;
        loop {
            self.ops.clear();
            for run in self.runs.iter_mut().filter(|run| run.len > 1) {
                let (kept, moved) = (run.len.div_ceil(2), run.len / 2);
                self.ops.extend((run.start..run.start + moved).map(|left| Op { left, right: left + kept }));
                run.len = kept;
            }
            if self.ops.is_empty() {
                return;
            }
            if self.kernel.fold(&mut self.sorted, &self.ops, inputs, &mut self.scratch) {
                inputs = Inputs::Any;
            }
        }
    }

    /// Adds the one point of each run to its bucket.
    fn add_runs(&mut self) {
        for run in &self.runs {
            let (bucket, point) = (run.bucket as usize, self.sorted[run.start as usize]);
            if point == C::INFINITY {
                continue;
            }
            if self.state[bucket] == EMPTY {
                self.points[bucket] = point;
                self.state[bucket] = FILLED;
            } else {
                self.batch.push(Op { left: run.bucket, right: run.start });
            }
        }
        let sorted = std::mem::take(&mut self.sorted);
        self.run_batch(&sorted);
        self.sorted = sorted;
    }
}
