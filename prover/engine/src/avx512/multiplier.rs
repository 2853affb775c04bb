//! Products with factors that are known beforehand: 60 IFMA instead of 100.
//!
//! `b · w` with `b = Σ b_i 2^(52 i)` is congruent to `Σ b_i W_i / 2^52` with `W_i = w · 2^(52 (i + 1)) mod r`,
//! which are computed once. The sum has six columns, so that one round of Montgomery's reduces it:
//! 50 IFMA for the sum and 10 for the round. A table of quotients, as Shoup has it, would need 75.
//!
//! Bounds, in units of `r`: the `W_i` are below `1 + 2^-45`, four digits of `b` are below `2^52`, the last is `b / 2^208`.
//! So the sum is below `2^52 (4 + b / 84.5)` and the result, to which the round adds less than 1, below
//! `5 + b / 84.5 < 6`, for any `b` below `2^260 = 84.5`.
#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]

use std::arch::x86_64::*;

use ark_bn254::Fr;

use super::field::{Digits, LIMBS, Limbs, Modulus, Scalar, Sum};
use super::modulus::MASK;
use super::words;

/// Eight elements of the scalar field, limbs apart.
pub(super) type Row = Sum<Scalar>;

/// A product with a multiplier is below this many `r`.
pub(super) const PRODUCT: u64 = 6;

/// A factor in each lane: limb `j` of `W_i` at `[i][j]`.
#[repr(align(64))]
#[derive(Clone)]
pub(super) struct Multiplier([[[u64; 8]; LIMBS]; LIMBS]);

/// How a multiplier is applied: each lane by its own factor, or all lanes by the factor of one.
#[derive(Clone, Copy)]
pub(super) struct By<'a, const ONE: bool> {
    multiplier: &'a Multiplier,
    lane: usize,
}

impl Multiplier {
    /// By zero.
    pub(super) const ZERO: Self = Self([[[0; 8]; LIMBS]; LIMBS]);
}

impl<'a> By<'a, false> {
    /// Each lane by its own factor.
    #[inline(always)]
    pub(super) fn each(multiplier: &'a Multiplier) -> Self {
        Self { multiplier, lane: 0 }
    }
}

impl<'a> By<'a, true> {
    /// All lanes by the factor `index` of a table, which has eight to a multiplier.
    #[inline(always)]
    pub(super) fn one(table: &'a [Multiplier], index: usize) -> Self {
        Self { multiplier: &table[index / 8], lane: words::lane_of(index % 8) }
    }
}

/// Limb `j` of `W_i`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn limb<const ONE: bool>(by: &By<'_, ONE>, i: usize, j: usize) -> __m512i {
    let lanes = &by.multiplier.0[i][j];
    if ONE { _mm512_set1_epi64(lanes[by.lane % 8] as i64) } else { words::load(lanes) }
}

/// `t / 2^52 mod r` of six columns, the lowest not negative.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn round<const N: usize>(mut t: [[__m512i; LIMBS + 1]; N]) -> [Row; N] {
    let zero = _mm512_setzero_si512();
    let (inverse, mask) = (_mm512_set1_epi64(Scalar::NEG_INVERSE as i64), _mm512_set1_epi64(MASK as i64));
    let mut m = [zero; N];
    for k in 0..N {
        m[k] = _mm512_madd52lo_epu64(zero, t[k][0], inverse);
        // What clears the lowest column carries 1 out of it, unless it was zero already.
        let carry = _mm512_srai_epi64::<52>(_mm512_add_epi64(t[k][0], mask));
        t[k][1] = _mm512_add_epi64(t[k][1], carry);
    }
    for j in 0..LIMBS {
        let modulus = _mm512_set1_epi64(Scalar::P[j] as i64);
        for k in 0..N {
            if j > 0 {
                t[k][j] = _mm512_madd52lo_epu64(t[k][j], m[k], modulus);
            }
            t[k][j + 1] = _mm512_madd52hi_epu64(t[k][j + 1], m[k], modulus);
        }
    }
    let mut out = [Row::from_limbs([zero; LIMBS]); N];
    for k in 0..N {
        out[k] = Row::from_limbs([t[k][1], t[k][2], t[k][3], t[k][4], t[k][5]]);
    }
    out
}

/// Products of rows below `2^260` with multipliers; interleaved, so that one's latency is another's work.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn multiply<const N: usize, const ONE: bool>(rows: [Row; N], by: [By<'_, ONE>; N]) -> [Row; N] {
    let zero = _mm512_setzero_si512();
    let mut b: [Limbs; N] = [[zero; LIMBS]; N];
    for k in 0..N {
        if cfg!(debug_assertions) {
            rows[k].digits().assert_below(84.5);
        }
        b[k] = rows[k].carry().0;
    }
    let mut t = [[zero; LIMBS + 1]; N];
    for i in 0..LIMBS {
        for j in 0..LIMBS {
            for k in 0..N {
                let limb = limb(&by[k], i, j);
                t[k][j] = _mm512_madd52lo_epu64(t[k][j], b[k][i], limb);
                t[k][j + 1] = _mm512_madd52hi_epu64(t[k][j + 1], b[k][i], limb);
            }
        }
    }
    let products = round(t);
    if cfg!(debug_assertions) {
        for product in &products {
            product.digits().assert_below(PRODUCT as f64);
        }
    }
    products
}

/// The multiplier by `w`, from `w · 2^312`: five rounds downwards to `W_4 = w · 2^260`, `W_3` …
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn expand(row: Row) -> Multiplier {
    let mut out = Multiplier::ZERO;
    let mut limbs = row.digits().0;
    for i in (0..LIMBS).rev() {
        let [x0, x1, x2, x3, x4] = limbs;
        let [next] = round([[x0, x1, x2, x3, x4, _mm512_setzero_si512()]]);
        let digits = next.digits();
        digits.assert_below(1.001);
        limbs = digits.0;
        for j in 0..LIMBS {
            words::store_to(limbs[j], &mut out.0[i][j]);
        }
    }
    out
}

/// The words of `value · 2^312`.
fn in_radix_312(value: Fr) -> [u64; 4] {
    // An `Fr` is stored times 2^256.
    (value * Fr::from(1u64 << 56)).0.0
}

/// Eight values, each times `2^312`, in the lanes of [`words::lane_of`].
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn lanes(values: [Fr; 8]) -> Row {
    let radix = values.map(in_radix_312);
    Digits::from_words(&words::load_eight(|lane| &radix[lane])).sum()
}

/// Powers: `first · ratio^i`, times `2^312`, eight to a row, `rows` of them.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn powers(first: Fr, ratio: Fr, rows: usize) -> Vec<Row> {
    let mut values = [first; 8];
    let mut step = ratio;
    for i in 1..8 {
        values[i] = values[i - 1] * ratio;
        step *= ratio;
    }
    let step = expand(lanes([step; 8]));
    let mut out = Vec::with_capacity(rows);
    let mut row = lanes(values);
    for _ in 0..rows {
        out.push(row);
        [row] = multiply([row], [By::each(&step)]);
    }
    out
}
