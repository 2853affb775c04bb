//! Residues modulo `p` in radix 2^256, four limbs, reduced only as far as the next operation needs.
//!
//! `2^256 / p = 5.29` for either modulus: any value below `5.29 p` has room. Bounds are in units of `p`.

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

    /// Checks, in debug builds, that the value is below `bound · p`.
    #[inline(always)]
    pub(super) fn assert_below(self, bound: f64) {
        if cfg!(debug_assertions) {
            let value = |limbs: [u64; 4]| {
                limbs.iter().rev().fold(0.0, |value, &limb| value * 2f64.powi(64) + limb as f64)
            };
            let ratio = value(self.0) / value(M::P);
            assert!(ratio < bound, "{ratio} is not below {bound}");
        }
    }

    /// The product of `a < α p` and `b < β p`, below `(α β / 5.29 + 1.54) p`; `α β ≤ 19`.
    ///
    /// Three rounds `t ← t / 2^64` as `⌊t / 2^64⌋ + (t mod 2^64) · (2^-64 mod p)`, without a quotient digit, and one of
    /// Montgomery's: each adds less than `2^64 p`, the last three divided down to `2^-64 mod p < 0.54 p` and `p`.
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
            let mut carry = 0;
            if i < 3 {
                let low = t[0];
                for j in 0..4 {
                    (t[j], carry) = multiply_add(t[j + 1], M::DOWN[j], low, carry);
                }
                t[4] = carry;
            } else {
                let quotient = t[0].wrapping_mul(M::NEG_INVERSE);
                (_, carry) = multiply_add(t[0], M::P[0], quotient, carry);
                for j in 1..4 {
                    (t[j - 1], carry) = multiply_add(t[j], M::P[j], quotient, carry);
                }
                t[3] = t[4] + carry;
            }
        }
        Self::new([t[0], t[1], t[2], t[3]])
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
        let folded =
            difference.wrapping_plus(&const { M::SIGNED_FLOORS }[(difference.0[3] >> 60) as usize]);
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

/// A product of residues before its reduction.
#[derive(Clone, Copy)]
pub(super) struct Wide<M>([u64; 8], PhantomData<M>);

impl<M: Modulus> Wide<M> {
    /// `a b`.
    #[inline(always)]
    pub(super) fn product(a: Residue<M>, b: Residue<M>) -> Self {
        let mut t = [0u64; 8];
        for i in 0..4 {
            let mut carry = 0;
            for j in 0..4 {
                (t[i + j], carry) = multiply_add(t[i + j], a.0[j], b.0[i], carry);
            }
            t[i + 4] = carry;
        }
        Self(t, PhantomData)
    }

    /// The difference, with `p · 2^256` where it is negative.
    #[inline(always)]
    pub(super) fn minus(self, other: Self) -> Self {
        let (mut out, borrow) = self.subtract(other);
        let (correction, mut carry) = (const { &[[0; 4], M::P] }[usize::from(borrow)], false);
        for i in 0..4 {
            (out.0[i + 4], carry) = out.0[i + 4].carrying_add(correction[i], carry);
        }
        out
    }

    /// The difference of `self` and something not larger.
    #[inline(always)]
    pub(super) fn less(self, other: Self) -> Self {
        let (out, borrow) = self.subtract(other);
        debug_assert!(!borrow, "the difference is not negative");
        out
    }

    #[inline(always)]
    fn subtract(self, other: Self) -> (Self, bool) {
        let (mut out, mut borrow) = ([0; 8], false);
        for i in 0..8 {
            (out[i], borrow) = self.0[i].borrowing_sub(other.0[i], borrow);
        }
        (Self(out, PhantomData), borrow)
    }

    /// The residue: from below `γ p · 2^256` to below `(γ + 1.54) p`. As in [`Residue::product`].
    #[inline(always)]
    pub(super) fn reduce(self) -> Residue<M> {
        let mut t = self.0;
        let mut upper = false;
        for i in 0..3 {
            let (low, mut carry) = (t[i], 0);
            for j in 0..4 {
                (t[i + 1 + j], carry) = multiply_add(t[i + 1 + j], M::DOWN[j], low, carry);
            }
            (t[i + 5], upper) = t[i + 5].carrying_add(carry, upper);
        }
        let quotient = t[3].wrapping_mul(M::NEG_INVERSE);
        let (_, mut carry) = multiply_add(t[3], M::P[0], quotient, 0);
        for j in 1..4 {
            (t[3 + j], carry) = multiply_add(t[3 + j], M::P[j], quotient, carry);
        }
        debug_assert!(!upper, "the value is below 2^256 p");
        Residue::new([t[4], t[5], t[6], t[7] + carry])
    }
}
