//! Programs over columns, eight rows to a register: see [`crate::program`].
//!
//! A slot holds values times `2^260`, below `2 r`. A step sums up to sixteen products before it reduces them: they are below
//! `16 · 4 r²`, so the result is below `64 / 84.5 + 1.13 < 2 r`, and a column of the sum below `160 · 2^52 < 2^60`. Further terms, at most
//! 32 and each in `(0, 2 r)` or made so by `2 r` more, are added behind the reduction, and make a second one, by quotient, due.
#![allow(unsafe_code, reason = "products have their caller's features")]
#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]

use std::arch::x86_64::*;

use ark_bn254::Fr;
use ark_ff::AdditiveGroup;

use super::field::{Columns, Digits, LIMBS, Limbs, Scalar, Sum, reduce, times};
use super::modulus::split;
use super::words;
use crate::memory::wipe;
use crate::program::{PRODUCTS, Place, Program, Step, TERMS, rotated};

/// Groups of eight rows in a tile.
const GROUPS: usize = 4;
/// Rows of a tile.
const TILE: usize = 8 * GROUPS;
/// Groups that are multiplied together: one's latency is the other's work.
const PAIR: usize = 2;

/// A value for every row of a tile.
type Slot = [Limbs; GROUPS];

/// Constants, times `2^260`, in limbs.
type Constants = Vec<[u64; LIMBS]>;

/// The rows from `first` on.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn evaluate(program: &Program, columns: &[&[Fr]], first: usize, out: &mut [Fr]) {
    let constants: Constants =
        program.constants.iter().map(|value| split((*value * Fr::from(16u64)).0.0)).collect();
    let blank = [[_mm512_setzero_si512(); LIMBS]; GROUPS];
    let mut slots = vec![blank; program.slots];
    let scale = split(program.scale.0.0);
    for (tile, out) in out.chunks_mut(TILE).enumerate() {
        for step in &program.steps {
            match step {
                Step::Load { to, column, rotation } => {
                    let column = columns[*column as usize];
                    let start = rotated(first + tile * TILE, *rotation, column.len());
                    slots[*to as usize] = load(column, start);
                }
                Step::Sum { to, products, plus, minus } => {
                    let mut sum = blank;
                    for pair in 0..GROUPS / PAIR {
                        let at = pair * PAIR;
                        let two = sum_of(&slots, &constants, at, products, plus, minus);
                        sum[at..at + PAIR].copy_from_slice(&two);
                    }
                    slots[*to as usize] = sum;
                }
            }
        }
        store(&slots[program.output as usize], &scale, out);
    }
    wipe(&mut slots, blank);
}

/// A tile's rows of a column, around its end.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn load(column: &[Fr], start: usize) -> Slot {
    let mut around = [Fr::ZERO; TILE];
    let rows: &[Fr; TILE] = match column.get(start..start + TILE).map(TryInto::try_into) {
        Some(Ok(rows)) => rows,
        _ => {
            for (i, value) in around.iter_mut().enumerate() {
                *value = column[(start + i) % column.len()];
            }
            &around
        }
    };
    let mut slot = [[_mm512_setzero_si512(); LIMBS]; GROUPS];
    for (group, limbs) in slot.iter_mut().enumerate() {
        let words = words::load_eight(|lane| &rows[8 * group + lane].0.0);
        let mut sixteenfold = Digits::<Scalar>::from_words(&words).0;
        for limb in &mut sixteenfold {
            *limb = _mm512_slli_epi64::<4>(*limb);
        }
        *limbs = Sum::<Scalar>::from_limbs(sixteenfold).digits().reduce_by_quotient().0;
    }
    slot
}

/// The groups `at` and behind it of what a place holds.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn fetch(slots: &[Slot], constants: &Constants, place: Place, at: usize) -> [Limbs; PAIR] {
    match place {
        Place::Slot(slot) => {
            let slot = &slots[slot as usize];
            [slot[at], slot[at + 1]]
        }
        Place::Constant(constant) => {
            let limbs = Digits::<Scalar>::constant(&constants[constant as usize]).0;
            [limbs, limbs]
        }
    }
}

#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn sum_of(
    slots: &[Slot],
    constants: &Constants,
    at: usize,
    products: &[[Place; 2]],
    plus: &[Place],
    minus: &[Place],
) -> [Limbs; PAIR] {
    debug_assert!(products.len() <= PRODUCTS && plus.len() + minus.len() <= TERMS);
    let mut sum = [Sum::<Scalar>::from_limbs([_mm512_setzero_si512(); LIMBS]); PAIR];
    if !products.is_empty() {
        let mut columns = [[_mm512_setzero_si512(); 2 * LIMBS]; PAIR];
        for [a, b] in products {
            let (a, b) = (fetch(slots, constants, *a, at), fetch(slots, constants, *b, at));
            // SAFETY: this function has the features.
            unsafe { accumulate(&mut columns, &a, &b) };
        }
        // SAFETY: as above.
        sum = unsafe { reduce::<Scalar, PAIR>(columns) };
    }
    if plus.is_empty() && minus.is_empty() {
        return sum.map(|sum| {
            let digits = sum.digits();
            digits.assert_below(2.0);
            digits.0
        });
    }
    for place in plus {
        let limbs = fetch(slots, constants, *place, at);
        for k in 0..PAIR {
            sum[k] = sum[k].add(&limbs[k]);
        }
    }
    for place in minus {
        let limbs = fetch(slots, constants, *place, at);
        for k in 0..PAIR {
            sum[k] = sum[k].add_constant(&times::<Scalar>(2)).sub(&limbs[k]);
        }
    }
    sum.map(|sum| sum.digits().reduce_by_quotient().0)
}

/// `t ← t + a b`, not reduced: 50 IFMA each.
///
/// # Safety
/// The caller has the features of [`super::Avx512`].
#[inline(always)]
unsafe fn accumulate(t: &mut [Columns; PAIR], a: &[Limbs; PAIR], b: &[Limbs; PAIR]) {
    // SAFETY: the caller's.
    unsafe {
        for i in 0..LIMBS {
            for j in 0..LIMBS {
                for k in 0..PAIR {
                    t[k][i + j] = _mm512_madd52lo_epu64(t[k][i + j], a[k][i], b[k][j]);
                }
            }
            for j in 0..LIMBS {
                for k in 0..PAIR {
                    t[k][i + j + 1] = _mm512_madd52hi_epu64(t[k][i + j + 1], a[k][i], b[k][j]);
                }
            }
        }
    }
}

/// Writes a slot times `scale`, whose limbs are those of arkworks' form: `x 2^260 · s 2^256 / 2^260` is in that form too.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn store(slot: &Slot, scale: &[u64; LIMBS], out: &mut [Fr]) {
    let scale = Digits::<Scalar>::constant(scale).0;
    for pair in 0..GROUPS / PAIR {
        let at = pair * PAIR;
        let mut columns = [[_mm512_setzero_si512(); 2 * LIMBS]; PAIR];
        // SAFETY: this function has the features.
        let rows = unsafe {
            accumulate(&mut columns, &[slot[at], slot[at + 1]], &[scale, scale]);
            reduce::<Scalar, PAIR>(columns)
        };
        for (k, row) in rows.into_iter().enumerate() {
            let words = row.digits().sub_modulus_if_above().to_words();
            let start = 8 * (at + k);
            match out.get_mut(start..start + 8).map(TryInto::<&mut [Fr; 8]>::try_into) {
                Some(Ok(eight)) => words::store_row(words, eight),
                _ => {
                    let mut eight = [Fr::ZERO; 8];
                    words::store_row(words, &mut eight);
                    for (out, value) in out.iter_mut().skip(start).zip(eight) {
                        *out = value;
                    }
                }
            }
        }
    }
}
