//! Eight field elements at a time, in five limbs of 52 bits each.
//!
//! A lane holds `x · 2^260 mod p`. IFMA multiplies the low 52 bits of its operands and ignores the
//! others, which gives three degrees of tidiness, one type each:
//!
//! - [`Sum`]: limbs are any signed integers below `2^62`; the value is `Σ limb_i · 2^(52 i)`. Adds and subtracts.
//! - [`Factor`]: carries are propagated, so the low 52 bits of each limb are its digit; above them is
//!   what was carried away. Multiplies.
//! - [`Digits`]: a [`Factor`] with nothing above the digits. Does both.
//!
//! Values are not reduced below `p`. `2^260 = 84.6 p`, and a product of inputs below `a·p` and `b·p`
//! comes out below `(a·b / 84.6 + 1.127)·p`, as long as `a·b ≤ 84`. Callers state their bounds beside
//! the operations; debug builds check them on every lane ([`Digits::assert_below`]).
//!
//! A product is longer than what the compiler writes in place of its own accord, and what it does not write in place is a
//! call with its operands in memory. A function with target features can't insist on it (`inline(always)`): [`products`],
//! [`squares`] and [`reduce`] have none, and are unsafe instead.
#![allow(unsafe_code, reason = "functions that have their caller's target features")]
#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]

use std::arch::x86_64::*;
use std::marker::PhantomData;

pub(super) use super::modulus::{Base, LIMBS, Modulus, Scalar, times};
use super::modulus::{MASK, complement};

/// One register per limb, one lane per element.
pub(super) type Limbs = [__m512i; LIMBS];

/// See the module's comment.
#[derive(Clone, Copy)]
pub(super) struct Sum<M>(pub(super) Limbs, PhantomData<M>);
/// See the module's comment.
#[derive(Clone, Copy)]
pub(super) struct Factor<M>(pub(super) Limbs, PhantomData<M>);
/// See the module's comment.
#[derive(Clone, Copy)]
pub(super) struct Digits<M>(pub(super) Limbs, PhantomData<M>);

/// The ten columns of a product, before its reduction; signed, below `2^60`.
pub(super) type Columns = [__m512i; 2 * LIMBS];

/// Products of `N` pairs, not reduced: 50 IFMA each. Interleaved, so that one pair's
/// latency is another's work.
///
/// # Safety
/// The caller has the features of [`super::Avx512`].
#[inline(always)]
pub(super) unsafe fn products<const N: usize>(a: &[Limbs; N], b: &[Limbs; N]) -> [Columns; N] {
    // SAFETY: the caller's.
    unsafe {
        let mut t = [[_mm512_setzero_si512(); 2 * LIMBS]; N];
        for i in 0..LIMBS {
            for j in 0..LIMBS {
                for k in 0..N {
                    t[k][i + j] = _mm512_madd52lo_epu64(t[k][i + j], a[k][i], b[k][j]);
                }
            }
            for j in 0..LIMBS {
                for k in 0..N {
                    t[k][i + j + 1] = _mm512_madd52hi_epu64(t[k][i + j + 1], a[k][i], b[k][j]);
                }
            }
        }
        t
    }
}

/// Squares, not reduced: 30 IFMA each. The products of different limbs are summed first, then doubled.
///
/// # Safety
/// The caller has the features of [`super::Avx512`].
#[inline(always)]
pub(super) unsafe fn squares<const N: usize>(a: &[Limbs; N]) -> [Columns; N] {
    // SAFETY: the caller's.
    unsafe {
        let mut t = [[_mm512_setzero_si512(); 2 * LIMBS]; N];
        for i in 0..LIMBS {
            for j in i + 1..LIMBS {
                for k in 0..N {
                    t[k][i + j] = _mm512_madd52lo_epu64(t[k][i + j], a[k][i], a[k][j]);
                    t[k][i + j + 1] = _mm512_madd52hi_epu64(t[k][i + j + 1], a[k][i], a[k][j]);
                }
            }
        }
        for column in 1..2 * LIMBS - 1 {
            for t in &mut t {
                t[column] = _mm512_add_epi64(t[column], t[column]);
            }
        }
        for i in 0..LIMBS {
            for k in 0..N {
                t[k][2 * i] = _mm512_madd52lo_epu64(t[k][2 * i], a[k][i], a[k][i]);
                t[k][2 * i + 1] = _mm512_madd52hi_epu64(t[k][2 * i + 1], a[k][i], a[k][i]);
            }
        }
        t
    }
}

/// `t / 2^260 mod p`: 50 IFMA each.
///
/// Four rounds `t ← (t >> 52) + (t mod 2^52) · (2^-52 mod p)`, which need no quotient digit, then one
/// round of Montgomery's that ends below `p · (1 + 2^-52 / p ...)`: the result is in
/// `(t / 2^260, t / 2^260 + 1.127 p)`. The product of the last round's lowest limbs is known
/// beforehand, it clears the column; what it carries is `⌈t4 / 2^52⌉`.
///
/// # Safety
/// The caller has the features of [`super::Avx512`].
#[inline(always)]
pub(super) unsafe fn reduce<M: Modulus, const N: usize>(mut t: [Columns; N]) -> [Sum<M>; N] {
    // SAFETY: the caller's.
    unsafe {
        let zero = _mm512_setzero_si512();
        for round in 0..LIMBS - 1 {
            for t in &mut t {
                t[round + 1] = _mm512_add_epi64(t[round + 1], _mm512_srai_epi64::<52>(t[round]));
            }
            for j in 0..LIMBS {
                let down = _mm512_set1_epi64(M::DOWN[j] as i64);
                for t in &mut t {
                    t[round + 1 + j] = _mm512_madd52lo_epu64(t[round + 1 + j], t[round], down);
                }
            }
            for j in 0..LIMBS {
                let down = _mm512_set1_epi64(M::DOWN[j] as i64);
                for t in &mut t {
                    t[round + 2 + j] = _mm512_madd52hi_epu64(t[round + 2 + j], t[round], down);
                }
            }
        }
        let mut m = [zero; N];
        let (inverse, round_up) = (_mm512_set1_epi64(M::NEG_INVERSE as i64), _mm512_set1_epi64(MASK as i64));
        for k in 0..N {
            m[k] = _mm512_madd52lo_epu64(zero, t[k][4], inverse);
            let carry = _mm512_srai_epi64::<52>(_mm512_add_epi64(t[k][4], round_up));
            t[k][5] = _mm512_add_epi64(t[k][5], carry);
        }
        for j in 0..LIMBS {
            let p = _mm512_set1_epi64(M::P[j] as i64);
            for k in 0..N {
                if j > 0 {
                    t[k][4 + j] = _mm512_madd52lo_epu64(t[k][4 + j], m[k], p);
                }
                t[k][5 + j] = _mm512_madd52hi_epu64(t[k][5 + j], m[k], p);
            }
        }
        let mut out = [Sum([zero; LIMBS], PhantomData); N];
        for k in 0..N {
            out[k].0.copy_from_slice(&t[k][LIMBS..]);
        }
        out
    }
}

impl<M: Modulus> Sum<M> {
    /// The limbs.
    #[inline(always)]
    pub(super) fn limbs(&self) -> &Limbs {
        &self.0
    }

    /// From limbs that are below `2^62` in absolute value.
    #[inline(always)]
    pub(super) fn from_limbs(limbs: Limbs) -> Self {
        Self(limbs, PhantomData)
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn add(mut self, other: &Limbs) -> Self {
        for i in 0..LIMBS {
            self.0[i] = _mm512_add_epi64(self.0[i], other[i]);
        }
        self
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn sub(mut self, other: &Limbs) -> Self {
        for i in 0..LIMBS {
            self.0[i] = _mm512_sub_epi64(self.0[i], other[i]);
        }
        self
    }

    /// Subtracts `other` in the lanes of `negated`, adds it in the others.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn add_signed(mut self, negated: u8, other: &Limbs) -> Self {
        for i in 0..LIMBS {
            let sum = _mm512_add_epi64(self.0[i], other[i]);
            self.0[i] = _mm512_mask_sub_epi64(sum, negated, self.0[i], other[i]);
        }
        self
    }

    /// Adds the constant `limbs`, in every lane.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn add_constant(mut self, limbs: &[u64; LIMBS]) -> Self {
        for i in 0..LIMBS {
            self.0[i] = _mm512_add_epi64(self.0[i], _mm512_set1_epi64(limbs[i] as i64));
        }
        self
    }

    /// Subtracts `k · p` where the value is at least that: for `k` of 4 or more, which leaves
    /// the values it does not touch below `(k + 2^-40) p`.
    ///
    /// Compares the uppermost limb alone, with two units in reserve for the carries not yet in it.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn sub_if_above(mut self, multiple: &[u64; LIMBS]) -> Self {
        let top = _mm512_add_epi64(self.0[4], _mm512_srai_epi64::<52>(self.0[3]));
        let above = _mm512_cmpge_epi64_mask(top, _mm512_set1_epi64(multiple[4] as i64 + 2));
        for i in 0..LIMBS {
            let limb = _mm512_set1_epi64(multiple[i] as i64);
            self.0[i] = _mm512_mask_sub_epi64(self.0[i], above, self.0[i], limb);
        }
        self
    }

    /// Propagates carries: 8 operations. The value is in `[0, 2^260)`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn carry(mut self) -> Factor<M> {
        for i in 0..LIMBS - 1 {
            self.0[i + 1] = _mm512_add_epi64(self.0[i + 1], _mm512_srai_epi64::<52>(self.0[i]));
        }
        Factor(self.0, PhantomData)
    }

    /// Propagates carries and masks: 12 operations. The value is in `[0, 2^260)`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn digits(self) -> Digits<M> {
        let mut limbs = self.carry().0;
        let mask = _mm512_set1_epi64(MASK as i64);
        for limb in &mut limbs[..LIMBS - 1] {
            *limb = _mm512_and_si512(*limb, mask);
        }
        Digits(limbs, PhantomData)
    }
}

impl<M: Modulus> Factor<M> {
    /// Without what was carried away.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn masked(mut self) -> Digits<M> {
        let mask = _mm512_set1_epi64(MASK as i64);
        for limb in &mut self.0[..LIMBS - 1] {
            *limb = _mm512_and_si512(*limb, mask);
        }
        Digits(self.0, PhantomData)
    }

    /// The lanes that are zero modulo `p`, from below `16 p`.
    ///
    /// A multiple `k p` has a first digit that `1 / p mod 2^52` makes `k`: three operations where no lane has one.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn vanishes(self) -> u8 {
        let (digits, zero) = (self.masked(), _mm512_setzero_si512());
        digits.assert_below(16.0);
        let negated = _mm512_madd52lo_epu64(zero, digits.0[0], _mm512_set1_epi64(M::NEG_INVERSE as i64));
        let k = _mm512_and_si512(_mm512_sub_epi64(zero, negated), _mm512_set1_epi64(MASK as i64));
        let mut lanes = _mm512_cmplt_epu64_mask(k, _mm512_set1_epi64(16));
        if lanes == 0 {
            return 0;
        }
        let mut multiple = [zero; LIMBS];
        for i in 0..LIMBS {
            let limb = _mm512_set1_epi64(M::P[i] as i64);
            multiple[i] = _mm512_madd52lo_epu64(multiple[i], k, limb);
            if i + 1 < LIMBS {
                multiple[i + 1] = _mm512_madd52hi_epu64(multiple[i + 1], k, limb);
            }
        }
        let multiple = Sum::<M>(multiple, PhantomData).digits();
        for i in 0..LIMBS {
            lanes = _mm512_mask_cmpeq_epi64_mask(lanes, digits.0[i], multiple.0[i]);
        }
        lanes
    }

    /// The value of lane `i ^ 4`, `i ^ 2` or `i ^ 1` in lane `i`, for `step` 0, 1, 2.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn exchanged(mut self, step: usize) -> Self {
        for limb in &mut self.0 {
            *limb = match step {
                0 => _mm512_shuffle_i64x2::<0x4e>(*limb, *limb),
                1 => _mm512_shuffle_i64x2::<0xb1>(*limb, *limb),
                _ => _mm512_shuffle_epi32::<0x4e>(*limb),
            };
        }
        self
    }

    /// `other` in the lanes of `mask`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn replace(mut self, mask: u8, other: &Self) -> Self {
        for i in 0..LIMBS {
            self.0[i] = _mm512_mask_mov_epi64(self.0[i], mask, other.0[i]);
        }
        self
    }
}

impl<M: Modulus> Digits<M> {
    /// The lanes whose digits are all zero.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn is_zero(self) -> u8 {
        let low =
            _mm512_or_si512(_mm512_or_si512(self.0[0], self.0[1]), _mm512_or_si512(self.0[2], self.0[3]));
        let all = _mm512_or_si512(low, self.0[4]);
        _mm512_testn_epi64_mask(all, all)
    }

    /// The same constant in every lane.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn constant(limbs: &[u64; LIMBS]) -> Self {
        let mut out = [_mm512_setzero_si512(); LIMBS];
        for i in 0..LIMBS {
            out[i] = _mm512_set1_epi64(limbs[i] as i64);
        }
        Self(out, PhantomData)
    }

    /// From four limbs of 64 bits per lane.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn from_words(x: &[__m512i; 4]) -> Self {
        let mask = _mm512_set1_epi64(MASK as i64);
        Self(
            [
                _mm512_and_si512(x[0], mask),
                _mm512_and_si512(_mm512_shrdi_epi64::<52>(x[0], x[1]), mask),
                _mm512_and_si512(_mm512_shrdi_epi64::<40>(x[1], x[2]), mask),
                _mm512_and_si512(_mm512_shrdi_epi64::<28>(x[2], x[3]), mask),
                _mm512_srli_epi64::<16>(x[3]),
            ],
            PhantomData,
        )
    }

    /// To four limbs of 64 bits per lane. The value is below `2^256 = 5.29 p`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn to_words(self) -> [__m512i; 4] {
        let l = self.0;
        [
            _mm512_or_si512(l[0], _mm512_slli_epi64::<52>(l[1])),
            _mm512_or_si512(_mm512_srli_epi64::<12>(l[1]), _mm512_slli_epi64::<40>(l[2])),
            _mm512_or_si512(_mm512_srli_epi64::<24>(l[2]), _mm512_slli_epi64::<28>(l[3])),
            _mm512_or_si512(_mm512_srli_epi64::<36>(l[3]), _mm512_slli_epi64::<16>(l[4])),
        ]
    }

    /// Below `(1 + 2^-40) p`, from below `84.5 p`.
    ///
    /// The quotient's estimate is the uppermost limb times `2^208 / p`, whose 52 bits put it less than `2^-44` below the
    /// quotient with its fraction. What is added is `2^260 - p` for each; the carry out of the last limb is masked away.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn reduce_by_quotient(self) -> Self {
        self.assert_below(84.5);
        let (mut t, zero) = (self.0, _mm512_setzero_si512());
        let reciprocal = _mm512_set1_epi64(M::RECIPROCAL as i64);
        let quotient = _mm512_srli_epi64::<45>(_mm512_madd52hi_epu64(zero, t[LIMBS - 1], reciprocal));
        let complement = complement(M::P);
        for i in 0..LIMBS {
            let limb = _mm512_set1_epi64(complement[i] as i64);
            t[i] = _mm512_madd52lo_epu64(t[i], quotient, limb);
            if i + 1 < LIMBS {
                t[i + 1] = _mm512_madd52hi_epu64(t[i + 1], quotient, limb);
            }
        }
        let mut out = Sum::<M>(t, PhantomData).digits();
        out.0[LIMBS - 1] = _mm512_and_si512(out.0[LIMBS - 1], _mm512_set1_epi64(MASK as i64));
        out.assert_below(1.001);
        out
    }

    /// Below `p`, from below `2 p`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn sub_modulus_if_above(self) -> Self {
        let reduced = self.sum().sub(&Self::constant(&M::P).0).digits();
        let negative = _mm512_cmplt_epi64_mask(reduced.0[LIMBS - 1], _mm512_setzero_si512());
        let mut out = reduced;
        for i in 0..LIMBS {
            out.0[i] = _mm512_mask_mov_epi64(reduced.0[i], negative, self.0[i]);
        }
        out.assert_below(1.0);
        out
    }

    /// As a sum to continue.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn sum(self) -> Sum<M> {
        Sum(self.0, PhantomData)
    }

    /// In debug builds, that every lane is in `[0, bound · p)`, to 15 decimal digits.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    pub(super) fn assert_below(&self, bound: f64) {
        if cfg!(debug_assertions) {
            let weigh = |limbs: [u64; LIMBS]| {
                limbs.iter().rev().fold(0.0, |sum, &limb| sum * 2f64.powi(52) + limb as f64)
            };
            let mut limbs = [[0; 8]; LIMBS];
            for (limb, register) in limbs.iter_mut().zip(self.0) {
                *limb = super::words::store(register);
            }
            for lane in 0..8 {
                let value = limbs.map(|limb| limb[lane]);
                assert!(value.iter().all(|&limb| limb <= MASK), "a limb is no digit");
                assert!(weigh(value) <= bound * weigh(M::P), "a lane exceeds {bound} p");
            }
        }
    }
}
