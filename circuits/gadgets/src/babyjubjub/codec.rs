//! circomlib's `packPoint`: 32 bytes little-endian y, bit 255 set when x > (p − 1)/2.

use super::{A, D, Point, Scalar, is_on_curve};
use crate::{Fr, field};
use ark_ff::{BigInteger, Field, PrimeField};

/// Why 32 bytes are not a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PointError {
    /// Another length or bad hexadecimal digits.
    #[error("not 32 bytes as 64 lower-case hexadecimal digits")]
    Format,
    /// y is not below the modulus, or the sign bit is set where x is zero.
    #[error("not a canonical encoding")]
    NotCanonical,
    /// No x belongs to this y.
    #[error("not on the curve")]
    NotOnCurve,
}

/// Whether x counts as negative: x > (p − 1)/2.
fn is_negative(x: &Fr) -> bool {
    x.into_bigint() > Fr::MODULUS_MINUS_ONE_DIV_TWO
}

/// Writes a point on the curve.
#[must_use]
pub fn pack(point: &Point) -> [u8; 32] {
    let mut out = [0u8; 32];
    out.copy_from_slice(&point.y.into_bigint().to_bytes_le());
    out[31] |= u8::from(is_negative(&point.x)) << 7;
    out
}

/// Reads a point on the curve, in any subgroup; each point has exactly one encoding.
pub fn unpack(bytes: &[u8; 32]) -> Result<Point, PointError> {
    let mut y_bytes = *bytes;
    y_bytes.reverse();
    let negative = y_bytes[0] & 0x80 != 0;
    y_bytes[0] &= 0x7f;
    let y = field::from_be_bytes(&y_bytes).map_err(|_| PointError::NotCanonical)?;
    // a·x² + y² = 1 + d·x²·y²  ⇔  x² = (1 − y²) / (a − d·y²); the denominator is never zero since a/d is no square.
    let y2 = y.square();
    let x2 = (Fr::ONE - y2) * (A - D * y2).inverse().ok_or(PointError::NotOnCurve)?;
    let root = x2.sqrt().ok_or(PointError::NotOnCurve)?;
    let x = if is_negative(&root) == negative { root } else { -root };
    if is_negative(&x) != negative || !is_on_curve(x, y) {
        return Err(PointError::NotCanonical);
    }
    Ok(Point::new_unchecked(x, y))
}

/// 64 lower-case hexadecimal digits.
#[must_use]
pub fn to_hex(point: &Point) -> alloc::string::String {
    field::bytes_hex(&pack(point))
}

/// Reads what [`to_hex`] writes.
pub fn from_hex(text: &str) -> Result<Point, PointError> {
    let bytes = field::hex_bytes(text).map_err(|_| PointError::Format)?;
    unpack(&bytes.try_into().map_err(|_| PointError::Format)?)
}

/// A scalar as 32 bytes little-endian.
#[must_use]
pub fn scalar_to_bytes(s: &Scalar) -> [u8; 32] {
    let mut out = [0u8; 32];
    out.copy_from_slice(&s.into_bigint().to_bytes_le());
    out
}

/// Reads 32 bytes little-endian; `None` unless below ℓ.
#[must_use]
pub fn scalar_from_bytes(bytes: &[u8; 32]) -> Option<Scalar> {
    let limb = |i: usize| u64::from_le_bytes(core::array::from_fn(|b| bytes[8 * i + b]));
    Scalar::from_bigint(ark_ff::BigInt([limb(0), limb(1), limb(2), limb(3)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::babyjubjub::{generator, tests::torsion};
    use ark_ec::{AffineRepr, CurveGroup};
    use proptest::prelude::*;

    #[test]
    fn every_small_order_point_has_one_encoding() {
        for k in 0..8u64 {
            let point = torsion().mul_bigint([k]).into_affine();
            assert_eq!(unpack(&pack(&point)), Ok(point));
            let mut other = pack(&point);
            other[31] ^= 0x80;
            assert_ne!(unpack(&other), Ok(point));
        }
    }

    proptest! {
        #[test]
        fn points_round_trip(k in any::<u64>()) {
            let point = generator().mul_bigint([k]).into_affine();
            prop_assert_eq!(unpack(&pack(&point)), Ok(point));
        }

        #[test]
        fn what_decodes_encodes_back(bytes in any::<[u8; 32]>()) {
            if let Ok(point) = unpack(&bytes) {
                prop_assert_eq!(pack(&point), bytes);
            }
        }
    }
}
