//! Baby Jubjub in circomlib's form (EIP-2494): 168700·x² + y² = 1 + 168696·x²·y² over BN254's scalar field, the
//! generator Base8 of the subgroup of prime order ℓ, cofactor 8.
//!
//! a is a square and d is not, so the addition law is complete: it has no exceptional cases, in circuits either.

pub mod codec;
#[cfg(feature = "r1cs")]
pub mod mul;
mod secret;
#[cfg(feature = "r1cs")]
mod trace;
#[cfg(feature = "r1cs")]
pub mod var;
#[cfg(all(test, feature = "r1cs"))]
mod var_tests;

pub use secret::mul_secret;

use crate::Fr;
use ark_ec::{
    AffineRepr, CurveConfig, CurveGroup,
    models::twisted_edwards::{Affine, MontCurveConfig, Projective, TECurveConfig},
};
use ark_ff::{AdditiveGroup, BigInt, Field, Fp256, MontBackend, MontConfig, MontFp, PrimeField};

/// The configuration of the scalar field, of order ℓ.
#[derive(MontConfig)]
#[modulus = "2736030358979909402780800718157159386076813972158567259200215660948447373041"]
#[generator = "31"]
pub struct ScalarConfig;
/// Integers modulo ℓ.
pub type Scalar = Fp256<MontBackend<ScalarConfig, 4>>;

/// The curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BabyJubjub;
/// A point by its coordinates.
pub type Point = Affine<BabyJubjub>;
/// A point in extended coordinates.
pub type ExtendedPoint = Projective<BabyJubjub>;

/// a of the twisted Edwards form.
pub const A: Fr = MontFp!("168700");
/// d of the twisted Edwards form.
pub const D: Fr = MontFp!("168696");
/// A of the Montgomery form B·v² = u³ + A·u² + u, with B = 1.
pub const MONTGOMERY_A: Fr = MontFp!("168698");

impl CurveConfig for BabyJubjub {
    type BaseField = Fr;
    type ScalarField = Scalar;
    const COFACTOR: &'static [u64] = &[8];
    const COFACTOR_INV: Scalar =
        MontFp!("2394026564107420727433200628387514462817212225638746351800188703329891451411");
}

impl TECurveConfig for BabyJubjub {
    const COEFF_A: Fr = A;
    const COEFF_D: Fr = D;
    const GENERATOR: Point = Point::new_unchecked(
        MontFp!("5299619240641551281634865583518297030282874472190772894086521144482721001553"),
        MontFp!("16950150798460657717958625567821834550301663161624707787222815936182638968203"),
    );
    type MontCurveConfig = Self;
}

impl MontCurveConfig for BabyJubjub {
    const COEFF_A: Fr = MONTGOMERY_A;
    const COEFF_B: Fr = Fr::ONE;
    type TECurveConfig = Self;
}

/// Base8, the generator of the prime-order subgroup.
pub fn generator() -> Point {
    BabyJubjub::GENERATOR
}

/// Whether (x, y) satisfies the curve's equation.
#[must_use]
pub fn is_on_curve(x: Fr, y: Fr) -> bool {
    let (x2, y2) = (x.square(), y.square());
    A * x2 + y2 == Fr::ONE + D * x2 * y2
}

/// Whether the point is on the curve, in the subgroup of order ℓ, and not the identity: what every public key must be.
#[must_use]
pub fn is_valid_key(point: &Point) -> bool {
    point.x != Fr::ZERO
        && is_on_curve(point.x, point.y)
        && BabyJubjub::is_in_correct_subgroup_assuming_on_curve(point)
}

/// k·P for an integer k.
pub fn mul(point: &Point, k: &BigInt<4>) -> Point {
    point.mul_bigint(k).into_affine()
}

/// s·P for a scalar s.
pub fn mul_scalar(point: &Point, s: &Scalar) -> Point {
    mul(point, &s.into_bigint())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A point of order 8: the generator of the full group times ℓ.
    pub(crate) fn torsion() -> Point {
        let full: Point = Point::new_unchecked(
            MontFp!("995203441582195749578291179787384436505546430278305826713579947235728471134"),
            MontFp!("5472060717959818805561601436314318772137091100104008585924551046643952123905"),
        );
        full.mul_bigint(Scalar::MODULUS).into_affine()
    }

    #[test]
    fn constants_are_the_standard_ones() {
        assert!(is_valid_key(&generator()));
        assert_eq!(Scalar::from(8u64).inverse().unwrap(), BabyJubjub::COFACTOR_INV);
        assert!(A.legendre().is_qr() && D.legendre().is_qnr());
        assert_eq!(MONTGOMERY_A, Fr::from(2u64) * (A + D) / (A - D));
        assert_eq!(Fr::from(4u64) / (A - D), Fr::ONE);
    }

    #[test]
    fn small_order_points_are_no_keys() {
        let t = torsion();
        assert!(is_on_curve(t.x, t.y) && t.mul_bigint([8u64]).into_affine().is_zero());
        for k in 0..8u64 {
            assert!(!is_valid_key(&t.mul_bigint([k]).into_affine()), "order divides 8");
            assert!(
                k == 0 || !is_valid_key(&(generator() + t.mul_bigint([k])).into_affine()),
                "torsion added"
            );
        }
    }
}
