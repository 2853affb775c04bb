//! The lanes of both groups.
#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]
#![allow(unsafe_code, reason = "trait methods can have target features only when they are unsafe")]

use std::arch::x86_64::{__m512i, _mm512_sub_epi64};

use ark_bn254::g1::G1Affine;
use ark_bn254::g2::G2Affine;
use ark_bn254::{Fq, Fq2};
use ark_ff::{BigInt, PrimeField};

use super::field::{Base, Factor, products, reduce, squares, times};
use super::group::{Factors, Group, Sums};
use super::words;

impl Group for G1Affine {
    const LANES: usize = 16;
    const BATCH: usize = 2048;

    #[inline(always)]
    fn place(block: usize, row: usize) -> (usize, usize) {
        (8 * block + row, 0)
    }

    #[inline(always)]
    fn line_mut(point: &mut Self::Point, _line: usize) -> &mut [u64; 8] {
        &mut point.0
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    unsafe fn coordinate<'a>(which: usize, point: impl Fn(usize) -> &'a Self::Point) -> [[__m512i; 4]; 2] {
        let half = |lane: usize| &point(lane).0.as_chunks::<4>().0[which];
        // In this order the lanes come out in theirs. Written out: a loop over arrays of registers keeps them in memory.
        [
            words::gather([
                words::load_two(half(0), half(2)),
                words::load_two(half(1), half(3)),
                words::load_two(half(4), half(6)),
                words::load_two(half(5), half(7)),
            ]),
            words::gather([
                words::load_two(half(8), half(10)),
                words::load_two(half(9), half(11)),
                words::load_two(half(12), half(14)),
                words::load_two(half(13), half(15)),
            ]),
        ]
    }

    #[inline(always)]
    fn arrange<T: Copy>([[x0, y0], [x1, y1]]: [[T; 2]; 2]) -> [[T; 2]; 2] {
        [[x0, x1], [y0, y1]]
    }

    fn spread(points: u16) -> [u8; 2] {
        points.to_le_bytes()
    }

    fn gather(lanes: [u8; 2]) -> u16 {
        u16::from_le_bytes(lanes)
    }

    const EXCHANGES: usize = 4;

    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    unsafe fn exchanged(value: &Factors, step: usize) -> Factors {
        match step {
            0 => [value[1], value[0]],
            step => [value[0].exchanged(step - 1), value[1].exchanged(step - 1)],
        }
    }

    fn to_field(words: [[u64; 4]; 2]) -> Fq {
        canonical(words[0])
    }

    fn from_field(value: Fq) -> [[u64; 4]; 2] {
        [value.0.0; 2]
    }

    #[inline(always)]
    unsafe fn product(a: &Factors, b: &Factors) -> Sums {
        // SAFETY: the caller's.
        unsafe { reduce(products(&[a[0].0, a[1].0], &[b[0].0, b[1].0])) }
    }

    #[inline(always)]
    unsafe fn square(a: &Factors) -> Sums {
        // SAFETY: the caller's.
        unsafe { reduce(squares(&[a[0].0, a[1].0])) }
    }
}

impl Group for G2Affine {
    const LANES: usize = 8;
    const BATCH: usize = 1024;

    #[inline(always)]
    fn place(block: usize, row: usize) -> (usize, usize) {
        (row, block)
    }

    #[inline(always)]
    fn line_mut(point: &mut Self::Point, line: usize) -> &mut [u64; 8] {
        &mut point.0.as_chunks_mut().0[line]
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    unsafe fn coordinate<'a>(which: usize, point: impl Fn(usize) -> &'a Self::Point) -> [[__m512i; 4]; 2] {
        let line = |lane: usize| words::load(&point(lane).0.as_chunks().0[which]);
        let rows = [line(0), line(1), line(2), line(3), line(4), line(5), line(6), line(7)];
        let [a, b, c, d, e, f, g, h] = words::transpose(rows);
        [[a, b, c, d], [e, f, g, h]]
    }

    #[inline(always)]
    fn arrange<T: Copy>(blocks: [[T; 2]; 2]) -> [[T; 2]; 2] {
        blocks
    }

    fn spread(points: u16) -> [u8; 2] {
        [points as u8; 2]
    }

    fn gather(lanes: [u8; 2]) -> u16 {
        u16::from(lanes[0] & lanes[1])
    }

    const EXCHANGES: usize = 3;

    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    unsafe fn exchanged(value: &Factors, step: usize) -> Factors {
        [value[0].exchanged(step), value[1].exchanged(step)]
    }

    fn to_field(words: [[u64; 4]; 2]) -> Fq2 {
        Fq2::new(canonical(words[0]), canonical(words[1]))
    }

    fn from_field(value: Fq2) -> [[u64; 4]; 2] {
        [value.c0.0.0, value.c1.0.0]
    }

    /// Karatsuba: three products of limbs, `(a0 + a1)(b0 + b1) - a0 b0 - a1 b1` for `c1`, and two
    /// reductions, 250 IFMA in all. `c0 = a0 b0 - a1 b1` may be negative: its columns start with `p · 2^260`,
    /// which makes the bounds `a b / 84.6 + 2.127` for `c0` and `2 a b / 84.6 + 1.127` for `c1`.
    #[inline(always)]
    unsafe fn product(a: &Factors, b: &Factors) -> Sums {
        // SAFETY: the caller's.
        unsafe {
            let (sum_a, sum_b) = (sum_of(a), sum_of(b));
            let [mut v0, v1] = products(&[a[0].0, a[1].0], &[b[0].0, b[1].0]);
            let [mut s] = products(&[sum_a.0], &[sum_b.0]);
            for i in 0..s.len() {
                s[i] = _mm512_sub_epi64(_mm512_sub_epi64(s[i], v0[i]), v1[i]);
                v0[i] = _mm512_sub_epi64(v0[i], v1[i]);
            }
            let [c0, c1] = reduce([v0, s]);
            [c0.add_constant(&times::<Base>(1)), c1]
        }
    }

    /// `(a0 + a1)(a0 - a1 + 5 p)` and `2 a0 a1`: two products and two reductions, 200 IFMA.
    /// The largest inputs, a tangent's, make it `8.02 · 9.01 = 72.3 ≤ 84`.
    #[inline(always)]
    unsafe fn square(a: &Factors) -> Sums {
        // SAFETY: the caller's.
        unsafe {
            let [a0, a1] = [a[0].masked(), a[1].masked()];
            let sum = a0.sum().add(&a1.0).carry();
            let difference = a0.sum().add_constant(&times::<Base>(5)).sub(&a1.0).carry();
            let double = a0.sum().add(&a0.0).carry();
            reduce(products(&[sum.0, double.0], &[difference.0, a1.0]))
        }
    }
}

/// `a0 + a1` as a factor.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn sum_of(a: &Factors) -> Factor<Base> {
    a[0].masked().sum().add(&a[1].masked().0).carry()
}

/// The field element of limbs below `2^256`, read in radix 2^256.
fn canonical(limbs: [u64; 4]) -> Fq {
    let mut value = BigInt(limbs);
    while value >= Fq::MODULUS {
        ark_ff::BigInteger::sub_with_borrow(&mut value, &Fq::MODULUS);
    }
    Fq::new_unchecked(value)
}
