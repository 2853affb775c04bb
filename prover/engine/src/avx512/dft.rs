//! Transforms of eight columns, or of eight rows, one per lane.
//!
//! Decimation in time over a buffer in bit-reversed order, two layers at once in registers. Sub-transforms that
//! fit the L1 cache are finished before the longer layers.
//!
//! Bounds, in units of `r`: a layer computes `a ± w b` with `w b < 6`, and keeps differences positive by adding
//! 6: each layer adds at most 6. Values begin below 1.001; 13 layers keep them below 80, less than `2^260 = 84.5`; a
//! longer transform is reduced once between. Limbs are sums of columns of products, each below 2^57, and of
//! constants: below 2^62. Only what is multiplied is carried.
#![allow(unsafe_code, reason = "entering functions with target features")]

use super::field::{Digits, LIMBS, Scalar, times};
use super::multiplier::{By, PRODUCT, Row, expand, multiply};
use super::transpose::Segment;
use super::twiddles::{Cosets, Source, Twiddles};
use super::words;
use crate::memory::{make_room, wipe};

#[cfg(test)]
mod tests;

/// Rows of a sub-transform that stays in the L1 cache: 64 · 320 bytes.
const SMALL: usize = 64;

/// Layers that fit the bounds.
const LAYERS: u32 = 13;

/// Memory for the values of eight columns or rows. Wiped when dropped.
#[derive(Default)]
pub(super) struct Rows(Vec<Row>);

impl Rows {
    /// So many rows, of any values.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    fn begin(&mut self, len: usize) -> &mut [Row] {
        if self.0.len() < len {
            make_room(&mut self.0, len, blank());
            self.0.resize(len, blank());
        }
        &mut self.0[..len]
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    fn wipe(&mut self) {
        wipe(&mut self.0, blank());
    }
}

impl Drop for Rows {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            // SAFETY: there are rows only where the features were detected.
            unsafe { self.wipe() };
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn blank() -> Row {
    Digits::constant(&[0; LIMBS]).sum()
}

/// Transforms eight columns of `len` values, or eight rows, each at its own coset when there are `cosets`. Values, below
/// 1.001, are where `segment` says, and results, below 84, go to `store` in natural order. `rows` is a buffer.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn transform<'a>(
    rows: &mut Rows,
    len: usize,
    twiddles: &Twiddles,
    cosets: Option<&Cosets>,
    segment: impl Fn(usize) -> &'a Segment,
    mut store: impl FnMut(usize, Row),
) {
    let small = len.min(SMALL);
    let rows = rows.begin(len);
    for index in 0..len {
        let values = segment(index);
        let words = words::load_eight(|lane| &values[lane].0.0);
        rows[reversed(index, len)] = Digits::from_words(&words).sum();
    }
    for (block, rows) in rows.chunks_exact_mut(small).enumerate() {
        match cosets {
            None => at_one_coset(rows, twiddles),
            Some(cosets) => at_own_cosets(rows, block * small, len, cosets, twiddles),
        }
        if len.ilog2() > LAYERS {
            for row in rows {
                *row = row.digits().reduce_by_quotient().sum();
            }
        }
    }
    layers(rows, twiddles, small);
    for (index, row) in rows.iter().enumerate() {
        store(index, *row);
    }
}

/// The layers within `rows`, all at the same coset.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn at_one_coset(rows: &mut [Row], twiddles: &Twiddles) {
    let mut half = 1;
    if !twiddles.coset {
        first_layers(rows, twiddles);
        half = 4;
    }
    layers(rows, twiddles, half);
}

/// The layers within `rows`, which are those from slot `first` on of `len`, each lane at its own coset.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn at_own_cosets(rows: &mut [Row], first: usize, len: usize, cosets: &Cosets, twiddles: &Twiddles) {
    let short = cosets.short();
    for (block, rows) in rows.chunks_exact_mut(short).enumerate() {
        layers(rows, cosets, 1);
        let by = &expand(cosets.between(reversed(first / short + block, len / short)));
        for pair in rows.as_chunks_mut::<2>().0 {
            *pair = multiply(*pair, [By::each(by); 2]);
        }
    }
    layers(rows, twiddles, short);
}

/// Slot of row `index` in a buffer of `len` rows in bit-reversed order.
#[inline(always)]
fn reversed(index: usize, len: usize) -> usize {
    if len == 1 { 0 } else { index.reverse_bits() >> (usize::BITS - len.ilog2()) }
}

/// The layers from half-length `half` on, by twos, and a last one alone when they are odd.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn layers<const ONE: bool>(rows: &mut [Row], twiddles: impl Source<ONE>, mut half: usize) {
    while 4 * half <= rows.len() {
        two_layers(rows, twiddles, half);
        half *= 4;
    }
    if 2 * half <= rows.len() {
        one_layer(rows, twiddles, half);
    }
}

/// `a + b` and `a - b + 6`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn cross(a: Row, b: Row) -> (Row, Row) {
    (a.add(b.limbs()), a.add_constant(&times::<Scalar>(PRODUCT)).sub(b.limbs()))
}

/// The first two layers, whose twiddles are 1 and `√-1`: one product for four rows. From below 1.001 to below 13.001.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn first_layers(rows: &mut [Row], twiddles: &Twiddles) {
    let i = twiddles.at(3);
    for rows in rows.as_chunks_mut::<8>().0 {
        let (mut sums, mut differences) = ([rows[0]; 4], [rows[0]; 4]);
        for pair in 0..4 {
            (sums[pair], differences[pair]) = cross(rows[2 * pair], rows[2 * pair + 1]);
        }
        let turned = multiply([differences[1], differences[3]], [i, i]);
        for quad in 0..2 {
            let base = 4 * quad;
            (rows[base], rows[base + 2]) = cross(sums[2 * quad], sums[2 * quad + 1]);
            (rows[base + 1], rows[base + 3]) = cross(differences[2 * quad], turned[quad]);
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn two_layers<const ONE: bool>(rows: &mut [Row], twiddles: impl Source<ONE>, half: usize) {
    for rows in rows.chunks_exact_mut(4 * half) {
        let (low, high) = rows.split_at_mut(2 * half);
        let ((x0, x1), (x2, x3)) = (low.split_at_mut(half), high.split_at_mut(half));
        for j in 0..half {
            let far = [twiddles.at(2 * half + j), twiddles.at(3 * half + j)];
            let near = twiddles.at(half + j);
            let [t1, t3] = multiply([x1[j], x3[j]], [near, near]);
            let ((y0, y1), (y2, y3)) = (cross(x0[j], t1), cross(x2[j], t3));
            let [u2, u3] = multiply([y2, y3], far);
            (x0[j], x2[j]) = cross(y0, u2);
            (x1[j], x3[j]) = cross(y1, u3);
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn one_layer<const ONE: bool>(rows: &mut [Row], twiddles: impl Source<ONE>, half: usize) {
    for rows in rows.chunks_exact_mut(2 * half) {
        let (low, high) = rows.split_at_mut(half);
        for j in 0..half {
            let [turned] = multiply([high[j]], [twiddles.at(half + j)]);
            (low[j], high[j]) = cross(low[j], turned);
        }
    }
}

/// A row reduced below `r`, from below `84 r`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn canonical(row: Row) -> Digits<Scalar> {
    row.digits().reduce_by_quotient().sub_modulus_if_above()
}
