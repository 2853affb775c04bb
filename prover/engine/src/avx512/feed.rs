//! Operations from sixteen digits at a time. The same as [`Feed::operations`].
#![allow(unsafe_code, reason = "masked loads, gathers of positions, stores of compressed registers")]

use std::arch::x86_64::*;

use crate::bases::Positions;
use crate::msm::feed::Feed;
use crate::msm::op::{NEGATE, Op};

/// Digits at a time: one register of indices.
const STEP: usize = Feed::ROUND;

/// See [`Feed::operations`].
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn operations(feed: &Feed<'_>, ops: &mut [Op]) -> usize {
    let one = |value: u32| _mm512_set1_epi32(value as i32);
    // The bucket of digit zero.
    let start = one(feed.start.wrapping_sub(1));
    let lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    let mut turns = _mm512_add_epi32(one(feed.turn), lanes);
    let mut count = 0;
    for (indices, digits) in feed.indices.chunks(STEP).zip(feed.digits.chunks(STEP)) {
        let used = u16::MAX >> (STEP - indices.len().min(digits.len()));
        // SAFETY: only the lanes of `used` are read, as many as both slices have; the loads need no alignment.
        let (indices, digits) = unsafe {
            (
                _mm512_maskz_loadu_epi32(used, indices.as_ptr().cast()),
                _mm512_cvtepi16_epi32(_mm256_maskz_loadu_epi16(used, digits.as_ptr())),
            )
        };
        let positions = positions(feed.positions, indices, used);
        let copies = _mm512_and_si512(turns, one(feed.copies - 1));
        turns = _mm512_add_epi32(turns, one(STEP as u32));
        let start = _mm512_add_epi32(start, _mm512_mullo_epi32(copies, one(feed.step)));
        let left = _mm512_add_epi32(start, _mm512_abs_epi32(digits));
        let right = _mm512_or_si512(positions, _mm512_and_si512(digits, one(NEGATE)));
        let kept = _mm512_test_epi32_mask(digits, digits) & !_mm512_movepi32_mask(positions);
        store(
            _mm512_maskz_compress_epi32(kept, left),
            _mm512_maskz_compress_epi32(kept, right),
            &mut ops[count..][..STEP],
        );
        count += kept.count_ones() as usize;
    }
    count
}

/// Where the bases of the scalars in the lanes of `used` lie; what is in the others is of no use.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn positions(positions: &Positions, indices: __m512i, used: u16) -> __m512i {
    match positions {
        Positions::From(first) => _mm512_sub_epi32(indices, _mm512_set1_epi32(*first as i32)),
        Positions::Map(map) => {
            // Offsets of lanes are signed.
            let end = map.len().min(NEGATE as usize) as u32;
            let within = _mm512_mask_cmplt_epu32_mask(used, indices, _mm512_set1_epi32(end as i32));
            assert!(within == used, "a scalar beyond the last base");
            let zero = _mm512_setzero_si512();
            // SAFETY: the lanes of `used` are below the length of the map, and no other is read.
            unsafe { _mm512_mask_i32gather_epi32::<4>(zero, used, indices, map.as_ptr().cast()) }
        }
    }
}

/// Stores sixteen operations.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn store(left: __m512i, right: __m512i, ops: &mut [Op]) {
    const { assert!(size_of::<[Op; STEP]>() == 2 * size_of::<__m512i>()) };
    let low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    let high = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    let Some(ops) = ops.first_chunk_mut::<STEP>() else { return };
    let start = ops.as_mut_ptr().cast::<__m512i>();
    // SAFETY: both registers are as large as the array, whose elements are words; the stores need no alignment.
    unsafe {
        _mm512_storeu_si512(start, _mm512_permutex2var_epi32(left, low, right));
        _mm512_storeu_si512(start.add(1), _mm512_permutex2var_epi32(left, high, right));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    use super::super::Avx512;
    use super::*;
    use crate::bases::ABSENT;

    /// Zeros, the edges of the range, and any.
    fn digit(rng: &mut StdRng) -> i16 {
        match rng.gen_range(0..8) {
            0 | 1 => 0,
            2 => i16::MIN,
            3 => i16::MAX,
            4 => 1,
            5 => -1,
            _ => rng.r#gen(),
        }
    }

    /// From an offset, with scalars before the first base; and from a map of which a part is absent.
    fn kinds(scalars: u32, rng: &mut StdRng) -> [Positions; 4] {
        let map = |absent: f64, rng: &mut StdRng| {
            let of = |_| if rng.gen_bool(absent) { ABSENT } else { rng.gen_range(0..NEGATE) };
            Positions::Map(Arc::new((0..scalars).map(of).collect()))
        };
        [Positions::From(0), Positions::From(scalars / 2), map(0.3, rng), map(1.0, rng)]
    }

    #[test]
    fn operations_are_the_portable_ones() {
        if Avx512::detect().is_none() {
            return;
        }
        let rng = &mut StdRng::seed_from_u64(70);
        const SCALARS: u32 = 100;
        for len in 0..=40usize {
            for copies in [1, 2, 4, 64] {
                for positions in &kinds(SCALARS, rng) {
                    let indices: Vec<u32> = (0..len).map(|_| rng.gen_range(0..SCALARS)).collect();
                    let digits: Vec<i16> = (0..len).map(|_| digit(rng)).collect();
                    let (start, step) = (rng.gen_range(0..1 << 20), rng.gen_range(1..1 << 20));
                    // The turn wraps around in the middle.
                    let turn = u32::MAX - rng.gen_range(0..40);
                    let feed =
                        Feed { indices: &indices, digits: &digits, positions, start, step, copies, turn };
                    let mut got = vec![Op::new(0, 0); len.next_multiple_of(STEP)];
                    let mut expected = got.clone();
                    let count = feed.operations(&mut expected);
                    // SAFETY: the features were detected.
                    assert_eq!(unsafe { operations(&feed, &mut got) }, count, "{len} digits");
                    assert_eq!(got[..count], expected[..count], "{len} digits, {copies} copies");
                }
            }
        }
    }

    #[test]
    fn a_scalar_without_a_position_is_refused() {
        if Avx512::detect().is_none() {
            return;
        }
        let positions = Positions::Map(Arc::new(vec![0; 20]));
        for index in [20, NEGATE, u32::MAX] {
            let mut indices = [19; 17];
            indices[16] = index;
            let feed = Feed {
                indices: &indices,
                digits: &[1; 17],
                positions: &positions,
                start: 0,
                step: 1,
                copies: 1,
                turn: 0,
            };
            let mut ops = [Op::new(0, 0); 2 * STEP];
            // SAFETY: the features were detected.
            let result = std::panic::catch_unwind(move || unsafe { operations(&feed, &mut ops) });
            assert!(result.is_err(), "index {index}");
        }
    }
}
