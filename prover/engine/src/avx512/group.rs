//! Lanes of points: sixteen of G1 or eight of G2 at a time, always two registers' worth of field elements.
//!
//! A coordinate of G1 is a pair of groups of eight lanes; a coordinate of G2 is the pair `c0 + c1 u` of
//! eight lanes. Either way two reductions run interleaved, and everything but the product is the same code.
#![allow(unsafe_code, reason = "trait methods can have target features only when they are unsafe")]

use std::arch::x86_64::__m512i;

use super::field::{Base, Digits, Factor, Sum, times};
use crate::packed::CurveLimbs;

/// A coordinate as a multiplicand.
pub(super) type Factors = [Factor<Base>; 2];
/// A coordinate as a stored value.
pub(super) type Pair = [Digits<Base>; 2];
/// A coordinate being summed.
pub(super) type Sums = [Sum<Base>; 2];

/// How many points fill two groups of eight lanes, and what a product of coordinates is.
pub(super) trait Group: CurveLimbs {
    /// Points at a time.
    const LANES: usize;
    /// Operations per inversion: what fits in half of a 1 MiB cache.
    const BATCH: usize;

    /// The lane and the cache line within its point that row `row` of block `block` is stored to.
    fn place(block: usize, row: usize) -> (usize, usize);

    /// One cache line of a point.
    fn line_mut(point: &mut Self::Point, line: usize) -> &mut [u64; 8];

    /// Coordinate `which` of the points at the lanes, four words of 64 bits per element.
    ///
    /// # Safety
    /// The processor has the features of [`super::Avx512`].
    unsafe fn coordinate<'a>(which: usize, point: impl Fn(usize) -> &'a Self::Point) -> [[__m512i; 4]; 2]
    where
        Self::Point: 'a;

    /// From two transposed blocks to `x` and `y`, and back: an involution.
    fn arrange<T: Copy>(blocks: [[T; 2]; 2]) -> [[T; 2]; 2];

    /// The lanes of both elements of a pair, from a mask of points.
    fn spread(points: u16) -> [u8; 2];

    /// The points for which a condition on both elements of a pair holds.
    fn gather(lanes: [u8; 2]) -> u16;

    /// Exchanges of lanes after which every lane has met every other.
    const EXCHANGES: usize;

    /// The values of other lanes: those of the `step`-th exchange.
    ///
    /// # Safety
    /// The processor has the features of [`super::Avx512`].
    unsafe fn exchanged(value: &Factors, step: usize) -> Factors;

    /// The field element of the first lane, from its words read in radix 2^256.
    fn to_field(words: [[u64; 4]; 2]) -> Self::Field;
    /// The words of a field element in radix 2^256, for a lane of each register.
    fn from_field(value: Self::Field) -> [[u64; 4]; 2];

    /// Products below `2.6 p` of coordinates below `a p` and `b p`, `a b ≤ 40`.
    ///
    /// # Safety
    /// The processor has the features of [`super::Avx512`].
    unsafe fn product(a: &Factors, b: &Factors) -> Sums;

    /// Squares of coordinates: below `1.6 p` for inputs below `2.6 p`, below `2.1 p` for `4.01 p`.
    ///
    /// # Safety
    /// The processor has the features of [`super::Avx512`].
    unsafe fn square(a: &Factors) -> Sums;
}

/// Carries a sum, and in debug builds checks its bound.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn factor(sum: Sum<Base>, bound: f64) -> Factor<Base> {
    let factor = sum.carry();
    if cfg!(debug_assertions) {
        factor.masked().assert_below(bound);
    }
    factor
}

/// A coordinate of the points at the lanes.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn coordinate<'a, G: Group>(which: usize, point: impl Fn(usize) -> &'a G::Point) -> Pair
where
    G::Point: 'a,
{
    // SAFETY: this function has the features that the method requires.
    let [first, second] = unsafe { G::coordinate(which, point) };
    [Digits::from_words(&first), Digits::from_words(&second)]
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn one_of<G: Group>() -> Factors {
    let one = |limbs: &[u64; 5]| Digits::<Base>::constant(limbs).sum().carry();
    // The second element is lanes of G1, the coefficient of u of G2.
    if G::LANES == 16 { [one(&ONE), one(&ONE)] } else { [one(&ONE), one(&[0; 5])] }
}

/// One in radix 2^260.
pub(super) const ONE: [u64; 5] = {
    // 2^260 mod p = 2^260 - 84 p.
    let multiple = times::<Base>(84);
    let (mut out, mut borrow, mut i) = ([0u64; 5], 0i64, 0);
    while i < 5 {
        let digit = -(multiple[i] as i64) - borrow;
        borrow = if digit < 0 { 1 } else { 0 };
        out[i] = (digit + (borrow << 52)) as u64;
        i += 1;
    }
    out
};
