//! Points of BN254 as bytes: one encoding each, everything else refused.

use super::curve::{Fq, Fq2, G1Affine, G2Affine};
use ark_ec::AffineRepr;
use ark_ff::{BigInt, PrimeField};

/// Bytes of one coordinate in the base field, or of one public input.
pub(super) const FIELD_BYTES: usize = 32;
/// Bytes of a G1 point: x ‖ y.
pub(super) const G1_BYTES: usize = 2 * FIELD_BYTES;
/// Bytes of a G2 point: x.c1 ‖ x.c0 ‖ y.c1 ‖ y.c0.
pub(super) const G2_BYTES: usize = 4 * FIELD_BYTES;

/// What is wrong with the encoding of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PointError {
    NotCanonical,
    Identity,
    OffCurve,
    OutsideSubgroup,
}

/// A field element from 32 big-endian bytes; `None` from the modulus up.
pub(super) fn field<F: PrimeField<BigInt = BigInt<4>>>(bytes: &[u8; FIELD_BYTES]) -> Option<F> {
    let mut limbs = [0u64; 4];
    for (limb, chunk) in limbs.iter_mut().rev().zip(bytes.as_chunks::<8>().0) {
        *limb = u64::from_be_bytes(*chunk);
    }
    F::from_bigint(BigInt::new(limbs))
}

/// The 32 big-endian bytes of a field element.
pub(super) fn field_bytes<F: PrimeField<BigInt = BigInt<4>>>(value: F) -> [u8; FIELD_BYTES] {
    let mut bytes = [0u8; FIELD_BYTES];
    for (chunk, limb) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(value.into_bigint().0.iter().rev()) {
        *chunk = limb.to_be_bytes();
    }
    bytes
}

/// Splits `bytes` into N coordinates and decodes each.
fn coordinates<const N: usize>(bytes: &[[u8; FIELD_BYTES]]) -> Result<[Fq; N], PointError> {
    let mut values = [Fq::from(0u64); N];
    for (value, chunk) in values.iter_mut().zip(bytes) {
        *value = field(chunk).ok_or(PointError::NotCanonical)?;
    }
    Ok(values)
}

/// A point of G1 (cofactor 1: on the curve is enough).
pub(super) fn g1(bytes: &[u8; G1_BYTES]) -> Result<G1Affine, PointError> {
    let [x, y] = coordinates(bytes.as_chunks().0)?;
    check_g1(G1Affine::new_unchecked(x, y))
}

/// A point of G2: on the twist and in the subgroup of order r.
pub(super) fn g2(bytes: &[u8; G2_BYTES]) -> Result<G2Affine, PointError> {
    let [x1, x0, y1, y0] = coordinates(bytes.as_chunks().0)?;
    check_g2(G2Affine::new_unchecked(Fq2::new(x0, x1), Fq2::new(y0, y1)))
}

/// Refuses the identity, in both of its shapes (the flag, and EIP-196's (0, 0)), and points off the curve.
pub(super) fn check_g1(point: G1Affine) -> Result<G1Affine, PointError> {
    let zero = Fq::from(0u64);
    if point.is_zero() || (point.x == zero && point.y == zero) {
        return Err(PointError::Identity);
    }
    if !point.is_on_curve() {
        return Err(PointError::OffCurve);
    }
    Ok(point)
}

/// As [`check_g1`], and the subgroup: the twist has a large cofactor.
pub(super) fn check_g2(point: G2Affine) -> Result<G2Affine, PointError> {
    let zero = Fq2::new(Fq::from(0u64), Fq::from(0u64));
    if point.is_zero() || (point.x == zero && point.y == zero) {
        return Err(PointError::Identity);
    }
    if !point.is_on_curve() {
        return Err(PointError::OffCurve);
    }
    if !point.is_in_correct_subgroup_assuming_on_curve() {
        return Err(PointError::OutsideSubgroup);
    }
    Ok(point)
}

/// x ‖ y of a finite point.
pub(super) fn g1_bytes(point: &G1Affine) -> [u8; G1_BYTES] {
    let mut bytes = [0u8; G1_BYTES];
    for (chunk, value) in bytes.as_chunks_mut().0.iter_mut().zip([point.x, point.y]) {
        *chunk = field_bytes(value);
    }
    bytes
}

/// x.c1 ‖ x.c0 ‖ y.c1 ‖ y.c0 of a finite point.
pub(super) fn g2_bytes(point: &G2Affine) -> [u8; G2_BYTES] {
    let mut bytes = [0u8; G2_BYTES];
    let values = [point.x.c1, point.x.c0, point.y.c1, point.y.c0];
    for (chunk, value) in bytes.as_chunks_mut().0.iter_mut().zip(values) {
        *chunk = field_bytes(value);
    }
    bytes
}
