//! Points and scalars between halo2curves and arkworks, in which the engine computes: both keep Montgomery forms in radix 2²⁵⁶, so limbs
//! cross as they are.

use crate::F;
use ark_bn254::Fr;
use ark_ec::AffineRepr;
use ark_ff::BigInt;
use halo2_axiom::halo2curves::{
    bn256::{Fq, G1Affine},
    group::prime::PrimeCurveAffine,
    serde::SerdeObject,
};
use rayon::prelude::*;

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
#[must_use]
pub fn scalar_to_ark(x: &F) -> Fr {
    let mut raw = [0u8; 32];
    // 32 bytes fit: it does not fail.
    let _ = x.write_raw(&mut raw.as_mut_slice());
    Fr::new_unchecked(limbs(&raw))
}

/// A scalar from the engine.
#[must_use]
pub fn scalar_from_ark(x: &Fr) -> F {
    F::from_raw_bytes_unchecked(&bytes(x.0.0))
}

/// Scalars for the engine.
#[must_use]
pub fn scalars_to_ark(column: &[F]) -> Vec<Fr> {
    column.par_iter().with_min_len(1 << 12).map(scalar_to_ark).collect()
}

/// A point for the engine.
pub fn point_to_ark(point: &G1Affine) -> ark_bn254::G1Affine {
    if bool::from(point.is_identity()) {
        return ark_bn254::G1Affine::identity();
    }
    let mut raw = [0u8; 64];
    let _ = point.write_raw(&mut raw.as_mut_slice());
    let [x, y] = [&raw[..32], &raw[32..]].map(|raw| ark_bn254::Fq::new_unchecked(limbs(raw)));
    ark_bn254::G1Affine::new_unchecked(x, y)
}

/// A point from the engine.
#[must_use]
pub fn point_from_ark(point: &ark_bn254::G1Affine) -> G1Affine {
    point.xy().map_or(G1Affine::identity(), |(x, y)| G1Affine {
        x: Fq::from_raw_bytes_unchecked(&bytes(x.0.0)),
        y: Fq::from_raw_bytes_unchecked(&bytes(y.0.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::PrimeField as _;
    use halo2_axiom::halo2curves::{
        ff::{Field, PrimeField},
        group::Curve,
    };
    use rand::SeedableRng;

    #[test]
    fn there_and_back() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        for x in [F::ZERO, F::ONE, -F::ONE].into_iter().chain((0..20).map(|_| F::random(&mut rng))) {
            let there = scalar_to_ark(&x);
            assert_eq!(there, Fr::from_le_bytes_mod_order(x.to_repr().as_ref()));
            assert_eq!(scalar_from_ark(&there), x);
            let point = (G1Affine::generator() * x).to_affine();
            let in_ark = point_to_ark(&point);
            assert!(in_ark.is_on_curve() && point_from_ark(&in_ark) == point);
            assert_eq!(in_ark, ark_bn254::G1Affine::from(ark_bn254::G1Affine::generator() * there));
        }
    }
}
