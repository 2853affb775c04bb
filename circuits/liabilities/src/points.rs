//! Points and scalars between arkworks, in which the engine computes, and halo2curves: both keep Montgomery forms in radix 2²⁵⁶, so limbs
//! cross as they are.

use crate::F;
use ark_ec::AffineRepr;
use ark_ff::BigInt;
use covenant_statements::Fr;
use halo2_axiom::halo2curves::{
    bn256::{Fq, G1Affine},
    ff::PrimeField,
    group::prime::PrimeCurveAffine,
    serde::SerdeObject,
};

fn bytes(limbs: [u64; 4]) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (to, limb) in bytes.chunks_exact_mut(8).zip(limbs) {
        to.copy_from_slice(&limb.to_le_bytes());
    }
    bytes
}

fn limbs(bytes: &[u8]) -> BigInt<4> {
    let mut limbs = [0; 4];
    for (limb, bytes) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
        *limb = bytes.iter().rev().fold(0, |limb, byte| limb << 8 | u64::from(*byte));
    }
    BigInt(limbs)
}

/// A scalar for the engine.
pub(crate) fn to_ark_scalar(x: &F) -> Fr {
    let mut raw = [0u8; 32];
    // 32 bytes fit: it does not fail.
    let _ = x.write_raw(&mut raw.as_mut_slice());
    Fr::new_unchecked(limbs(&raw))
}

/// A point from the engine.
pub(crate) fn from_ark(point: &ark_bn254::G1Affine) -> G1Affine {
    point.xy().map_or(G1Affine::identity(), |(x, y)| G1Affine {
        x: Fq::from_raw_bytes_unchecked(&bytes(x.0.0)),
        y: Fq::from_raw_bytes_unchecked(&bytes(y.0.0)),
    })
}

/// A point for the engine.
pub(crate) fn to_ark(point: &G1Affine) -> ark_bn254::G1Affine {
    if bool::from(point.is_identity()) {
        return ark_bn254::G1Affine::identity();
    }
    let mut raw = [0u8; 64];
    let _ = point.write_raw(&mut raw.as_mut_slice());
    let [x, y] = [&raw[..32], &raw[32..]].map(|raw| ark_bn254::Fq::new_unchecked(limbs(raw)));
    ark_bn254::G1Affine::new_unchecked(x, y)
}

/// halo2's root of unity of order 2^k; arkworks has another.
pub(crate) fn root(k: u32) -> F {
    (k..F::S).fold(F::ROOT_OF_UNITY, |root, _| root * root)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field;
    use halo2_axiom::halo2curves::{ff::Field, group::Curve};
    use rand::SeedableRng;

    #[test]
    fn there_and_back() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        for x in [F::ZERO, F::ONE, -F::ONE].into_iter().chain((0..20).map(|_| F::random(&mut rng))) {
            assert_eq!(to_ark_scalar(&x), field::to_ark(&x));
            let point = (G1Affine::generator() * x).to_affine();
            let there = to_ark(&point);
            assert!(there.is_on_curve() && from_ark(&there) == point);
            assert_eq!(
                there,
                ark_bn254::G1Affine::from(ark_bn254::G1Affine::generator() * field::to_ark(&x))
            );
        }
        assert_eq!(root(12).pow_vartime([1 << 11]), -F::ONE);
    }
}
