//! Transforms of columns: eight of them at a time, one per lane, all with the same twiddles.
//!
//! Decimation in time over a buffer in bit-reversed order. Two layers go at once in registers, and
//! sub-transforms that fit the first cache are finished before the longer layers.
//!
//! Bounds, in units of `r`: elements begin below 2. A layer computes `a ± w b`; `w b` is below
//! `1.123 + b / 84.6 < 2`, and differences are kept positive by adding 2: each layer adds at most 2.
//! After 14 layers, the longest column, elements are below 30. Limbs are sums of reduced columns, each
//! below 2^57, and of the constants: below 2^62 after 14 layers. Only what is multiplied is carried.
#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]

use std::arch::x86_64::{_mm512_set1_epi64, _mm512_setzero_si512};

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};

use super::field::{Digits, LIMBS, Limbs, Scalar, Sum, products, reduce, times};

/// Eight columns' elements of one row.
pub(super) type Row = Sum<Scalar>;

/// Rows of a sub-transform that stays in the first cache: 64 · 320 bytes.
const SMALL: usize = 64;

/// A constant of radix 2^260, for all lanes.
pub(super) type Twiddle = [u64; LIMBS];

/// `value` in radix 2^260.
pub(super) fn twiddle(value: Fr) -> Twiddle {
    super::field::split(value.double().double().double().double().0.0)
}

/// Twiddles of a column's transform: those of the layer with half-length `m` at `m..2m`.
pub(super) struct Twiddles {
    table: Vec<Twiddle>,
    /// Whether the points are a proper coset: then no twiddle is one.
    coset: bool,
}

impl Twiddles {
    /// For evaluation at `shift · root^k`, `root` of order `len`.
    ///
    /// With `P(x) = E(x²) + x O(x²)`, a layer's twiddles are the powers of its own root times its own shift.
    pub(super) fn new(len: usize, root: Fr, shift: Fr) -> Self {
        let mut table = vec![[0; LIMBS]; len.max(2)];
        let (mut root, mut power_of_shift, mut half) = (root, shift, len / 2);
        while half >= 1 {
            let mut power = power_of_shift;
            for slot in &mut table[half..2 * half] {
                *slot = twiddle(power);
                power *= root;
            }
            root.square_in_place();
            power_of_shift.square_in_place();
            half /= 2;
        }
        Self { table, coset: shift != Fr::ONE }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn broadcast(twiddle: &Twiddle) -> Limbs {
    let mut limbs = [_mm512_setzero_si512(); LIMBS];
    for (limb, &word) in limbs.iter_mut().zip(twiddle) {
        *limb = _mm512_set1_epi64(word as i64);
    }
    limbs
}

/// Products of two rows with two twiddles.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn turn(rows: [Row; 2], twiddles: [&Twiddle; 2]) -> [Row; 2] {
    let factors = [rows[0].carry().0, rows[1].carry().0];
    reduce(products(&[broadcast(twiddles[0]), broadcast(twiddles[1])], &factors))
}

/// `a + b` and `a - b + 2r`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn cross(a: Row, b: Row) -> (Row, Row) {
    (a.add(&b.0), a.add_constant(&times::<Scalar>(2)).sub(&b.0))
}

/// Transforms the columns; `rows` are in bit-reversed order, the result in natural order.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn transform(rows: &mut [Row], twiddles: &Twiddles) {
    let len = rows.len();
    let small = len.min(SMALL);
    for rows in rows.chunks_exact_mut(small) {
        let mut half = 1;
        if !twiddles.coset && small >= 8 {
            first_layers(rows, twiddles);
            half = 4;
        }
        layers(rows, twiddles, half);
    }
    layers(rows, twiddles, small);
}

/// The layers from half-length `half` on, by twos, and a last one alone when they are odd.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn layers(rows: &mut [Row], twiddles: &Twiddles, mut half: usize) {
    while 4 * half <= rows.len() {
        two_layers(rows, twiddles, half);
        half *= 4;
    }
    if 2 * half <= rows.len() {
        one_layer(rows, twiddles, half);
    }
}

/// The first two layers, whose twiddles are 1 and `√-1`: one product for four rows.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn first_layers(rows: &mut [Row], twiddles: &Twiddles) {
    let i = &twiddles.table[3];
    for rows in rows.as_chunks_mut::<8>().0 {
        let (mut sums, mut differences) = ([rows[0]; 4], [rows[0]; 4]);
        for pair in 0..4 {
            let (a, b) = (rows[2 * pair], rows[2 * pair + 1]);
            (sums[pair], differences[pair]) = cross(a, b);
        }
        let turned = turn([differences[1], differences[3]], [i, i]);
        for quad in 0..2 {
            let base = 4 * quad;
            // The sum is not reduced: below 4, so that the difference needs 4.
            (rows[base], rows[base + 2]) = (
                sums[2 * quad].add(&sums[2 * quad + 1].0),
                sums[2 * quad].add_constant(&times::<Scalar>(4)).sub(&sums[2 * quad + 1].0),
            );
            (rows[base + 1], rows[base + 3]) = cross(differences[2 * quad], turned[quad]);
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn two_layers(rows: &mut [Row], twiddles: &Twiddles, half: usize) {
    let (near, far) = (&twiddles.table[half..2 * half], &twiddles.table[2 * half..4 * half]);
    let (far_low, far_high) = far.split_at(half);
    for rows in rows.chunks_exact_mut(4 * half) {
        let (low, high) = rows.split_at_mut(2 * half);
        let ((x0, x1), (x2, x3)) = (low.split_at_mut(half), high.split_at_mut(half));
        for j in 0..half {
            let [t1, t3] = turn([x1[j], x3[j]], [&near[j], &near[j]]);
            let ((y0, y1), (y2, y3)) = (cross(x0[j], t1), cross(x2[j], t3));
            let [u2, u3] = turn([y2, y3], [&far_low[j], &far_high[j]]);
            (x0[j], x2[j]) = cross(y0, u2);
            (x1[j], x3[j]) = cross(y1, u3);
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn one_layer(rows: &mut [Row], twiddles: &Twiddles, half: usize) {
    let table = &twiddles.table[half..2 * half];
    for rows in rows.chunks_exact_mut(2 * half) {
        let (low, high) = rows.split_at_mut(half);
        if half == 1 {
            let [turned, _] = turn([high[0], high[0]], [&table[0], &table[0]]);
            (low[0], high[0]) = cross(low[0], turned);
            continue;
        }
        for j in (0..half).step_by(2) {
            let [t0, t1] = turn([high[j], high[j + 1]], [&table[j], &table[j + 1]]);
            (low[j], high[j]) = cross(low[j], t0);
            (low[j + 1], high[j + 1]) = cross(low[j + 1], t1);
        }
    }
}

/// A row reduced below `r`, from below `32 r`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn canonical(row: Row) -> Digits<Scalar> {
    row.digits().reduce_once_by_quotient().sub_modulus_if_above()
}
