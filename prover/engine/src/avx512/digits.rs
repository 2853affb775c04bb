//! Magnitudes and digits of scalars, eight at a time. The same as [`crate::msm::magnitude`]'s and [`Cut`]'s.
#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]
#![allow(unsafe_code, reason = "gathers of words by the places of scalars, stores of half registers")]

use std::arch::x86_64::*;

use ark_bn254::Fr;

use super::field::{Columns, Digits, LIMBS, Limbs, Modulus, Scalar, Sum, reduce};
use super::modulus::{MASK, split};
use super::{prefetch, words};
use crate::msm::cut::Cut;
use crate::msm::magnitude::{BLOCK, HALF, Magnitudes, NO_CLASS, SIGN};

/// Scalars at a time: two registers per limb, one working while the other waits.
const STEP: usize = 16;

/// How far ahead scalars are prefetched: about the latency of memory.
const AHEAD: usize = 128;

/// Fills `out` from up to [`BLOCK`] scalars.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn magnitudes(scalars: &[Fr], out: &mut Magnitudes) {
    let whole = scalars.len() / STEP * STEP;
    for first in (0..whole).step_by(STEP) {
        for next in (first + AHEAD..first + AHEAD + STEP).step_by(64 / size_of::<Fr>()) {
            prefetch(scalars, next);
        }
        let scalars = &scalars[first..first + STEP];
        let values = integers([eight(&scalars[..8]), eight(&scalars[8..])]);
        for (half, value) in values.into_iter().enumerate() {
            store(value, first + 8 * half, out);
        }
    }
    out.fill(scalars, whole);
}

/// Eight elements, one register per word, in order.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn eight(scalars: &[Fr]) -> [__m512i; 4] {
    let words = |index: usize| &scalars[index].0.0;
    words::gather([
        words::load_two(words(0), words(2)),
        words::load_two(words(1), words(3)),
        words::load_two(words(4), words(6)),
        words::load_two(words(5), words(7)),
    ])
}

/// The integers below `r` behind arkworks' Montgomery form.
///
/// The words of `x` are those of `x · 2^256`; sixteen times them, over `2^260`, is `x`. The sum that
/// is reduced is below `16 r`, the result below `1.2 r` before the last subtraction.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn integers(words: [[__m512i; 4]; 2]) -> [Digits<Scalar>; 2] {
    // SAFETY: this function has the features.
    let [first, second] = unsafe { reduce::<Scalar, 2>([sixteenfold(&words[0]), sixteenfold(&words[1])]) };
    [first.digits().sub_modulus_if_above(), second.digits().sub_modulus_if_above()]
}

/// The limbs of sixteen times the value of four words, below `2^260`, as the lower columns of a product.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn sixteenfold(x: &[__m512i; 4]) -> Columns {
    let (mask, zero) = (_mm512_set1_epi64(MASK as i64), _mm512_setzero_si512());
    [
        _mm512_and_si512(_mm512_slli_epi64::<4>(x[0]), mask),
        _mm512_and_si512(_mm512_shrdi_epi64::<48>(x[0], x[1]), mask),
        _mm512_and_si512(_mm512_shrdi_epi64::<36>(x[1], x[2]), mask),
        _mm512_and_si512(_mm512_shrdi_epi64::<24>(x[2], x[3]), mask),
        _mm512_srli_epi64::<12>(x[3]),
        zero,
        zero,
        zero,
        zero,
        zero,
    ]
}

/// The lanes in which `value` exceeds `(r - 1) / 2`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn above_half(value: &Limbs) -> u8 {
    const LIMITS: [u64; LIMBS] = split(HALF.0);
    let difference = Digits::<Scalar>::constant(&LIMITS).sum().sub(value).carry();
    _mm512_movepi64_mask(difference.0[LIMBS - 1])
}

/// Stores magnitude, sign and class of eight integers at `place`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn store(value: Digits<Scalar>, place: usize, out: &mut Magnitudes) {
    let negative = above_half(&value.0);
    let opposite: Sum<Scalar> = Digits::constant(&Scalar::P).sum().sub(&value.0);
    let opposite = opposite.digits();
    let magnitude = value.sum().carry().replace(negative, &opposite.sum().carry()).masked();
    let [first, second, third, top] = magnitude.to_words();
    let classes = classes(first, second, _mm512_or_si512(third, top));
    let top = _mm512_mask_or_epi64(top, negative, top, _mm512_set1_epi64(SIGN as i64));
    for (words, word) in out.words.iter_mut().zip([first, second, third, top]) {
        if let Some(words) = words[place..].first_chunk_mut() {
            words::store_to(word, words);
        }
    }
    out.classes[place..place + 8].copy_from_slice(&classes);
}

/// The classes of eight magnitudes, from their first, their second, and their other words.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn classes(first: __m512i, second: __m512i, upper: __m512i) -> [u8; 8] {
    let one = |value: u64| _mm512_set1_epi64(value as i64);
    // From the smallest class up: each condition overrules those before it.
    let mut class = one(u64::from(NO_CLASS));
    class = _mm512_mask_mov_epi64(class, _mm512_test_epi64_mask(first, first), one(0));
    class = _mm512_mask_mov_epi64(class, _mm512_cmpgt_epu64_mask(first, one(1)), one(1));
    class = _mm512_mask_mov_epi64(class, _mm512_cmpge_epu64_mask(first, one(1 << 8)), one(2));
    class = _mm512_mask_mov_epi64(class, _mm512_cmpge_epu64_mask(first, one(1 << 16)), one(3));
    class = _mm512_mask_mov_epi64(class, _mm512_cmpge_epu64_mask(first, one(1 << 32)), one(4));
    class = _mm512_mask_mov_epi64(class, _mm512_test_epi64_mask(second, second), one(5));
    class = _mm512_mask_mov_epi64(class, _mm512_test_epi64_mask(upper, upper), one(6));
    _mm_cvtsi128_si64(_mm512_cvtepi64_epi8(class)).to_le_bytes()
}

/// See [`Cut::digits`]: of the scalars at `places`, window after window, `stride` apart.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn digits(cut: &Cut, scalars: &Magnitudes, places: &[u16], out: &mut [i16], stride: usize) {
    assert!(stride >= places.len() + 8 && out.len() >= stride * cut.windows);
    let whole = places.len() == BLOCK;
    for (group, places) in places.chunks(8).enumerate() {
        // A full block's places are 0, 1, 2 and so on.
        let value = if whole { at(scalars, 8 * group) } else { collect(scalars, places) };
        let negative = _mm512_movepi64_mask(value[3]);
        windows(cut, shifted(cut, value, negative), negative, &mut out[8 * group..], stride);
    }
}

/// Eight scalars in a row.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn at(scalars: &Magnitudes, place: usize) -> [__m512i; 4] {
    let words = |index: usize| match scalars.words[index][place..].first_chunk() {
        Some(words) => words::load(words),
        None => _mm512_setzero_si512(),
    };
    [words(0), words(1), words(2), words(3)]
}

/// Up to eight scalars from their places.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn collect(scalars: &Magnitudes, places: &[u16]) -> [__m512i; 4] {
    let mut lanes = [0u64; 8];
    for (lane, &place) in lanes.iter_mut().zip(places) {
        *lane = u64::from(place) % BLOCK as u64;
    }
    let lanes = words::load(&lanes);
    // SAFETY: every lane is below BLOCK, the length of each array of words.
    let words =
        |index: usize| unsafe { _mm512_i64gather_epi64::<8>(lanes, scalars.words[index].as_ptr().cast()) };
    [words(0), words(1), words(2), words(3)]
}

/// The magnitudes with what makes windows of digits added; a fifth word of zeros.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn shifted(cut: &Cut, mut value: [__m512i; 4], negative: u8) -> [__m512i; 5] {
    let unsigned = _mm512_set1_epi64(!SIGN as i64);
    value[3] = _mm512_and_si512(value[3], unsigned);
    let (mut out, mut carry, mut borrow) = ([_mm512_setzero_si512(); 5], 0u8, false);
    for i in 0..4 {
        // For the negative ones, one less in every window: offset - ones does not fall below zero.
        let (less, first) = cut.offset[i].overflowing_sub(cut.ones[i]);
        let (less, second) = less.overflowing_sub(u64::from(borrow));
        borrow = first | second;
        let added = _mm512_mask_mov_epi64(
            _mm512_set1_epi64(cut.offset[i] as i64),
            negative,
            _mm512_set1_epi64(less as i64),
        );
        let sum = _mm512_add_epi64(value[i], added);
        let with_carry = _mm512_mask_add_epi64(sum, carry, sum, _mm512_set1_epi64(1));
        let wrapped = _mm512_cmplt_epu64_mask(sum, added);
        carry = wrapped | (carry & _mm512_testn_epi64_mask(with_carry, with_carry));
        out[i] = with_carry;
    }
    out
}

/// Stores the digits of eight scalars, `stride` apart.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn windows(cut: &Cut, value: [__m512i; 5], negative: u8, out: &mut [i16], stride: usize) {
    let (zero, one) = (_mm512_setzero_si512(), _mm512_set1_epi64(1));
    for window in 0..cut.windows {
        let (bit, width) = (cut.bit(window) as usize, cut.width(window));
        let shift = _mm512_set1_epi64((bit % 64) as i64);
        let raw = _mm512_shrdv_epi64(value[bit / 64], value[bit / 64 + 1], shift);
        let raw = _mm512_and_si512(raw, _mm512_set1_epi64((1 << width) - 1));
        let half = _mm512_set1_epi64(1 << (width - 1));
        let half = _mm512_mask_sub_epi64(half, negative, half, one);
        let half = if window + 1 < cut.windows { half } else { zero };
        let digit = _mm512_sub_epi64(raw, half);
        let digit = _mm512_mask_sub_epi64(digit, negative, zero, digit);
        let out = &mut out[window * stride..][..8];
        // SAFETY: eight digits are 16 writable bytes; the store needs no alignment.
        unsafe { _mm_storeu_si128(out.as_mut_ptr().cast(), _mm512_cvtepi64_epi16(digit)) };
    }
}

#[cfg(test)]
mod tests {
    use ark_ff::{AdditiveGroup, Field, UniformRand};
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    use super::super::Avx512;
    use super::*;
    use crate::msm::decompose::ScalarKernel;
    use crate::msm::magnitude::CLASS_BITS;

    /// Around every power of two, around half of the modulus, and random ones of every size; negated too.
    fn samples() -> Vec<Fr> {
        let mut rng = StdRng::seed_from_u64(50);
        let mut out = vec![Fr::ZERO];
        for bit in 0..254 {
            let power = Fr::from(2u64).pow([bit]);
            out.extend([power - Fr::ONE, power, power + Fr::ONE, power * Fr::from(rng.r#gen::<u64>())]);
        }
        let half = Fr::from(2u64).inverse().expect("two is not zero");
        out.extend([half, half - Fr::ONE, half + Fr::ONE]);
        out.extend((0..100).map(|_| Fr::rand(&mut rng)));
        let negated: Vec<Fr> = out.iter().map(|value| -*value).collect();
        out.extend(negated);
        out
    }

    #[test]
    fn magnitudes_and_digits_are_the_portable_ones() {
        let Some(avx512) = Avx512::detect() else { return };
        let samples = samples();
        for scalars in samples.chunks(BLOCK).chain(samples.chunks(BLOCK - 11)) {
            let blank = || Magnitudes { words: [[0; BLOCK]; 4], classes: [NO_CLASS; BLOCK] };
            let (mut portable, mut fast) = (blank(), blank());
            portable.fill(scalars, 0);
            avx512.magnitudes(scalars, &mut fast);
            assert_eq!(portable.words, fast.words);
            assert_eq!(portable.classes, fast.classes);
            for (class, bits) in CLASS_BITS.into_iter().enumerate().skip(1) {
                let of_class = |place: &u16| usize::from(portable.classes[usize::from(*place)]) <= class;
                let places: Vec<u16> = (0..scalars.len() as u16).filter(of_class).collect();
                for count in [1, 100, 10_000, 1 << 20] {
                    let (cut, stride) = (Cut::new(count, bits), places.len() + 8);
                    let mut got = vec![0; stride * cut.windows];
                    avx512.digits(&cut, &fast, &places, &mut got, stride);
                    let mut expected = vec![0; stride * cut.windows];
                    for (slot, &place) in places.iter().enumerate() {
                        cut.digits_of(&portable.at(place), &mut expected[slot..], stride);
                    }
                    for window in 0..cut.windows {
                        let window = window * stride..window * stride + places.len();
                        assert_eq!(got[window.clone()], expected[window], "{cut:?}");
                    }
                }
            }
        }
    }
}
