//! halo2curves: conversions, and its entry points.

use ark_bn254::{Fq, Fr, g1, g2};
use ark_ff::{BigInteger, PrimeField};
use halo2curves::CurveAffine;
use halo2curves::bn256;
use halo2curves::ff::PrimeField as _;
use halo2curves::fft::best_fft;
use halo2curves::msm::msm_best;

fn bytes<F: PrimeField>(value: F) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(&value.into_bigint().to_bytes_le());
    bytes
}

fn base(value: Fq) -> bn256::Fq {
    Option::from(bn256::Fq::from_repr(bytes(value).into())).expect("the field is the same")
}

/// The same scalars.
pub(crate) fn scalars(values: &[Fr]) -> Vec<bn256::Fr> {
    values
        .iter()
        .map(|&value| Option::from(bn256::Fr::from_repr(bytes(value).into())).expect("the field is the same"))
        .collect()
}

/// The same points of G1.
pub(crate) fn g1(points: &[g1::G1Affine]) -> Vec<bn256::G1Affine> {
    let convert = |point: &g1::G1Affine| bn256::G1Affine::from_xy(base(point.x), base(point.y));
    points.iter().map(|point| Option::from(convert(point)).expect("the curve is the same")).collect()
}

/// The same points of G2.
pub(crate) fn g2(points: &[g2::G2Affine]) -> Vec<bn256::G2Affine> {
    let pair = |value: ark_bn254::Fq2| bn256::Fq2::new(base(value.c0), base(value.c1));
    let convert = |point: &g2::G2Affine| bn256::G2Affine::from_xy(pair(point.x), pair(point.y));
    points.iter().map(|point| Option::from(convert(point)).expect("the curve is the same")).collect()
}

/// Its multi-scalar multiplication.
pub(crate) fn msm<C: CurveAffine>(scalars: &[C::Scalar], bases: &[C]) -> C::Curve {
    msm_best(scalars, bases)
}

/// Its transform, and the root of unity for it.
pub(crate) fn ntt(values: &mut [bn256::Fr], log_size: u32) {
    let mut root = bn256::Fr::ROOT_OF_UNITY;
    for _ in log_size..bn256::Fr::S {
        root = root * root;
    }
    best_fft(values, root, log_size);
}
