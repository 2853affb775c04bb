//! Residues modulo `p` in radix 2^256, four limbs, reduced only as far as the next operation needs.
//!
//! `2^256 / p = 5.29` for either modulus: any value below `5.29 p` has room. Bounds are in units of `p`.

#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]

use std::marker::PhantomData;

use super::modulus::{Modulus, negated, times};

/// A representative of a residue class, `x · 2^256 mod p` plus some multiple of `p`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Residue<M>([u64; 4], PhantomData<M>);

/// `t + a b + c` as low and high half: never more than 128 bits.
#[inline(always)]
fn multiply_add(t: u64, a: u64, b: u64, c: u64) -> (u64, u64) {
    a.carrying_mul_add(b, t, c)
}

impl<M: Modulus> Residue<M> {
    pub(super) const ZERO: Self = Self::new([0; 4]);
    pub(super) const ONE: Self = Self::new(M::ONE);

    #[inline(always)]
    pub(super) const fn new(limbs: [u64; 4]) -> Self {
        Self(limbs, PhantomData)
    }

    #[inline(always)]
    pub(super) const fn limbs(self) -> [u64; 4] {
        self.0
    }

    /// The value in units of `p`, to the precision of a float.
    fn ratio(self) -> f64 {
        let float =
            |limbs: [u64; 4]| limbs.iter().rev().fold(0.0, |sum, &limb| sum * 2f64.powi(64) + limb as f64);
        float(self.0) / float(M::P)
    }

    /// Checks, in debug builds, that the value is below `bound · p`.
    #[inline(always)]
    pub(super) fn assert_below(self, bound: f64) {
        if cfg!(debug_assertions) {
            let ratio = self.ratio();
            assert!(ratio <= bound, "{ratio} is not below {bound}");
        }
    }

    /// Checks, in debug builds, the bound of a reduction of `a b + c d`.
    #[inline(always)]
    fn assert_reduced(self, [a, b, c, d]: [Self; 4]) {
        if cfg!(debug_assertions) {
            self.assert_below((a.ratio() * b.ratio() + c.ratio() * d.ratio()) / 5.29 + M::SLACK);
        }
    }

    /// `⌊t / 2^64⌋ + (t mod 2^64) · (2^-64 mod p)`.
    #[inline(always)]
    fn round(t: [u64; 5]) -> [u64; 5] {
        let (mut out, mut carry) = ([0; 5], 0);
        for j in 0..4 {
            (out[j], carry) = multiply_add(t[j + 1], M::DOWN[j], t[0], carry);
        }
        out[4] = carry;
        out
    }

    /// `(t + m p) / 2^64` in four limbs.
    #[inline(always)]
    fn last_round(t: [u64; 5]) -> [u64; 5] {
        let quotient = t[0].wrapping_mul(M::NEG_INVERSE);
        let (mut out, (_, mut carry)) = ([0; 5], multiply_add(t[0], M::P[0], quotient, 0));
        for j in 1..4 {
            (out[j - 1], carry) = multiply_add(t[j], M::P[j], quotient, carry);
        }
        out[3] = t[4] + carry;
        out
    }

    /// The product of `a < α p` and `b < β p`, `α ≤ 4.4`: below `(α β / 5.29 + SLACK) p`, which must be below `2^256`.
    ///
    /// Three rounds without a quotient digit, and one of Montgomery's. Each adds less than `2^64 p`; after the divisions
    /// that follow, `d = 2^-64 mod p` is left of the first three and `p` of the last. `d / p` is 0.531 in the base field and
    /// 0.762 in the scalar field. Between rounds a row of `a · 2^64` and `d · 2^64` must fit in five limbs.
    #[inline(always)]
    pub(super) fn product(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        let mut t = [0u64; 5];
        for i in 0..4 {
            let mut carry = 0;
            for j in 0..4 {
                (t[j], carry) = multiply_add(t[j], a[j], b[i], carry);
            }
            t[4] += carry;
            t = if i < 3 { Self::round(t) } else { Self::last_round(t) };
        }
        let product = Self::new([t[0], t[1], t[2], t[3]]);
        product.assert_reduced([self, other, Self::ZERO, Self::ZERO]);
        product
    }

    /// `a b + c d` with one reduction, for `a` and `c` below `2 p`, `b` and `d` below `β p`: below `(4 β / 5.29 + SLACK) p`.
    ///
    /// The five limbs of the sum have room: two rows of at most `2 p · 2^64` and what the last round left.
    #[inline(always)]
    pub(super) fn sum_of_products(a: Self, b: Self, c: Self, d: Self) -> Self {
        let mut t = [0u64; 5];
        for i in 0..4 {
            for (x, y) in [(a.0, b.0[i]), (c.0, d.0[i])] {
                let mut carry = 0;
                for j in 0..4 {
                    (t[j], carry) = multiply_add(t[j], x[j], y, carry);
                }
                t[4] += carry;
            }
            t = if i < 3 { Self::round(t) } else { Self::last_round(t) };
        }
        let sum = Self::new([t[0], t[1], t[2], t[3]]);
        sum.assert_reduced([a, b, c, d]);
        sum
    }

    /// As [`Self::product`] of the value and itself.
    #[inline(always)]
    pub(super) fn square(self) -> Self {
        self.product(self)
    }

    /// The sum, not reduced: it must be below `2^256`.
    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        let (mut out, mut carry) = ([0; 4], false);
        for i in 0..4 {
            (out[i], carry) = self.0[i].carrying_add(other.0[i], carry);
        }
        debug_assert!(!carry, "the sum is below 2^256");
        Self::new(out)
    }

    /// The difference modulo `2^256`.
    #[inline(always)]
    fn wrapping_minus(self, other: Self) -> Self {
        let (mut out, mut borrow) = ([0; 4], false);
        for i in 0..4 {
            (out[i], borrow) = self.0[i].borrowing_sub(other.0[i], borrow);
        }
        Self::new(out)
    }

    /// The sum modulo `2^256`.
    #[inline(always)]
    fn wrapping_plus(self, other: &[u64; 4]) -> Self {
        let (mut out, mut carry) = ([0; 4], false);
        for i in 0..4 {
            (out[i], carry) = self.0[i].carrying_add(other[i], carry);
        }
        Self::new(out)
    }

    /// `K p` more, where the limbs are those of a negative number.
    #[inline(always)]
    fn lifted<const K: u64>(self) -> Self {
        // From a table: a mask or a choice would become a branch, taken half of the times.
        self.wrapping_plus(&const { [[0; 4], times(M::P, K)] }[(self.0[3] >> 63) as usize])
    }

    /// The difference, and `K p` where it is negative: for `a < α p` and `b < K p` below `max(α, K) p`; both
    /// at most `2.6 p`, so that the uppermost bit is the sign.
    #[inline(always)]
    pub(super) fn minus<const K: u64>(self, other: Self) -> Self {
        self.wrapping_minus(other).lifted::<K>()
    }

    /// Less `2 p`, where it is not below: from below `4 p` to below `2 p`.
    #[inline(always)]
    pub(super) fn halved(self) -> Self {
        self.wrapping_plus(const { &negated(times(M::P, 2)) }).lifted::<2>()
    }

    /// The representative below `p` of `self - other`, for values below `2.6 p`.
    #[inline(always)]
    pub(super) fn minus_canonical(self, other: Self) -> Self {
        self.assert_below(2.6);
        other.assert_below(2.6);
        self.wrapping_minus(other).settled()
    }

    /// The representative below `p` of a value below `2.6 p`.
    #[inline(always)]
    pub(super) fn canonical(self) -> Self {
        self.assert_below(2.6);
        self.settled()
    }

    /// The sum of values below `2.6 p`, reduced to below `1.34 p`.
    #[inline(always)]
    pub(super) fn plus_folded(self, other: Self) -> Self {
        let sum = self.plus(other);
        let folded = sum.wrapping_plus(&const { M::FLOORS }[(sum.0[3] >> 60) as usize]);
        folded.assert_below(1.34);
        folded
    }

    /// The difference of values below `2.6 p`, reduced to below `1.34 p`.
    #[inline(always)]
    pub(super) fn minus_folded(self, other: Self) -> Self {
        let difference = self.wrapping_minus(other);
        let folded = difference.wrapping_plus(&const { M::SIGNED_FLOORS }[(difference.0[3] >> 60) as usize]);
        folded.assert_below(1.34);
        folded
    }

    /// The representative below `p` of a signed value.
    ///
    /// The uppermost four bits tell which multiple to subtract for a result in `[-p/3, p)`.
    #[inline(always)]
    fn settled(self) -> Self {
        let settled = self.wrapping_plus(&const { M::SIXTEENTHS }[(self.0[3] >> 60) as usize]).lifted::<1>();
        settled.assert_below(1.0);
        settled
    }

    /// `2 p` less a value at most that.
    #[inline(always)]
    pub(super) fn opposite(self) -> Self {
        Self::new(const { times(M::P, 2) }).wrapping_minus(self)
    }

    /// `-value` where `negated`, else `value`; at most `p` for a value below `p`.
    #[inline(always)]
    pub(super) fn signed(self, negated: bool) -> Self {
        let (flip, mut carry) = (u64::from(negated).wrapping_neg(), negated);
        let modulus = const { &[[0; 4], M::P] }[usize::from(negated)];
        let mut out = [0; 4];
        for i in 0..4 {
            // p + !y + 1 = p - y.
            (out[i], carry) = (self.0[i] ^ flip).carrying_add(modulus[i], carry);
        }
        Self::new(out)
    }
}
