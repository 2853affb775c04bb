//! Filling the buckets of some windows.
//!
//! A batch of affine additions shares one inversion, so its bucket indices must be distinct. Each
//! bucket carries a byte that says when it was last put in a batch; an operation whose bucket is
//! already in the batch waits in a list. When the list grows, the scalars are skewed: the waiting
//! operations are sorted by bucket and folded pairwise ([`super::fold`]), which works for any distribution.

use crate::msm::fold::Folding;
use crate::msm::kernel::{Inputs, Kernel, NEGATE, Op};
use crate::msm::scalars::{BLOCK, Block};
use crate::packed::CurveLimbs;

/// Operations that wait for a batch before they are folded instead.
const PENDING: usize = 1 << 13;

/// Operations on empty buckets after which a batch ends.
const FIRST: usize = 1 << 11;

/// Fewer buckets than this and batches would be too small for their inversions.
const STREAM_FROM: usize = 4096;

/// State of a bucket that holds nothing.
const EMPTY: u8 = 0;
/// State of a bucket that holds a point and is in no recent batch; larger values are epochs.
const FILLED: u8 = 1;

/// Operations in fixed memory: written one beyond the last, and only then counted.
struct List {
    ops: Vec<Op>,
    len: usize,
}

impl List {
    fn with_capacity(capacity: usize) -> Self {
        Self { ops: vec![Op::new(0, 0); capacity + 1], len: 0 }
    }

    fn push(&mut self, op: Op) {
        self.ops[self.len] = op;
        self.len += 1;
    }

    fn as_slice(&self) -> &[Op] {
        &self.ops[..self.len]
    }
}

/// What the windows of one thread use in turn.
pub(crate) struct Workspace<C: CurveLimbs, K: Kernel<C>> {
    pub(crate) kernel: K,
    pub(crate) scratch: K::Scratch,
    pub(crate) folding: Folding<C::Point>,
    /// One block's operations.
    block: List,
}

impl<C: CurveLimbs, K: Kernel<C>> Workspace<C, K> {
    pub(crate) fn new(kernel: K) -> Self {
        Self {
            kernel,
            scratch: K::Scratch::default(),
            folding: Folding::default(),
            block: List::with_capacity(BLOCK),
        }
    }
}

/// The buckets of some windows of one class: those of the first, those of the second, and so on.
///
/// Windows share batches: few buckets in each are still many together. The memory serves one group
/// of windows after the other.
pub(crate) struct Buckets<P> {
    pub(crate) points: Vec<P>,
    /// How many each window has.
    buckets: usize,
    /// How many all windows have; `points` are one or more copies of these until they are finished.
    of_all: usize,
    /// Operations per batch, or zero where everything waits and is folded.
    batch_len: usize,
    /// The copy whose turn it is, as its first bucket.
    turn: usize,
    state: Vec<u8>,
    epoch: u8,
    /// Of distinct buckets.
    batch: List,
    /// Whose bucket held nothing: they take the base when the batch ends.
    first: List,
    /// Whose bucket was in the batch already.
    pending: List,
}

impl<P: Copy + PartialEq> Buckets<P> {
    pub(crate) fn new() -> Self {
        Self {
            points: Vec::new(),
            buckets: 0,
            of_all: 0,
            batch_len: 0,
            turn: 0,
            state: Vec::new(),
            epoch: FILLED + 1,
            batch: List::with_capacity(0),
            first: List::with_capacity(FIRST + PENDING),
            pending: List::with_capacity(PENDING),
        }
    }

    /// Empties them, for so many windows of so many buckets each and up to `count` scalars.
    pub(crate) fn begin<C, K>(&mut self, windows: usize, buckets: usize, count: usize)
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        (self.buckets, self.of_all) = (buckets, windows * buckets);
        // Few buckets are kept in many copies, taken in turn, where there is enough to put in them.
        let copies = if windows * count >= 4 * STREAM_FROM { STREAM_FROM.div_ceil(self.of_all) } else { 1 };
        let slots = copies.next_power_of_two() * self.of_all;
        self.points.clear();
        self.points.resize(slots, C::INFINITY);
        self.state.clear();
        self.state.resize(slots, EMPTY);
        (self.epoch, self.turn) = (FILLED + 1, 0);
        // A batch has at most one operation per bucket: with few buckets everything waits and is folded.
        self.batch_len = if slots < STREAM_FROM { 0 } else { K::BATCH.min(slots / 2) };
        if self.batch.ops.len() <= self.batch_len + PENDING {
            self.batch = List::with_capacity(self.batch_len + PENDING);
        }
    }

    /// Adds the bases of one block's digits in `window` of the class, the `own`-th here.
    ///
    /// `points[own · buckets + d - 1]` gains the bases of digit `d` and loses those of `-d`. `position` gives the
    /// base of a scalar, [`NEGATE`] or more for none. Of the bases of `ahead` every `share.1`-th is
    /// prefetched, from the `share.0`-th on; `share.1` is a power of two.
    pub(crate) fn feed<C, K>(
        &mut self,
        work: &mut Workspace<C, K>,
        (block, window, own): (&Block, usize, usize),
        bases: &[P],
        position: impl Fn(u32) -> u32,
        ahead: &[u32],
        share: (usize, usize),
    ) where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        let (indices, digits) = block.window(window);
        let (slots, step, start) = (self.points.len(), self.of_all, own * self.buckets);
        let (mut count, mut turn) = (0, self.turn);
        for (place, (&index, &digit)) in indices.iter().zip(digits).enumerate() {
            if place & (share.1 - 1) == share.0
                && let Some(&index) = ahead.get(place)
            {
                work.kernel.prefetch(bases, position(index) as usize);
            }
            let position = position(index);
            let sign = u32::from(digit as u16) << 16 & NEGATE;
            let bucket =
                ((start + turn) as u32).wrapping_add(u32::from(digit.unsigned_abs())).wrapping_sub(1);
            turn += step;
            turn = if turn == slots { 0 } else { turn };
            // Stored whether it counts or not: a branch on the digit or the base would be a guess.
            work.block.ops[count] = Op::new(bucket, position | sign);
            count += usize::from((digit != 0) & (position & NEGATE == 0));
        }
        (self.turn, work.block.len) = (turn, count);
        if self.batch_len == 0 {
            self.wait(work, bases);
        } else {
            self.schedule(work, bases);
        }
    }

    /// Leaves the sums in `points`, zeros where one is infinity, and says whether there may be such.
    pub(crate) fn finish<C, K>(&mut self, work: &mut Workspace<C, K>, bases: &[P]) -> Inputs
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        self.end_batch(work, bases);
        self.fold_pending(work, bases);
        let mut inputs = if self.state.contains(&EMPTY) { Inputs::Any } else { Inputs::Finite };
        while self.points.len() > self.of_all {
            if work.folding.add_halves::<C, K>(work.kernel, &mut self.points, inputs, &mut work.scratch) {
                inputs = Inputs::Any;
            }
        }
        inputs
    }

    /// Makes all of the block's operations wait.
    fn wait<C, K>(&mut self, work: &mut Workspace<C, K>, bases: &[P])
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        if self.pending.len + work.block.len > PENDING {
            self.fold_pending(work, bases);
        }
        let (block, end) = (work.block.as_slice(), self.pending.len + work.block.len);
        self.pending.ops[self.pending.len..end].copy_from_slice(block);
        self.pending.len = end;
    }

    /// Puts each of the block's operations into the batch, or makes it wait.
    fn schedule<C, K>(&mut self, work: &mut Workspace<C, K>, bases: &[P])
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        let mut done = 0;
        while done < work.block.len {
            // In locals: a store to a state could otherwise change any field, as far as the compiler knows.
            let (state, epoch, batch_len) = (&mut self.state[..], self.epoch, self.batch_len);
            let (batch, first, pending) =
                (&mut self.batch.ops[..], &mut self.first.ops[..], &mut self.pending.ops[..]);
            let (mut in_batch, mut in_first, mut in_pending) =
                (self.batch.len, self.first.len, self.pending.len);
            let full = |in_batch, in_first, in_pending| {
                (in_batch >= batch_len) | (in_first >= FIRST) | (in_pending >= PENDING)
            };
            for &op in &work.block.as_slice()[done..] {
                work.kernel.prefetch(&self.points, op.left());
                work.kernel.prefetch(bases, op.right());
                let state = &mut state[op.left()];
                let before = *state;
                *state = epoch;
                // Stored to each list, counted in one: the choice is data, not a branch.
                (batch[in_batch], first[in_first], pending[in_pending]) = (op, op, op);
                in_batch += usize::from((before != epoch) & (before != EMPTY));
                in_first += usize::from(before == EMPTY);
                in_pending += usize::from(before == epoch);
                done += 1;
                if full(in_batch, in_first, in_pending) {
                    break;
                }
            }
            (self.batch.len, self.first.len, self.pending.len) = (in_batch, in_first, in_pending);
            if full(in_batch, in_first, in_pending) {
                self.flush(work, bases);
            }
        }
    }

    /// Ends the batch; few waiting operations go into the next, many wait on until they are folded.
    fn flush<C, K>(&mut self, work: &mut Workspace<C, K>, bases: &[P])
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        self.end_batch(work, bases);
        if self.pending.len >= PENDING {
            self.fold_pending(work, bases);
        } else if self.pending.len <= self.batch_len {
            let count = std::mem::take(&mut self.pending.len);
            // Those that wait again are written to what is read already.
            for index in 0..count {
                self.offer(self.pending.ops[index]);
            }
        }
    }

    /// As [`Self::schedule`] for one operation that waited.
    fn offer(&mut self, op: Op) {
        let state = &mut self.state[op.left()];
        let list = match *state {
            before if before == self.epoch => &mut self.pending,
            // Filled before the operation came to wait, and empty since.
            EMPTY => &mut self.first,
            _ => &mut self.batch,
        };
        list.push(op);
        *state = self.epoch;
    }

    /// Adds the batch to the buckets, gives the empty ones their bases, and begins the next epoch.
    fn end_batch<C, K>(&mut self, work: &mut Workspace<C, K>, bases: &[P])
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        let (points, batch) = (&mut self.points, self.batch.as_slice());
        if work.kernel.add(points, bases, batch, Inputs::Finite, &mut work.scratch) {
            for op in batch.iter().filter(|op| points[op.left()] == C::INFINITY) {
                self.state[op.left()] = EMPTY;
            }
        }
        for op in self.first.as_slice() {
            let point = &bases[op.right()];
            points[op.left()] = if op.negated() { C::opposite(point) } else { *point };
        }
        (self.batch.len, self.first.len) = (0, 0);
        self.epoch = self.epoch.checked_add(1).unwrap_or_else(|| {
            self.state.iter_mut().for_each(|state| *state = (*state).min(FILLED));
            FILLED + 1
        });
    }

    /// Folds the waiting operations' bases to one per bucket, and adds them. The batch has ended.
    fn fold_pending<C, K>(&mut self, work: &mut Workspace<C, K>, bases: &[P])
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        let pending = &mut self.pending.ops[..self.pending.len];
        work.folding.fold::<C, K>(work.kernel, pending, bases, self.points.len(), &mut work.scratch);
        self.pending.len = 0;
        let (points, state) = (&mut self.points, &mut self.state);
        let (sums, ops) = work.folding.sums(|bucket, sum| {
            if state[bucket] == EMPTY && *sum != C::INFINITY {
                points[bucket] = *sum;
                state[bucket] = FILLED;
                return false;
            }
            *sum != C::INFINITY
        });
        if work.kernel.add(points, sums, ops, Inputs::Finite, &mut work.scratch) {
            for op in ops.iter().filter(|op| points[op.left()] == C::INFINITY) {
                state[op.left()] = EMPTY;
            }
        }
    }
}
