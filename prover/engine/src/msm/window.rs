//! Filling the buckets of one window.
//!
//! A batch of affine additions shares one inversion, so its bucket indices must be distinct. Each
//! bucket carries a byte that says when it was last put in a batch; an operation whose bucket is
//! already in the batch waits in a list. When the list grows, the scalars are skewed: the waiting
//! operations are sorted by bucket and folded pairwise, which works for any distribution.

use crate::msm::kernel::{Inputs, Kernel, NEGATE, Op};
use crate::msm::scalars::{Block, Class};
use crate::packed::{CurveLimbs, Positions};

/// Operations that wait for a batch before they are folded instead.
const PENDING: usize = 1 << 13;

/// Fewer buckets than this and batches would be too small for their inversions.
const STREAM_FROM: usize = 4096;

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
    /// Where [`Self::stream`] writes before it knows how much is kept.
    slots: Vec<Op>,
    waiting: Vec<Op>,
    /// Operands of a fold, sorted by bucket.
    sorted: Vec<C::Point>,
    runs: Vec<Run>,
    ends: Vec<u32>,
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
            slots: vec![Op::new(0, 0); K::BATCH + PENDING + 1],
            waiting: vec![Op::new(0, 0); PENDING + 1],
            sorted: Vec::new(),
            runs: Vec::new(),
            ends: Vec::new(),
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
        match positions {
            Positions::From(first) => {
                self.fill_with(class, window, blocks, bases, |index| index.wrapping_sub(*first));
            }
            Positions::Map(map) => self.fill_with(class, window, blocks, bases, |index| map[index as usize]),
        }
    }

    fn fill_with(
        &mut self,
        class: &Class,
        window: usize,
        blocks: std::ops::Range<usize>,
        bases: &[C::Point],
        position: impl Fn(u32) -> u32,
    ) {
        let buckets = class.buckets();
        let blocks = &class.blocks[blocks];
        let count: usize = blocks.iter().map(Block::len).sum();
        // Few buckets are kept in many copies, taken in turn, where there is enough to put in them.
        let copies = if count >= 4 * STREAM_FROM { STREAM_FROM.div_ceil(buckets) } else { 1 };
        let slots = copies * buckets;
        self.points.clear();
        self.points.resize(slots, C::INFINITY);
        self.state.clear();
        self.state.resize(slots, EMPTY);
        self.epoch = FILLED + 1;
        // A batch has at most one operation per bucket: with few buckets everything waits and is folded.
        let batch = if slots < STREAM_FROM { 0 } else { K::BATCH.min(slots / 2) };
        let mut turn = 0;
        for block in blocks {
            let (indices, digits) = block.window(window);
            let ops = indices.iter().zip(digits).filter_map(|(&index, &digit)| {
                let position = position(index);
                let sign = u32::from(digit as u16) << 16 & NEGATE;
                let bucket = u32::from(digit.unsigned_abs()).wrapping_sub(1).wrapping_add(turn);
                turn = (turn + buckets as u32) & (slots as u32 - 1);
                (digit != 0 && position & NEGATE == 0).then(|| Op::new(bucket, position | sign))
            });
            if batch == 0 {
                for op in ops {
                    self.pending.push(op);
                    if self.pending.len() >= PENDING {
                        self.fold_pending(bases);
                    }
                }
            } else {
                self.stream(ops, batch, bases);
            }
        }
        self.run_batch(bases);
        self.fold_pending(bases);
        self.fold_copies(buckets);
    }

    /// Adds the copies of the buckets together.
    fn fold_copies(&mut self, buckets: usize) {
        let mut kept = self.points.len() / 2;
        while kept >= buckets {
            self.ops.clear();
            self.ops.extend((0..kept as u32).map(|left| Op::new(left, left + kept as u32)));
            self.kernel.fold(&mut self.points, &self.ops, Inputs::Any, &mut self.scratch);
            kept /= 2;
        }
        self.points.truncate(buckets);
    }

    /// Puts each operation into the batch, or makes it wait; an empty bucket takes the base at once.
    fn stream(&mut self, mut ops: impl Iterator<Item = Op>, batch: usize, bases: &[C::Point]) {
        loop {
            // In locals: a store to a state could otherwise change any field, as far as the compiler knows.
            let (state, points, epoch, kernel) =
                (&mut self.state[..], &mut self.points[..], self.epoch, self.kernel);
            let (fresh, waiting) = (&mut self.slots[..], &mut self.waiting[..]);
            let (mut in_batch, mut in_wait) = (self.batch.len(), self.pending.len());
            let (first, first_waiting) = (in_batch, in_wait);
            let mut more = false;
            for op in &mut ops {
                let bucket = op.left();
                let before = state[bucket];
                if before == EMPTY {
                    let point = &bases[op.right()];
                    points[bucket] = if op.negated() { C::opposite(point) } else { *point };
                    state[bucket] = FILLED;
                    continue;
                }
                kernel.prefetch(&points[bucket]);
                kernel.prefetch(&bases[op.right()]);
                state[bucket] = epoch;
                // Stored to both lists, counted in one: the choice is data, not a branch.
                fresh[in_batch] = op;
                waiting[in_wait] = op;
                in_batch += usize::from(before != epoch);
                in_wait += usize::from(before == epoch);
                if in_batch >= batch || in_wait >= PENDING {
                    more = true;
                    break;
                }
            }
            self.batch.extend_from_slice(&self.slots[first..in_batch]);
            self.pending.extend_from_slice(&self.waiting[first_waiting..in_wait]);
            if !more {
                return;
            }
            self.flush(batch, bases);
        }
    }

    /// As [`Self::stream`] for one operation that waited.
    fn offer(&mut self, op: Op) {
        let state = &mut self.state[op.left()];
        // Its bucket was filled before it came to wait, and may have become empty since.
        let list = if *state == self.epoch || *state == EMPTY { &mut self.pending } else { &mut self.batch };
        if *state != EMPTY {
            *state = self.epoch;
        }
        list.push(op);
    }

    /// Runs the batch; few waiting operations go into the next, many wait on until they are folded.
    fn flush(&mut self, batch: usize, bases: &[C::Point]) {
        self.run_batch(bases);
        if self.pending.len() >= PENDING {
            self.fold_pending(bases);
        } else if self.pending.len() <= batch / 2 {
            let mut again = std::mem::take(&mut self.pending);
            for op in again.drain(..) {
                self.offer(op);
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
                if self.points[op.left()] == C::INFINITY {
                    self.state[op.left()] = EMPTY;
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
        self.sort_pending();
        self.sorted.clear();
        self.runs.clear();
        for &op in &self.pending {
            let start = self.sorted.len() as u32;
            match self.runs.last_mut() {
                Some(run) if run.bucket as usize == op.left() => run.len += 1,
                _ => self.runs.push(Run { bucket: op.left() as u32, start, len: 1 }),
            }
            let point = &bases[op.right()];
            self.sorted.push(if op.negated() { C::opposite(point) } else { *point });
        }
        self.pending.clear();
        self.fold_runs();
        self.add_runs();
    }

    /// Sorts the waiting operations by bucket; by counting, where buckets are few.
    fn sort_pending(&mut self) {
        if self.points.len() > 2 * PENDING {
            self.pending.sort_unstable_by_key(|op| op.left());
            return;
        }
        self.ends.clear();
        self.ends.resize(self.points.len(), 0);
        for op in &self.pending {
            self.ends[op.left()] += 1;
        }
        let mut end = 0;
        for count in &mut self.ends {
            end += *count;
            *count = end;
        }
        self.ops.clear();
        self.ops.resize(self.pending.len(), Op::new(0, 0));
        for &op in self.pending.iter().rev() {
            let end = &mut self.ends[op.left()];
            *end -= 1;
            self.ops[*end as usize] = op;
        }
        std::mem::swap(&mut self.pending, &mut self.ops);
    }

    /// Halves every run until each is one point: `n - 1` additions for `n` points, in few batches.
    fn fold_runs(&mut self) {
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
                self.batch.push(Op::new(run.bucket, run.start));
            }
        }
        let sorted = std::mem::take(&mut self.sorted);
        self.run_batch(&sorted);
        self.sorted = sorted;
    }
}
