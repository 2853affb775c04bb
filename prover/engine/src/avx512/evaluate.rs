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
use crate::program::{Held, PRODUCTS, Place, Program, Step, TERMS, rotated};

/// Groups of eight rows in a tile.
const GROUPS: usize = 4;
/// The radix of slots, 2^260, over that of arkworks' form.
pub(super) const COLUMN_SCALE: u64 = 1 << 4;
/// Rows of a tile.
const TILE: usize = 8 * GROUPS;
/// Groups that are multiplied together: one's latency is the other's work.
const PAIR: usize = 2;

/// No products.
const ZERO: Columns = {
    // SAFETY: a register is any 64 bytes.
    unsafe { std::mem::transmute::<[u8; 640], Columns>([0; 640]) }
};

/// A value for every row of a tile.
type Slot = [Limbs; GROUPS];

/// The rows from `first` on.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn evaluate(program: &Program, columns: &[&[Fr]], first: usize, out: &mut [Fr]) {
    // Constants times 2^260, one group for all.
    let of_columns = Fr::from(COLUMN_SCALE);
    let of_constant = |value: &Fr| Digits::<Scalar>::constant(&split((*value * of_columns).0.0)).0;
    let constants: Vec<Limbs> = program.constants.iter().map(of_constant).collect();
    let blank = [[_mm512_setzero_si512(); LIMBS]; GROUPS];
    let mut slots = vec![blank; program.slots];
    // What comes as it is stays as it is; of a linear form, the output makes up for it.
    let as_it_is = program.held != Held::Plain;
    let scale = if program.held == Held::Linear { program.scale * of_columns } else { program.scale };
    let scale = Digits::<Scalar>::constant(&split(scale.0.0)).0;
    for (tile, out) in out.chunks_mut(TILE).enumerate() {
        for step in &program.steps {
            match step {
                Step::Load { to, column, rotation } => {
                    let column = columns[*column as usize];
                    let start = rotated(first + tile * TILE, *rotation, column.len());
                    load(column, start, as_it_is, &mut slots[*to as usize]);
                }
                Step::Sum { to, products, plus, minus } => {
                    debug_assert!(products.len() <= PRODUCTS && plus.len() + minus.len() <= TERMS);
                    for at in (0..GROUPS).step_by(PAIR) {
                        let from = |place: &Place| fetch(&slots, &constants, *place, at);
                        let sum = sum_of(from, products, plus, minus);
                        // No step reads the slot that it writes.
                        slots[*to as usize][at..at + PAIR].copy_from_slice(&sum);
                    }
                }
            }
        }
        store(&slots[program.output as usize], &scale, out);
    }
    wipe(&mut slots, blank);
}

/// A tile's rows of a column, around its end.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn load(column: &[Fr], start: usize, as_it_is: bool, slot: &mut Slot) {
    // The next tile's rows, a cache line for two: there are more columns than streams that a processor would follow by itself.
    for row in (start + TILE..start + 2 * TILE).step_by(2) {
        super::prefetch(column, row);
    }
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
    for (group, limbs) in slot.iter_mut().enumerate() {
        let words = words::load_eight(|lane| &rows[8 * group + lane].0.0);
        let digits = Digits::<Scalar>::from_words(&words);
        if as_it_is {
            *limbs = digits.0;
            continue;
        }
        let mut sixteenfold = digits.0;
        for limb in &mut sixteenfold {
            *limb = _mm512_slli_epi64::<4>(*limb);
        }
        *limbs = Sum::<Scalar>::from_limbs(sixteenfold).digits().reduce_by_quotient().0;
    }
}

/// The groups `at` and behind it of what a place holds, by reference: what is multiplied goes from memory to the multiplier.
#[inline(always)]
fn fetch<'a>(slots: &'a [Slot], constants: &'a [Limbs], place: Place, at: usize) -> [&'a Limbs; PAIR] {
    match place {
        Place::Slot(slot) => {
            let slot = &slots[slot as usize];
            [&slot[at], &slot[at + 1]]
        }
        Place::Constant(constant) => {
            let limbs = &constants[constant as usize];
            [limbs, limbs]
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn sum_of<'a>(
    from: impl Fn(&Place) -> [&'a Limbs; PAIR],
    products: &[[Place; 2]],
    plus: &[Place],
    minus: &[Place],
) -> [Limbs; PAIR] {
    let mut sum = match products {
        [] => [Sum::<Scalar>::from_limbs([_mm512_setzero_si512(); LIMBS]); PAIR],
        // Of few products, which most sums are of, the number is written down: see `accumulate`.
        [a] => first::<1>([a], &from),
        [a, b] => first::<2>([a, b], &from),
        [a, b, c] => first::<3>([a, b, c], &from),
        _ => many(products, &from),
    };
    if plus.is_empty() && minus.is_empty() {
        return sum.map(|sum| {
            let digits = sum.digits();
            digits.assert_below(2.0);
            digits.0
        });
    }
    for place in plus {
        let limbs = from(place);
        for k in 0..PAIR {
            sum[k] = sum[k].add(limbs[k]);
        }
    }
    for place in minus {
        let limbs = from(place);
        for k in 0..PAIR {
            sum[k] = sum[k].add_constant(&times::<Scalar>(2)).sub(limbs[k]);
        }
    }
    sum.map(|sum| sum.digits().reduce_by_quotient().0)
}

/// A sum of products whose number is known.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn first<'a, const N: usize>(
    products: [&[Place; 2]; N],
    from: &impl Fn(&Place) -> [&'a Limbs; PAIR],
) -> [Sum<Scalar>; PAIR] {
    let factors = products.map(|pair| pair.each_ref().map(from));
    let columns = [0, 1].map(|k| accumulate(&ZERO, factors.map(|pair| pair.map(|groups| groups[k]))));
    // SAFETY: this function has the features.
    unsafe { reduce::<Scalar, PAIR>(columns) }
}

/// A sum of any number of products.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn many<'a>(products: &[[Place; 2]], from: &impl Fn(&Place) -> [&'a Limbs; PAIR]) -> [Sum<Scalar>; PAIR] {
    let mut columns = [ZERO; PAIR];
    let (fours, rest) = products.as_chunks::<4>();
    for k in 0..PAIR {
        let factors = |pair: &[Place; 2]| pair.each_ref().map(|place| from(place)[k]);
        for four in fours {
            columns[k] = accumulate(&columns[k], four.each_ref().map(factors));
        }
        match rest {
            [a] => columns[k] = accumulate(&columns[k], [factors(a)]),
            [a, b] => columns[k] = accumulate(&columns[k], [factors(a), factors(b)]),
            [a, b, c] => columns[k] = accumulate(&columns[k], [factors(a), factors(b), factors(c)]),
            _ => {}
        }
    }
    // SAFETY: this function has the features.
    unsafe { reduce::<Scalar, PAIR>(columns) }
}

/// `t + Σ a b` of eight rows, not reduced: 50 IFMA for each product. Lower and upper halves have accumulators of their own, which shortens the chain that
/// waits for its last element. So many at once as are written: of a number that is not known, the compiler keeps the sums in memory.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn accumulate<const N: usize>(t: &Columns, factors: [[&Limbs; 2]; N]) -> Columns {
    const LAST: usize = 2 * LIMBS - 1;
    let mut low = *t;
    let mut high = [_mm512_setzero_si512(); LAST];
    for [a, b] in factors {
        let b = *b;
        for i in 0..LIMBS {
            let a = a[i];
            for j in 0..LIMBS {
                low[i + j] = _mm512_madd52lo_epu64(low[i + j], a, b[j]);
                high[i + j] = _mm512_madd52hi_epu64(high[i + j], a, b[j]);
            }
        }
    }
    for i in 0..LAST {
        low[i + 1] = _mm512_add_epi64(low[i + 1], high[i]);
    }
    low
}

/// Writes a slot times `scale`, whose limbs are those of arkworks' form: `x 2^260 · s 2^256 / 2^260` is in that form too.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn store(slot: &Slot, scale: &Limbs, out: &mut [Fr]) {
    for pair in 0..GROUPS / PAIR {
        let at = pair * PAIR;
        // SAFETY: this function has the features.
        let rows = unsafe {
            reduce::<Scalar, PAIR>([
                accumulate(&ZERO, [[&slot[at], scale]]),
                accumulate(&ZERO, [[&slot[at + 1], scale]]),
            ])
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
