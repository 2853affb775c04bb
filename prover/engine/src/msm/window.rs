//! Filling the buckets of some windows.
//!
//! A batch of affine additions shares one inversion, so its bucket indices must be distinct. Each
//! bucket carries a byte that says when it was last put in a batch; an operation whose bucket is
//! already in the batch waits in a list. When the list grows, the scalars are skewed: the waiting
//! operations are sorted by bucket and folded pairwise ([`super::fold`]), which works for any distribution.

use crate::memory::{make_room, wipe};
use crate::msm::feed::{Feed, position};
use crate::msm::fold::Folding;
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::Op;
use crate::msm::scalars::Block;
use crate::packed::CurveLimbs;
use crate::{Bases, Curve};

/// Operations that wait for a batch before they are folded instead.
const PENDING: usize = 1 << 14;

/// Operations on empty buckets after which a batch ends.
const FIRST: usize = 1 << 11;

/// Fewer buckets than this and batches would be too small for their inversions.
const STREAM_FROM: usize = 4096;

/// Digits whose operations are made at a time: few enough for the prefetches between them to be spread.
const PIECE: usize = 128;

/// State of a bucket that holds a point and is in no recent batch; larger values are epochs.
const FILLED: u8 = 0;
/// State of a bucket that holds nothing: above all epochs.
const EMPTY: u8 = u8::MAX;

/// Operations in fixed memory: written one beyond the last, and only then counted. Wiped when dropped.
struct List {
    ops: Vec<Op>,
    len: usize,
}

impl List {
    fn with_capacity(capacity: usize) -> Self {
        Self { ops: vec![Op::BLANK; capacity + 1], len: 0 }
    }

    fn push(&mut self, op: Op) {
        self.ops[self.len] = op;
        self.len += 1;
    }

    fn as_slice(&self) -> &[Op] {
        &self.ops[..self.len]
    }
}

impl Drop for List {
    fn drop(&mut self) {
        wipe(&mut self.ops, Op::BLANK);
    }
}

/// What the windows of one thread use in turn.
pub(crate) struct Workspace<C: CurveLimbs, K: Kernel<C>> {
    pub(crate) kernel: K,
    pub(crate) scratch: K::Scratch,
    pub(crate) folding: Folding<C::Point>,
    /// The operations of a piece of a block.
    piece: List,
}

impl<C: CurveLimbs, K: Kernel<C>> Workspace<C, K> {
    pub(crate) fn new(kernel: K) -> Self {
        Self {
            kernel,
            scratch: K::Scratch::default(),
            folding: Folding::new(C::INFINITY),
            piece: List::with_capacity(PIECE.next_multiple_of(Feed::ROUND)),
        }
    }
}

/// What a window prefetches while it goes through a block, a share of it with each piece: a processor can wait for
/// only a few cache lines at a time.
pub(crate) struct Ahead<'a> {
    /// The digits that come next.
    pub(crate) digits: &'a [i16],
    /// The scalars of the next block.
    pub(crate) indices: &'a [u32],
    /// Those of the block after it.
    pub(crate) later: &'a [u32],
    /// Every `share.1`-th of the next block's scalars, from the `share.0`-th on, has its base prefetched.
    pub(crate) share: (usize, usize),
}

impl Ahead<'_> {
    /// Prefetches a piece's share.
    fn prefetch<C: Curve, K: Kernel<C>>(&self, kernel: K, bases: &Bases<C>, piece: usize) {
        let piece = piece * PIECE..(piece + 1) * PIECE;
        for digit in piece.clone().step_by(64 / size_of::<i16>()) {
            kernel.prefetch(self.digits, digit);
        }
        let (first, step) = self.share;
        for place in piece.clone().step_by(64 / size_of::<u32>()).skip(first).step_by(step) {
            kernel.prefetch(self.later, place);
        }
        let first = piece.start.saturating_sub(first).next_multiple_of(step) + first;
        for place in (first..piece.end.min(self.indices.len())).step_by(step) {
            kernel.prefetch(&bases.points, position(&bases.positions, self.indices[place]) as usize);
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
    /// The copy whose turn it is, up to a multiple of their number.
    turn: u32,
    state: Vec<u8>,
    epoch: u8,
    /// Of distinct buckets.
    batch: List,
    /// Whose bucket held nothing: they take the base when the batch ends.
    first: List,
    /// Whose bucket was in the batch already.
    pending: List,
    /// Of a piece, those that do not belong in the batch.
    rest: [Op; PIECE],
    in_rest: usize,
}

impl<P> Drop for Buckets<P> {
    /// Which buckets were filled says which digits there were. The points go to whoever made the buckets.
    fn drop(&mut self) {
        wipe(&mut self.state, FILLED);
        self.rest.fill(Op::BLANK);
        std::hint::black_box(&self.rest);
    }
}

impl<P: Copy + PartialEq + 'static> Buckets<P> {
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
            pending: List::with_capacity(PENDING + PIECE),
            rest: [Op::BLANK; PIECE],
            in_rest: 0,
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
        make_room(&mut self.points, slots, C::INFINITY);
        self.points.resize(slots, C::INFINITY);
        make_room(&mut self.state, slots, FILLED);
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
    /// `points[own · buckets + d - 1]` gains the bases of digit `d` and loses those of `-d`.
    pub(crate) fn feed<C, K>(
        &mut self,
        work: &mut Workspace<C, K>,
        (block, window, own): (&Block, usize, usize),
        bases: &Bases<C>,
        ahead: &Ahead<'_>,
    ) where
        C: Curve<Point = P>,
        K: Kernel<C>,
    {
        let (indices, digits) = block.window(window);
        for (piece, (indices, digits)) in indices.chunks(PIECE).zip(digits.chunks(PIECE)).enumerate() {
            ahead.prefetch(work.kernel, bases, piece);
            let feed = Feed {
                indices,
                digits,
                positions: &bases.positions,
                start: (own * self.buckets) as u32,
                step: self.of_all as u32,
                copies: (self.points.len() / self.of_all) as u32,
                turn: self.turn,
            };
            self.turn = self.turn.wrapping_add(indices.len() as u32);
            work.piece.len = work.kernel.operations(&feed, &mut work.piece.ops);
            if self.batch_len == 0 {
                self.wait(work, &bases.points);
            } else {
                self.schedule(work, &bases.points);
            }
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
        if self.pending.len + work.piece.len > PENDING {
            self.fold_pending(work, bases);
        }
        let (block, end) = (work.piece.as_slice(), self.pending.len + work.piece.len);
        self.pending.ops[self.pending.len..end].copy_from_slice(block);
        self.pending.len = end;
    }

    /// Puts each of the piece's operations into the batch, or makes it wait.
    fn schedule<C, K>(&mut self, work: &mut Workspace<C, K>, bases: &[P])
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        let mut done = 0;
        while done < work.piece.len {
            done += self.fill_batch(work, done, bases);
            self.settle_rest();
            if self.batch.len >= self.batch_len || self.first.len >= FIRST || self.pending.len >= PENDING {
                self.flush(work, bases);
            }
        }
    }

    /// Puts operations of the piece from `start` on into the batch, until it is full, and leaves in the rest those
    /// that do not belong there. Returns how many it has read.
    ///
    /// On its own, for the registers: the loop needs nearly all.
    #[inline(never)]
    fn fill_batch<C, K>(&mut self, work: &Workspace<C, K>, start: usize, bases: &[P]) -> usize
    where
        C: CurveLimbs<Point = P>,
        K: Kernel<C>,
    {
        // In locals: a store to a state could otherwise change any field, as far as the compiler knows.
        let (points, state, epoch) = (&self.points[..], &mut self.state[..], self.epoch);
        let (batch, rest) = (&mut self.batch.ops[..self.batch_len], &mut self.rest);
        let (mut in_batch, mut in_rest, mut done) = (self.batch.len, 0, 0);
        for &op in &work.piece.as_slice()[start..] {
            let Some(slot) = batch.get_mut(in_batch) else { break };
            work.kernel.prefetch(points, op.left());
            work.kernel.prefetch(bases, op.right());
            let state = &mut state[op.left()];
            let before = *state;
            *state = epoch.max(before);
            let ordinary = before < epoch;
            // Stored to both lists, counted in one: the choice is data, not a branch.
            *slot = op;
            rest[in_rest % PIECE] = op;
            in_batch += usize::from(ordinary);
            in_rest += usize::from(!ordinary);
            done += 1;
        }
        (self.batch.len, self.in_rest) = (in_batch, in_rest);
        done
    }

    /// Of the operations that did not belong in the batch, the first on an empty bucket gives it its base, others wait.
    fn settle_rest(&mut self) {
        let (state, epoch) = (&mut self.state[..], self.epoch);
        let (first, pending) = (&mut self.first, &mut self.pending);
        for &op in &self.rest[..self.in_rest] {
            let state = &mut state[op.left()];
            let empty = *state == EMPTY;
            *state = epoch;
            (first.ops[first.len], pending.ops[pending.len]) = (op, op);
            first.len += usize::from(empty);
            pending.len += usize::from(!empty);
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
        self.epoch += 1;
        if self.epoch == EMPTY {
            self.state.iter_mut().filter(|state| **state != EMPTY).for_each(|state| *state = FILLED);
            self.epoch = FILLED + 1;
        }
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
