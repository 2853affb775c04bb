//! Registers and memory: loads, stores, and the transposition between points and lanes.
#![allow(unsafe_code, reason = "loads and stores of whole registers through references of their size")]

use std::arch::x86_64::*;

use ark_bn254::Fr;

/// One register from memory.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn load(words: &[u64; 8]) -> __m512i {
    // SAFETY: the reference is to 64 readable bytes; the load needs no alignment.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

/// One register to an array.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn store(register: __m512i) -> [u64; 8] {
    let mut words = [0; 8];
    store_to(register, &mut words);
    words
}

/// One register to memory.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn store_to(register: __m512i, words: &mut [u64; 8]) {
    // SAFETY: the reference is to 64 writable bytes; the store needs no alignment.
    unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), register) }
}

/// The 8 × 8 transposition of words: 24 shuffles.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn transpose(r: [__m512i; 8]) -> [__m512i; 8] {
    // Pairs of rows within 128 bits, then 128-bit blocks within halves, then halves.
    let a = [
        _mm512_unpacklo_epi64(r[0], r[1]),
        _mm512_unpackhi_epi64(r[0], r[1]),
        _mm512_unpacklo_epi64(r[2], r[3]),
        _mm512_unpackhi_epi64(r[2], r[3]),
        _mm512_unpacklo_epi64(r[4], r[5]),
        _mm512_unpackhi_epi64(r[4], r[5]),
        _mm512_unpacklo_epi64(r[6], r[7]),
        _mm512_unpackhi_epi64(r[6], r[7]),
    ];
    // Blocks 0 and 2 of both (0x88), blocks 1 and 3 of both (0xdd).
    let b = [
        _mm512_shuffle_i64x2::<0x88>(a[0], a[2]),
        _mm512_shuffle_i64x2::<0x88>(a[1], a[3]),
        _mm512_shuffle_i64x2::<0xdd>(a[0], a[2]),
        _mm512_shuffle_i64x2::<0xdd>(a[1], a[3]),
        _mm512_shuffle_i64x2::<0x88>(a[4], a[6]),
        _mm512_shuffle_i64x2::<0x88>(a[5], a[7]),
        _mm512_shuffle_i64x2::<0xdd>(a[4], a[6]),
        _mm512_shuffle_i64x2::<0xdd>(a[5], a[7]),
    ];
    [
        _mm512_shuffle_i64x2::<0x88>(b[0], b[4]),
        _mm512_shuffle_i64x2::<0x88>(b[1], b[5]),
        _mm512_shuffle_i64x2::<0x88>(b[2], b[6]),
        _mm512_shuffle_i64x2::<0x88>(b[3], b[7]),
        _mm512_shuffle_i64x2::<0xdd>(b[0], b[4]),
        _mm512_shuffle_i64x2::<0xdd>(b[1], b[5]),
        _mm512_shuffle_i64x2::<0xdd>(b[2], b[6]),
        _mm512_shuffle_i64x2::<0xdd>(b[3], b[7]),
    ]
}

/// Two elements of four words in one register.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn load_two(first: &[u64; 4], second: &[u64; 4]) -> __m512i {
    // SAFETY: the references are to 32 readable bytes each; the loads need no alignment.
    let (low, high) =
        unsafe { (_mm256_loadu_si256(first.as_ptr().cast()), _mm256_loadu_si256(second.as_ptr().cast())) };
    _mm512_inserti64x4::<1>(_mm512_castsi256_si512(low), high)
}

/// From four registers of two elements each to one register per word: 8 shuffles. The elements'
/// lanes come out as 0, 2, 1, 3, 4, 6, 5, 7.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn gather(z: [__m512i; 4]) -> [__m512i; 4] {
    let (a, b) = (_mm512_unpacklo_epi64(z[0], z[1]), _mm512_unpackhi_epi64(z[0], z[1]));
    let (c, d) = (_mm512_unpacklo_epi64(z[2], z[3]), _mm512_unpackhi_epi64(z[2], z[3]));
    [
        _mm512_shuffle_i64x2::<0x88>(a, c),
        _mm512_shuffle_i64x2::<0x88>(b, d),
        _mm512_shuffle_i64x2::<0xdd>(a, c),
        _mm512_shuffle_i64x2::<0xdd>(b, d),
    ]
}

/// The opposite of [`gather`].
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn scatter(w: [__m512i; 4]) -> [__m512i; 4] {
    let (a, b) = (_mm512_unpacklo_epi64(w[0], w[1]), _mm512_unpackhi_epi64(w[0], w[1]));
    let (c, d) = (_mm512_unpacklo_epi64(w[2], w[3]), _mm512_unpackhi_epi64(w[2], w[3]));
    let low = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
    let high = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    [
        _mm512_permutex2var_epi64(a, low, c),
        _mm512_permutex2var_epi64(b, low, d),
        _mm512_permutex2var_epi64(a, high, c),
        _mm512_permutex2var_epi64(b, high, d),
    ]
}

/// The lane in which [`gather`] puts an element.
#[inline(always)]
pub(super) fn lane_of(element: usize) -> usize {
    element & 4 | (element & 1) << 1 | (element & 2) >> 1
}

/// Eight elements as one register per word, in the lanes of [`lane_of`].
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn load_eight<'a>(element: impl Fn(usize) -> &'a [u64; 4]) -> [__m512i; 4] {
    gather([
        load_two(element(0), element(1)),
        load_two(element(2), element(3)),
        load_two(element(4), element(5)),
        load_two(element(6), element(7)),
    ])
}

/// The opposite of [`load_eight`]: to every `STRIDE`-th element of `to`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn store_eight<const STRIDE: usize>(words: [__m512i; 4], to: &mut [Fr]) {
    assert!(to.len() > 7 * STRIDE);
    let pairs = scatter(words);
    for (index, register) in pairs.into_iter().enumerate() {
        let first = to[2 * index * STRIDE].0.0.as_mut_ptr();
        // SAFETY: 32 writable bytes; the store needs no alignment.
        unsafe { _mm256_storeu_si256(first.cast(), _mm512_castsi512_si256(register)) };
        let second = to[(2 * index + 1) * STRIDE].0.0.as_mut_ptr();
        // SAFETY: as above.
        unsafe { _mm256_storeu_si256(second.cast(), _mm512_extracti64x4_epi64::<1>(register)) };
    }
}

/// The opposite of [`load_eight`], to eight elements in a row.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn store_row(words: [__m512i; 4], to: &mut [Fr; 8]) {
    const { assert!(size_of::<[Fr; 8]>() == 4 * size_of::<__m512i>()) };
    let start = to.as_mut_ptr().cast::<__m512i>();
    for (index, register) in scatter(words).into_iter().enumerate() {
        // SAFETY: the four registers are as large as the array, whose elements are four words each; the store needs
        // no alignment.
        unsafe { _mm512_storeu_si512(start.add(index), register) };
    }
}
