//! Baby Jubjub with arkworks' complete addition and double-and-add; EdDSA.

use crate::{Bit, Cs, Element, Made, integers::of_bits, poseidon::poseidon};
use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField};
use ark_r1cs_std::{
    alloc::AllocationMode, convert::ToBitsGadget, eq::EqGadget, groups::CurveVar,
    groups::curves::twisted_edwards::AffineVar,
};
use covenant_gadgets::{
    babyjubjub::{self as native, BabyJubjub, Scalar},
    eddsa,
};

/// A point of the curve.
pub(crate) type Point = AffineVar<BabyJubjub, Element>;

/// A point of the curve, in whatever subgroup.
pub(crate) fn on_curve(cs: &Cs, point: &native::Point) -> Made<Point> {
    Point::new_variable_omit_prime_order_check(cs.clone(), || Ok((*point).into()), AllocationMode::Witness)
}

/// Base8.
pub(crate) fn generator() -> Point {
    Point::constant(native::generator().into())
}

pub(crate) fn mul(point: &Point, bits: &[Bit]) -> Made<Point> {
    point.scalar_mul_le(bits.iter())
}

pub(crate) fn times8(point: &Point) -> Made<Point> {
    point.double()?.double()?.double()
}

/// An integer of 251 bits.
pub(crate) fn scalar(cs: &Cs, value: &Scalar) -> Made<Vec<Bit>> {
    Ok(of_bits(cs, Fr::from(value.into_bigint()), 251)?.1)
}

/// R on the curve, S < ℓ.
pub(crate) struct Signature {
    r: Point,
    s: Vec<Bit>,
}

impl Signature {
    pub(crate) fn new(cs: &Cs, signature: &eddsa::Signature) -> Made<Self> {
        let s = scalar(cs, &signature.s)?;
        let mut largest = Scalar::MODULUS;
        largest.sub_with_borrow(&1u64.into());
        Bit::enforce_smaller_or_equal_than_le(&s, largest)?;
        Ok(Self { r: on_curve(cs, &signature.r)?, s })
    }

    /// S·G = R + 8·h·A with h = Poseidon(R, A, M) strictly below p.
    pub(crate) fn verify(&self, key: &Point, message: &Element) -> Made<()> {
        let (left, right) = self.sides(key, message)?;
        left.enforce_equal(&right)
    }

    /// Whether it is one.
    pub(crate) fn holds(&self, key: &Point, message: &Element) -> Made<Bit> {
        let (left, right) = self.sides(key, message)?;
        left.is_eq(&right)
    }

    fn sides(&self, key: &Point, message: &Element) -> Made<(Point, Point)> {
        let inputs = [&self.r.x, &self.r.y, &key.x, &key.y, message].map(Clone::clone);
        let h = poseidon(&inputs)?.to_bits_le()?;
        let right = &self.r + mul(&times8(key)?, &h)?;
        Ok((mul(&generator(), &self.s)?, right))
    }
}
