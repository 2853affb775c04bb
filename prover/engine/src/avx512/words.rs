//! Registers and memory: loads, stores, and the transposition between points and lanes.
#![allow(unsafe_code, reason = "loads and stores of whole registers through references of their size")]

use std::arch::x86_64::*;

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
