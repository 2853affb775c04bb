//! Inversion in the base field by the optimised binary GCD of Pornin (eprint 2020/972).
//!
//! Thirty-one steps of the binary GCD at a time look at one word of each operand only, its uppermost 33 bits and
//! lowest 31, and leave four small factors; the operands are updated once, by them. Three times as
//! fast as arkworks' inversion, which batches of additions pay once each. Time depends on the value.
#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]

use ark_bn254::{Fq, Fq2, FqConfig};
use ark_ff::{BigInt, MontConfig, PrimeField, Zero};

/// Steps between updates.
const STEPS: u32 = 31;
const LOW: u64 = (1 << STEPS) - 1;
const P: [u64; 4] = Fq::MODULUS.0;

/// A field of coordinates with the fast inversion.
pub(crate) trait Invert: Sized {
    /// `1 / self`, or nothing for zero.
    fn invert(&self) -> Option<Self>;
}

impl Invert for Fq {
    fn invert(&self) -> Option<Self> {
        let plain = inverse(self.0.0)?;
        // The limbs of x are X = x · 2^256; those of 1 / x are X^-1 · 2^512: two products with R2 = 2^512.
        let square = Self::new_unchecked(FqConfig::R2);
        Some(Self::new_unchecked(BigInt(plain)) * square * square)
    }
}

impl Invert for Fq2 {
    /// `(c0 - c1 u) / (c0² + c1²)`, as `u² = -1`.
    fn invert(&self) -> Option<Self> {
        if self.is_zero() {
            return None;
        }
        let norm = (self.c0 * self.c0 + self.c1 * self.c1).invert()?;
        Some(Self::new(self.c0 * norm, -(self.c1 * norm)))
    }
}

/// The factors of a run of steps: `a ← (a f0 + b g0) / 2^31`, `b ← (a f1 + b g1) / 2^31`.
struct Factors {
    f0: i64,
    g0: i64,
    f1: i64,
    g1: i64,
}

/// `1 / x mod p` for `x < p`, or nothing for zero.
///
/// Keeps `a = x u` and `b = x v` modulo `p`, from `(x, p)` with `(u, v) = (1, 0)`, until `a = 0` and `b = 1`.
fn inverse(x: [u64; 4]) -> Option<[u64; 4]> {
    let (mut a, mut b) = (x, P);
    let (mut u, mut v) = ([1, 0, 0, 0], [0; 4]);
    while a != [0; 4] {
        let Factors { mut f0, mut g0, mut f1, mut g1 } = steps(&a, &b);
        let (next_a, a_negative) = combine(&a, &b, f0, g0);
        let (next_b, b_negative) = combine(&a, &b, f1, g1);
        (a, b) = (next_a, next_b);
        if a_negative {
            (f0, g0) = (-f0, -g0);
        }
        if b_negative {
            (f1, g1) = (-f1, -g1);
        }
        (u, v) = (combine_modulo(&u, &v, f0, g0), combine_modulo(&u, &v, f1, g1));
    }
    (b == [1, 0, 0, 0]).then_some(v)
}

/// Runs the steps on one word of each operand.
#[inline(always)]
fn steps(a: &[u64; 4], b: &[u64; 4]) -> Factors {
    let (mut x, mut y) = approximate(a, b);
    let (mut f0, mut g0, mut f1, mut g1) = (1u64, 0u64, 0u64, 1u64);
    for _ in 0..STEPS {
        // a odd: order the operands, then subtract. Either way a is even now, and is halved.
        let odd = (x & 1).wrapping_neg();
        let swap = odd & u64::from(x < y).wrapping_neg();
        for (first, second) in [(&mut x, &mut y), (&mut f0, &mut f1), (&mut g0, &mut g1)] {
            let difference = (*first ^ *second) & swap;
            *first ^= difference;
            *second ^= difference;
        }
        x = x.wrapping_sub(y & odd) >> 1;
        f0 = f0.wrapping_sub(f1 & odd);
        g0 = g0.wrapping_sub(g1 & odd);
        f1 <<= 1;
        g1 <<= 1;
    }
    Factors { f0: f0 as i64, g0: g0 as i64, f1: f1 as i64, g1: g1 as i64 }
}

/// The lowest 31 bits of both under their uppermost 33, counted from the longer one's first bit.
#[inline(always)]
fn approximate(a: &[u64; 4], b: &[u64; 4]) -> (u64, u64) {
    let Some(top) = (1..4).rev().find(|&limb| a[limb] | b[limb] != 0) else { return (a[0], b[0]) };
    let shift = (a[top] | b[top]).leading_zeros();
    let upper = |x: &[u64; 4]| (x[top] << shift | x[top - 1] >> 1 >> (63 - shift)) >> STEPS << STEPS;
    (upper(a) | a[0] & LOW, upper(b) | b[0] & LOW)
}

/// `a f + b g` in five limbs, the uppermost signed.
#[inline(always)]
fn multiply_add(a: &[u64; 4], b: &[u64; 4], f: i64, g: i64) -> ([u64; 4], i64) {
    let (mut out, mut carry) = ([0; 4], 0i128);
    for i in 0..4 {
        carry += i128::from(a[i]) * i128::from(f) + i128::from(b[i]) * i128::from(g);
        out[i] = carry as u64;
        carry >>= 64;
    }
    (out, carry as i64)
}

#[inline(always)]
fn shift_down(limbs: [u64; 4], top: i64) -> ([u64; 4], i64) {
    let above = [limbs[1], limbs[2], limbs[3], top as u64];
    let mut out = [0; 4];
    for i in 0..4 {
        out[i] = limbs[i] >> STEPS | above[i] << (64 - STEPS);
    }
    (out, top >> STEPS)
}

/// `|a f + b g| / 2^31`, exact, and whether it was negative.
#[inline(always)]
fn combine(a: &[u64; 4], b: &[u64; 4], f: i64, g: i64) -> ([u64; 4], bool) {
    let (limbs, top) = multiply_add(a, b, f, g);
    let (mut out, top) = shift_down(limbs, top);
    if top < 0 {
        let mut carry = true;
        for limb in &mut out {
            (*limb, carry) = (!*limb).overflowing_add(u64::from(carry));
        }
    }
    (out, top < 0)
}

/// `(u f + v g) / 2^31 mod p`: a multiple of `p` makes the division exact.
#[inline(always)]
fn combine_modulo(u: &[u64; 4], v: &[u64; 4], f: i64, g: i64) -> [u64; 4] {
    let (limbs, top) = multiply_add(u, v, f, g);
    let k = limbs[0].wrapping_mul(FqConfig::INV) & LOW;
    let (mut sum, mut carry) = ([0; 4], 0u128);
    for i in 0..4 {
        carry += u128::from(limbs[i]) + u128::from(P[i]) * u128::from(k);
        sum[i] = carry as u64;
        carry >>= 64;
    }
    // In (-p, 2p): |f| + |g| ≤ 2^31.
    let (out, top) = shift_down(sum, top + carry as i64);
    if top < 0 {
        return add(&out, &P).0;
    }
    let (less, borrow) = sub(&out, &P);
    if borrow { out } else { less }
}

#[inline(always)]
fn add(a: &[u64; 4], b: &[u64; 4]) -> ([u64; 4], bool) {
    let (mut out, mut carry) = ([0; 4], false);
    for i in 0..4 {
        let sum = u128::from(a[i]) + u128::from(b[i]) + u128::from(carry);
        (out[i], carry) = (sum as u64, sum >> 64 != 0);
    }
    (out, carry)
}

#[inline(always)]
fn sub(a: &[u64; 4], b: &[u64; 4]) -> ([u64; 4], bool) {
    let (mut out, mut borrow) = ([0; 4], false);
    for i in 0..4 {
        let difference = i128::from(a[i]) - i128::from(b[i]) - i128::from(borrow);
        (out[i], borrow) = (difference as u64, difference < 0);
    }
    (out, borrow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::{Field, UniformRand};
    use proptest::prelude::*;

    #[test]
    fn edges_match_arkworks() {
        assert_eq!(Fq::from(0u64).invert(), None);
        assert_eq!(Fq2::zero().invert(), None);
        for bit in 0..254 {
            for delta in [-1i64, 0, 1] {
                let value = Fq::from(2u64).pow([bit]) + Fq::from(delta);
                for value in [value, -value, Fq::new_unchecked(BigInt(value.0.0))] {
                    assert_eq!(value.invert(), value.inverse(), "2^{bit} + {delta}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_value_matches_arkworks(seed in any::<u64>()) {
            let mut rng = <rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(seed);
            let value = Fq::rand(&mut rng);
            prop_assert_eq!(value.invert(), value.inverse());
            let value = Fq2::rand(&mut rng);
            prop_assert_eq!(value.invert(), value.inverse());
        }
    }
}
