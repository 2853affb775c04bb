//! From a block's digits to operations: the buckets and bases they stand for.

use super::op::{NEGATE, Op};
use crate::bases::Positions;

/// Digits of one window, and where they go.
pub(crate) struct Feed<'a> {
    /// The scalars' indices.
    pub(crate) indices: &'a [u32],
    /// A digit for each.
    pub(crate) digits: &'a [i16],
    /// The scalars' bases.
    pub(crate) positions: &'a Positions,
    /// The bucket of digit one, in the first copy of the buckets.
    pub(crate) start: u32,
    /// From a bucket to its next copy.
    pub(crate) step: u32,
    /// How many copies there are, a power of two.
    pub(crate) copies: u32,
    /// The first digit's copy, up to a multiple of `copies`; the others take them in turn.
    pub(crate) turn: u32,
}

impl Feed<'_> {
    /// How much `operations` are given room for: whole registers.
    pub(crate) const ROUND: usize = 16;

    /// Writes an operation for each digit that is not zero and has a base, and returns how many.
    ///
    /// `ops` has room for all digits, their number rounded up to [`Feed::ROUND`]; what is in it behind the
    /// operations is undefined.
    pub(crate) fn operations(&self, ops: &mut [Op]) -> usize {
        let mut count = 0;
        for (place, (&index, &digit)) in self.indices.iter().zip(self.digits).enumerate() {
            let position = position(self.positions, index);
            let sign = u32::from(digit as u16) << 16 & NEGATE;
            let copy = self.turn.wrapping_add(place as u32) & (self.copies - 1);
            let start = self.start + copy * self.step;
            let bucket = start.wrapping_add(u32::from(digit.unsigned_abs())).wrapping_sub(1);
            // Stored whether it counts or not: a branch on the digit or the base would be a guess.
            ops[count] = Op::new(bucket, position | sign);
            count += usize::from((digit != 0) & (position & NEGATE == 0));
        }
        count
    }
}

/// Where the base of a scalar lies; [`NEGATE`] or more for none.
#[inline(always)]
pub(crate) fn position(positions: &Positions, index: u32) -> u32 {
    match positions {
        Positions::From(first) => index.wrapping_sub(*first),
        Positions::Map(map) => map[index as usize],
    }
}
