//! The two moduli in limbs of 52 bits, and the constants of their reductions.

/// Limbs of an element.
pub(super) const LIMBS: usize = 5;
/// The bits of a limb.
pub(super) const MASK: u64 = (1 << 52) - 1;

/// A modulus below `2^254` and the constants derived from it.
pub(super) trait Modulus: Copy + 'static {
    /// The modulus, four limbs of 64 bits.
    const MODULUS: [u64; 4];

    /// The modulus.
    const P: [u64; LIMBS] = split(Self::MODULUS);
    /// `-1/p mod 2^52`.
    const NEG_INVERSE: u64 = negated_inverse(Self::MODULUS[0]);
    /// `2^305 / p`, rounded down.
    const RECIPROCAL: u64 = reciprocal(Self::MODULUS);
    /// `2^-52 mod p`, that is `(1 + p · (-1/p mod 2^52)) / 2^52`.
    const DOWN: [u64; LIMBS] = down(Self::P, Self::NEG_INVERSE);
}

/// The base field of BN254.
#[derive(Clone, Copy, Debug)]
pub(super) struct Base;
/// The scalar field of BN254.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scalar;

impl Modulus for Base {
    const MODULUS: [u64; 4] = <ark_bn254::Fq as ark_ff::PrimeField>::MODULUS.0;
}
impl Modulus for Scalar {
    const MODULUS: [u64; 4] = <ark_bn254::Fr as ark_ff::PrimeField>::MODULUS.0;
}

/// Four limbs of 64 bits as five of 52.
pub(super) const fn split(x: [u64; 4]) -> [u64; LIMBS] {
    [
        x[0] & MASK,
        (x[0] >> 52 | x[1] << 12) & MASK,
        (x[1] >> 40 | x[2] << 24) & MASK,
        (x[2] >> 28 | x[3] << 36) & MASK,
        x[3] >> 16,
    ]
}

/// `-1/p mod 2^52` by Newton's iteration: each step doubles the bits that are right.
const fn negated_inverse(p: u64) -> u64 {
    let (mut inverse, mut step) = (1u64, 0);
    while step < 6 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(p.wrapping_mul(inverse)));
        step += 1;
    }
    inverse.wrapping_neg() & MASK
}

const fn down(p: [u64; LIMBS], m: u64) -> [u64; LIMBS] {
    let (mut out, mut carry, mut i) = ([0; LIMBS], 1u128, 0);
    while i < LIMBS {
        let column = carry + p[i] as u128 * m as u128;
        if i > 0 {
            out[i - 1] = (column as u64) & MASK;
        }
        carry = column >> 52;
        i += 1;
    }
    out[LIMBS - 1] = carry as u64;
    out
}

/// `2^260 - p`.
pub(super) const fn complement(p: [u64; LIMBS]) -> [u64; LIMBS] {
    let (mut out, mut borrow, mut i) = ([0; LIMBS], 0, 0);
    while i < LIMBS {
        let taken = p[i] + borrow;
        borrow = if taken > 0 { 1 } else { 0 };
        out[i] = ((borrow << 52) - taken) & MASK;
        i += 1;
    }
    out
}

/// `k · p`, carried. `k · p < 2^260`.
pub(super) const fn times<M: Modulus>(k: u64) -> [u64; LIMBS] {
    let (mut out, mut carry, mut i) = ([0; LIMBS], 0u128, 0);
    while i < LIMBS {
        let column = carry + M::P[i] as u128 * k as u128;
        out[i] = (column as u64) & MASK;
        carry = column >> 52;
        i += 1;
    }
    out
}

/// `2^305 / p` of 52 bits or fewer, rounded down, from the upper 64 bits of `p` and one more.
const fn reciprocal(p: [u64; 4]) -> u64 {
    let top = (((p[3] as u128) << 64 | p[2] as u128) >> 62) as u64;
    ((1u128 << 115) / (top as u128 + 1)) as u64
}
