//! Montgomery multiplication modulo q with nine limbs of 29 bits.
//!
//! Processors multiply two words of 64 bits into 128, WebAssembly does not: there each such product is a call. Products of limbs of 29 bits have 58,
//! and 27 of them with a carry are summed in a word without one: straight code, without a branch, which virtual machines that count charge for.
//!
//! Elements are kept as arkworks keeps them, a·2²⁵⁶ mod q in four words. Nine limbs divide by 2²⁶¹; one factor is shifted by five
//! bits where it is split, so that what comes out is a·b·2²⁵⁶ again.

#![allow(clippy::indexing_slicing, reason = "places are constants of the program")]

use ark_ff::BigInt;

const BITS: u32 = 29;
const MASK: u64 = (1 << BITS) - 1;
/// q.
const MODULUS: [u64; 9] = [
    0x0187cfd47,
    0x0010460b6,
    0x01c72a34f,
    0x002d522d0,
    0x01585d978,
    0x002db40c0,
    0x000a6e141,
    0x00e5c2634,
    0x00030644e,
];
/// −q⁻¹ mod 2²⁹.
const INVERSE: u64 = 0x4866389;
/// q in words.
const WORDS: [u64; 4] = [0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029];

/// Columns of a product, lowest first: Σ aᵢ·bⱼ with i + j = k.
type Columns = [u64; 17];

/// 29 bits from bit `at` on.
#[inline(always)]
const fn bits(words: &[u64; 4], at: u32) -> u64 {
    let (word, shift) = ((at / 64) as usize, at % 64);
    let low = words[word] >> shift;
    if shift <= 64 - BITS || word == 3 {
        low & MASK
    } else {
        (low | (words[word + 1] << (64 - shift))) & MASK
    }
}

/// Nine limbs.
#[inline(always)]
const fn split(w: &[u64; 4]) -> [u64; 9] {
    [
        bits(w, 0),
        bits(w, 29),
        bits(w, 58),
        bits(w, 87),
        bits(w, 116),
        bits(w, 145),
        bits(w, 174),
        bits(w, 203),
        bits(w, 232),
    ]
}

/// Nine limbs of 32 times the number.
#[inline(always)]
const fn split_shifted(w: &[u64; 4]) -> [u64; 9] {
    [
        (w[0] << 5) & MASK,
        bits(w, 24),
        bits(w, 53),
        bits(w, 82),
        bits(w, 111),
        bits(w, 140),
        bits(w, 169),
        bits(w, 198),
        bits(w, 227),
    ]
}

/// The columns of 32·a·b, without carries: each below 9·2⁵⁸.
#[inline(always)]
fn columns(a: &BigInt<4>, b: &BigInt<4>) -> Columns {
    let [a0, a1, a2, a3, a4, a5, a6, a7, a8] = split_shifted(&a.0);
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8] = split(&b.0);
    [
        a0 * b0,
        a0 * b1 + a1 * b0,
        a0 * b2 + a1 * b1 + a2 * b0,
        a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0,
        a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0,
        a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0,
        a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0,
        a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0,
        a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0,
        a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1,
        a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2,
        a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3,
        a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4,
        a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5,
        a6 * b8 + a7 * b7 + a8 * b6,
        a7 * b8 + a8 * b7,
        a8 * b8,
    ]
}

/// The columns' value divided by 2²⁶¹ modulo q. Columns below 18·2⁵⁸, of a value below 64·q².
#[inline(always)]
fn reduced(columns: &Columns) -> BigInt<4> {
    let [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16] = *columns;
    let [p0, p1, p2, p3, p4, p5, p6, p7, p8] = MODULUS;
    let s = c0;
    let m0 = ((s & MASK) * INVERSE) & MASK;
    let t0 = (s + m0 * p0) >> BITS;
    let s = c1 + t0 + m0 * p1;
    let m1 = ((s & MASK) * INVERSE) & MASK;
    let t1 = (s + m1 * p0) >> BITS;
    let s = c2 + t1 + m0 * p2 + m1 * p1;
    let m2 = ((s & MASK) * INVERSE) & MASK;
    let t2 = (s + m2 * p0) >> BITS;
    let s = c3 + t2 + m0 * p3 + m1 * p2 + m2 * p1;
    let m3 = ((s & MASK) * INVERSE) & MASK;
    let t3 = (s + m3 * p0) >> BITS;
    let s = c4 + t3 + m0 * p4 + m1 * p3 + m2 * p2 + m3 * p1;
    let m4 = ((s & MASK) * INVERSE) & MASK;
    let t4 = (s + m4 * p0) >> BITS;
    let s = c5 + t4 + m0 * p5 + m1 * p4 + m2 * p3 + m3 * p2 + m4 * p1;
    let m5 = ((s & MASK) * INVERSE) & MASK;
    let t5 = (s + m5 * p0) >> BITS;
    let s = c6 + t5 + m0 * p6 + m1 * p5 + m2 * p4 + m3 * p3 + m4 * p2 + m5 * p1;
    let m6 = ((s & MASK) * INVERSE) & MASK;
    let t6 = (s + m6 * p0) >> BITS;
    let s = c7 + t6 + m0 * p7 + m1 * p6 + m2 * p5 + m3 * p4 + m4 * p3 + m5 * p2 + m6 * p1;
    let m7 = ((s & MASK) * INVERSE) & MASK;
    let t7 = (s + m7 * p0) >> BITS;
    let s = c8 + t7 + m0 * p8 + m1 * p7 + m2 * p6 + m3 * p5 + m4 * p4 + m5 * p3 + m6 * p2 + m7 * p1;
    let m8 = ((s & MASK) * INVERSE) & MASK;
    let t8 = (s + m8 * p0) >> BITS;
    let s = c9 + t8 + m1 * p8 + m2 * p7 + m3 * p6 + m4 * p5 + m5 * p4 + m6 * p3 + m7 * p2 + m8 * p1;
    let (r0, t9) = (s & MASK, s >> BITS);
    let s = c10 + t9 + m2 * p8 + m3 * p7 + m4 * p6 + m5 * p5 + m6 * p4 + m7 * p3 + m8 * p2;
    let (r1, t10) = (s & MASK, s >> BITS);
    let s = c11 + t10 + m3 * p8 + m4 * p7 + m5 * p6 + m6 * p5 + m7 * p4 + m8 * p3;
    let (r2, t11) = (s & MASK, s >> BITS);
    let s = c12 + t11 + m4 * p8 + m5 * p7 + m6 * p6 + m7 * p5 + m8 * p4;
    let (r3, t12) = (s & MASK, s >> BITS);
    let s = c13 + t12 + m5 * p8 + m6 * p7 + m7 * p6 + m8 * p5;
    let (r4, t13) = (s & MASK, s >> BITS);
    let s = c14 + t13 + m6 * p8 + m7 * p7 + m8 * p6;
    let (r5, t14) = (s & MASK, s >> BITS);
    let s = c15 + t14 + m7 * p8 + m8 * p7;
    let (r6, t15) = (s & MASK, s >> BITS);
    let s = c16 + t15 + m8 * p8;
    let (r7, t16) = (s & MASK, s >> BITS);
    let r8 = t16;
    below_modulus([
        r0 | (r1 << 29) | (r2 << 58),
        (r2 >> 6) | (r3 << 23) | (r4 << 52),
        (r4 >> 12) | (r5 << 17) | (r6 << 46),
        (r6 >> 18) | (r7 << 11) | (r8 << 40),
    ])
}

/// A word less another and a borrow, and what is borrowed.
#[inline(always)]
const fn less(word: u64, other: u64, borrow: u64) -> (u64, u64) {
    let difference = word.wrapping_sub(other);
    let result = difference.wrapping_sub(borrow);
    (result, ((word < other) as u64) | ((difference < borrow) as u64))
}

/// A number below 2·q, less q where it is not below. Without a branch, and without a loop: each would be charged for.
#[inline(always)]
fn below_modulus([w0, w1, w2, w3]: [u64; 4]) -> BigInt<4> {
    let [p0, p1, p2, p3] = WORDS;
    let (d0, borrow) = less(w0, p0, 0);
    let (d1, borrow) = less(w1, p1, borrow);
    let (d2, borrow) = less(w2, p2, borrow);
    let (d3, borrow) = less(w3, p3, borrow);
    // All ones where it was below.
    let keep = borrow.wrapping_neg();
    let chosen = |word: u64, difference: u64| difference ^ ((word ^ difference) & keep);
    BigInt::new([chosen(w0, d0), chosen(w1, d1), chosen(w2, d2), chosen(w3, d3)])
}

/// a·b·2⁻²⁵⁶ mod q, of two numbers below q.
#[inline(never)]
pub(super) fn product(a: &BigInt<4>, b: &BigInt<4>) -> BigInt<4> {
    reduced(&columns(a, b))
}

/// (a·b + c·d)·2⁻²⁵⁶ mod q, of numbers below q.
#[inline(never)]
pub(super) fn sum_of_two(a: &BigInt<4>, b: &BigInt<4>, c: &BigInt<4>, d: &BigInt<4>) -> BigInt<4> {
    let [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16] = columns(a, b);
    let [d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15, d16] = columns(c, d);
    reduced(&[
        c0 + d0,
        c1 + d1,
        c2 + d2,
        c3 + d3,
        c4 + d4,
        c5 + d5,
        c6 + d6,
        c7 + d7,
        c8 + d8,
        c9 + d9,
        c10 + d10,
        c11 + d11,
        c12 + d12,
        c13 + d13,
        c14 + d14,
        c15 + d15,
        c16 + d16,
    ])
}
