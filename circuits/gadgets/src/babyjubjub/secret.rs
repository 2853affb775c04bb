//! Multiplication by secrets: the same sequence of group operations for every scalar.
//!
//! Signatures and proofs of equal logarithms publish a linear relation between nonce and key; if the time of a
//! multiplication shows how many leading zeros its nonce has, a lattice finds the key (Jancar et al., "Minerva", CHES 2020). The field's own
//! arithmetic is arkworks', which subtracts the modulus conditionally; what is left of that is noise of nanoseconds.

use super::{ExtendedPoint, Point, Scalar};
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, BigInt, BigInteger, PrimeField};
use zeroize::Zeroize;

/// Bits of s + ℓ or s + 2·ℓ, whichever has this many.
const BITS: usize = 252;

/// s·P for P in the subgroup of order ℓ: one doubling and one addition for each of 252 bits.
pub fn mul_secret(point: &Point, s: &Scalar) -> Point {
    let mut k = fixed_length(s);
    let base = ExtendedPoint::from(*point);
    let mut acc = [base; 2];
    for i in (0..BITS - 1).rev() {
        acc[0].double_in_place();
        acc[1] = acc[0] + base;
        acc[0] = acc[usize::from(k.get_bit(i))];
    }
    k.zeroize();
    acc[0].into_affine()
}

/// s + ℓ if that has 252 bits, else s + 2·ℓ, which then has.
fn fixed_length(s: &Scalar) -> BigInt<4> {
    let mut once = s.into_bigint();
    once.add_with_carry(&Scalar::MODULUS);
    let mut twice = once;
    twice.add_with_carry(&Scalar::MODULUS);
    [twice, once][usize::from(once.get_bit(BITS - 1))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::babyjubjub::{generator, mul_scalar};
    use ark_ff::UniformRand;
    use rand::SeedableRng;

    #[test]
    fn agrees_with_the_plain_multiplication() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(12);
        let edges = [Scalar::from(0u64), Scalar::from(1u64), Scalar::from(2u64), -Scalar::from(1u64)];
        let random = (0..50).map(|_| Scalar::rand(&mut rng)).collect::<alloc::vec::Vec<_>>();
        for s in edges.into_iter().chain(random) {
            assert_eq!(mul_secret(&generator(), &s), mul_scalar(&generator(), &s));
            let k = fixed_length(&s);
            assert!(k.get_bit(BITS - 1) && (BITS..256).all(|i| !k.get_bit(i)));
        }
    }
}
