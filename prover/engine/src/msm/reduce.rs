//! From bucket sums to windows' sums, `Σ (i + 1) · bucket[i]`.
//!
//! The running sum of the literature is a chain of dependent additions. Instead the buckets are
//! laid out as a matrix, `i = row · columns + column`, and
//! `Σ (i + 1) B_i = columns · Σ row · (Σ_column B) + Σ (column + 1) · (Σ_row B)`:
//! row and column sums are `2 n` batched additions, and the two sums that are left are of the same kind, over
//! `√n` points each. A few points are summed by the chain. All windows of a group are reduced at once.

use ark_ff::{AdditiveGroup, Zero};
use zeroize::{Zeroize, Zeroizing};

use crate::memory::{make_room, wipe};
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::Op;
use crate::packed::CurveLimbs;

/// Up to this many buckets the running sum is cheaper.
const CHAIN: usize = 8;

/// What the buckets of one window amount to. Wiped when dropped.
struct Sums<G: Zeroize> {
    /// `Σ (i + 1) B_i`
    weighted: G,
    /// `Σ B_i`
    plain: G,
}

impl<G: Zeroize> Drop for Sums<G> {
    fn drop(&mut self) {
        self.weighted.zeroize();
        self.plain.zeroize();
    }
}

/// `Σ (i + 1) · B_i` for each of `windows`, whose buckets follow each other in `points`.
///
/// `points` are consumed; `spare` is memory to reuse; `inputs` says what `points` may be.
pub(crate) fn reduce<C: CurveLimbs, K: Kernel<C>>(
    kernel: K,
    points: &mut Vec<C::Point>,
    windows: usize,
    inputs: Inputs,
    spare: &mut Vec<C::Point>,
    scratch: &mut K::Scratch,
) -> Zeroizing<Vec<C::Group>> {
    let mut reducer = Reducer::<C, K> { kernel, scratch, ops: Vec::with_capacity(points.len() / 2) };
    Zeroizing::new(reducer.sums(points, windows, inputs, spare).iter().map(|sums| sums.weighted).collect())
}

struct Reducer<'a, C: CurveLimbs, K: Kernel<C>> {
    kernel: K,
    scratch: &'a mut K::Scratch,
    ops: Vec<Op>,
}

impl<C: CurveLimbs, K: Kernel<C>> Drop for Reducer<'_, C, K> {
    /// As everywhere, though these are the same for all scalars.
    fn drop(&mut self) {
        wipe(&mut self.ops, Op::BLANK);
    }
}

impl<C: CurveLimbs, K: Kernel<C>> Reducer<'_, C, K> {
    fn sums(
        &mut self,
        points: &mut Vec<C::Point>,
        windows: usize,
        inputs: Inputs,
        spare: &mut Vec<C::Point>,
    ) -> Vec<Sums<C::Group>> {
        let n = points.len() / windows;
        if n <= CHAIN {
            return points.chunks_exact(n).map(|points| self.chain(points)).collect();
        }
        debug_assert!(n.is_power_of_two());
        let columns = 1usize << (n.ilog2() / 2);
        let of_rows = self.halve_rows(points, columns, inputs, spare);
        let of_columns = self.fold_rows(points, n, columns, inputs);
        let of_rows = self.fold_columns(spare, columns / 2, of_rows);
        let mut memory = Vec::new();
        let by_row = self.sums(spare, windows, of_rows, &mut memory);
        let by_column = self.sums(points, windows, of_columns, &mut memory);
        wipe(&mut memory, C::INFINITY);
        by_row
            .iter()
            .zip(&by_column)
            .map(|(rows, columns_of)| {
                let mut weighted = rows.weighted - rows.plain;
                for _ in 0..columns.ilog2() {
                    weighted.double_in_place();
                }
                Sums { weighted: weighted + columns_of.weighted, plain: columns_of.plain }
            })
            .collect()
    }

    /// The first halving of every row of `columns` points, into `halves`: the rows themselves stay for the columns' sums.
    fn halve_rows(
        &mut self,
        points: &[C::Point],
        columns: usize,
        inputs: Inputs,
        halves: &mut Vec<C::Point>,
    ) -> Inputs {
        let half = columns / 2;
        make_room(halves, points.len() / 2, C::INFINITY);
        self.ops.clear();
        for (row, start) in points.chunks_exact(columns).zip((0..).step_by(columns)) {
            let (first, right) = (halves.len() as u32, start + half as u32);
            self.ops.extend((0..half as u32).map(|place| Op::new(first + place, right + place)));
            halves.extend_from_slice(&row[..half]);
        }
        let met_infinity = self.kernel.add(halves, points, &self.ops, inputs, self.scratch);
        if met_infinity { Inputs::Any } else { inputs }
    }

    /// Leaves the sums of every window's columns, and says whether one may be infinity. A window has `n` points.
    fn fold_rows(&mut self, points: &mut Vec<C::Point>, n: usize, columns: usize, inputs: Inputs) -> Inputs {
        let halvings = std::iter::successors(Some(n / 2), |kept| Some(kept / 2));
        self.fold(points, n, columns, halvings.take_while(|&kept| kept >= columns), inputs)
    }

    /// Leaves the sums of every row of `columns` points, and says whether one may be infinity.
    fn fold_columns(&mut self, points: &mut Vec<C::Point>, columns: usize, inputs: Inputs) -> Inputs {
        let halvings = std::iter::successors(Some(columns / 2), |kept| Some(kept / 2));
        self.fold(points, columns, 1, halvings.take_while(|&kept| kept >= 1), inputs)
    }

    /// Halves every piece of `len` points, adding its second half to its first, to each length of `halvings`; then
    /// moves what is left, `kept` points of each, together.
    fn fold(
        &mut self,
        points: &mut Vec<C::Point>,
        len: usize,
        kept: usize,
        halvings: impl Iterator<Item = usize>,
        mut inputs: Inputs,
    ) -> Inputs {
        for half in halvings {
            self.ops.clear();
            for start in (0..points.len()).step_by(len) {
                let start = start as u32;
                let pairs = (start..start + half as u32).map(|left| Op::new(left, left + half as u32));
                self.ops.extend(pairs);
            }
            if self.kernel.fold(points, &self.ops, inputs, self.scratch) {
                inputs = Inputs::Any;
            }
        }
        let pieces = points.len() / len;
        for piece in 0..pieces {
            points.copy_within(piece * len..piece * len + kept, piece * kept);
        }
        points.truncate(pieces * kept);
        inputs
    }

    /// By running sums.
    fn chain(&self, points: &[C::Point]) -> Sums<C::Group> {
        let (mut plain, mut weighted) = (C::Group::zero(), C::Group::zero());
        for point in points.iter().rev() {
            let point = self.kernel.unpack(point);
            if !point.is_zero() {
                plain += point;
            }
            weighted += plain;
        }
        Sums { weighted, plain }
    }
}
