//! The two moduli in limbs of 64 bits, and the constants of their reductions.

use ark_ff::PrimeField;

/// A modulus between `2^253` and `2^254`: five times it is below `2^256`.
pub(crate) trait Modulus: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// The modulus, least significant limb first.
    const P: [u64; 4];

    /// `-1/p mod 2^64`.
    const NEG_INVERSE: u64 = negated_inverse(Self::P[0]);
    /// `2^-64 mod p`, that is `(1 + p · (-1/p mod 2^64)) / 2^64`.
    const DOWN: [u64; 4] = down(Self::P, Self::NEG_INVERSE);
    /// What a reduction leaves above the value itself, in units of `p`: more than `1 + DOWN / p`.
    const SLACK: f64;
    /// By the uppermost four bits of a signed value, the multiple of `p` that takes it to `[-p/3, p)`.
    const SIXTEENTHS: [[u64; 4]; 16] = multiples(Self::P, -8, 1);
    /// By the uppermost four bits of a signed value, the multiple of `p` that takes it to `[0, 1.34 p)`.
    const SIGNED_FLOORS: [[u64; 4]; 16] = multiples(Self::P, -8, 0);
    /// By the uppermost four bits of a value, the multiple of `p` that takes it to `[0, 1.34 p)`.
    const FLOORS: [[u64; 4]; 16] = multiples(Self::P, 0, 0);
    /// `2^256 mod p`: Montgomery's form of one.
    const ONE: [u64; 4];
}

/// The base field of BN254.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Base;
/// The scalar field of BN254.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scalar;

impl Modulus for Base {
    const P: [u64; 4] = ark_bn254::Fq::MODULUS.0;
    const SLACK: f64 = 1.54;
    const ONE: [u64; 4] = <ark_bn254::FqConfig as ark_ff::MontConfig<4>>::R.0;
}
impl Modulus for Scalar {
    const P: [u64; 4] = ark_bn254::Fr::MODULUS.0;
    const SLACK: f64 = 1.77;
    const ONE: [u64; 4] = <ark_bn254::FrConfig as ark_ff::MontConfig<4>>::R.0;
}

/// `-1/p mod 2^64` by Newton's iteration: each step doubles the bits that are right.
const fn negated_inverse(p: u64) -> u64 {
    let (mut inverse, mut step) = (1u64, 0);
    while step < 6 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(p.wrapping_mul(inverse)));
        step += 1;
    }
    inverse.wrapping_neg()
}

const fn down(p: [u64; 4], m: u64) -> [u64; 4] {
    let (mut out, mut carry, mut i) = ([0; 4], 1u128, 0);
    while i < 4 {
        carry += p[i] as u128 * m as u128;
        if i > 0 {
            out[i - 1] = carry as u64;
        }
        carry >>= 64;
        i += 1;
    }
    out[3] = carry as u64;
    out
}

/// `k p`, for `k` up to 5.
pub(super) const fn times(p: [u64; 4], k: u64) -> [u64; 4] {
    let (mut out, mut carry, mut i) = ([0; 4], 0u128, 0);
    while i < 4 {
        carry += p[i] as u128 * k as u128;
        out[i] = carry as u64;
        carry >>= 64;
        i += 1;
    }
    assert!(carry == 0, "the multiple fits in four limbs");
    out
}

/// `2^256 - x`, for `x` other than zero.
pub(super) const fn negated(x: [u64; 4]) -> [u64; 4] {
    let (mut out, mut carry, mut i) = ([0; 4], true, 0);
    while i < 4 {
        (out[i], carry) = (!x[i]).overflowing_add(carry as u64);
        i += 1;
    }
    out
}

/// For the sixteen values of `s` from `first`, in place `s mod 16`: `-⌊(s + above) 2^252 / p⌋ p` modulo `2^256`.
///
/// `2^252 < p / 3`. The quotient is never too large, as the divisor is `p` rounded up.
const fn multiples(p: [u64; 4], first: i128, above: i128) -> [[u64; 4]; 16] {
    let (mut out, mut s) = ([[0; 4]; 16], first);
    while s < first + 16 {
        let quotient = ((s + above) << 60).div_euclid(p[3] as i128 + 1);
        let multiple = times(p, quotient.unsigned_abs() as u64);
        out[(s & 15) as usize] = if quotient > 0 { negated(multiple) } else { multiple };
        s += 1;
    }
    out
}
