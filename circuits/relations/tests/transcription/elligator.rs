//! Hash to the group: Elligator 2 as the book's page "The nullifier" has it.

use crate::{
    Bit, Element, Made,
    curve::{Point, times8},
    integers::constant,
};
use ark_bn254::Fr;
use ark_ff::{BigInteger, Field, PrimeField};
use ark_r1cs_std::{
    GR1CSVar, alloc::AllocVar, convert::ToBitsGadget, eq::EqGadget, fields::FieldVar,
    select::CondSelectGadget,
};

/// A of v² = x³ + A·x² + x.
const A: u64 = 168_698;
/// Z, which is not a square.
const Z: u64 = 5;

fn right_side(x: &Element) -> Made<Element> {
    let x2 = x.square()?;
    Ok(&x2 * x + x2 * Fr::from(A) + x)
}

/// The root of a square; of anything else whatever, which no constraint takes. Its parity is to be e.
fn root(square: Fr, e: bool) -> Fr {
    let root = square.sqrt().unwrap_or_default();
    let odd = root.into_bigint().is_odd();
    if odd == e { root } else { -root }
}

/// One map, on the Edwards form; the prover says which candidate it is and what its root is.
pub(crate) fn map(u: &Element) -> Made<Point> {
    let first = right_side(&candidate(u)?)?.value()?.legendre().is_qr();
    let square = right_side(&abscissa(u, &Bit::constant(first))?)?.value()?;
    map_by(u, first, root(square, first))
}

/// x₁ = −A / (1 + Z·u²).
fn candidate(u: &Element) -> Made<Element> {
    constant(A).negate()?.mul_by_inverse(&(Element::one() + u.square()? * Fr::from(Z)))
}

/// x₁ where e = 1, else −x₁ − A.
fn abscissa(u: &Element, e: &Bit) -> Made<Element> {
    let first = candidate(u)?;
    Element::conditionally_select(e, &first, &(first.negate()? - Fr::from(A)))
}

/// The map with this e and this v.
pub(crate) fn map_by(u: &Element, e: bool, v: Fr) -> Made<Point> {
    let e = Bit::new_witness(u.cs(), || Ok(e))?;
    let v = Element::new_witness(u.cs(), || Ok(v))?;
    let x = abscissa(u, &e)?;
    v.square_equals(&right_side(&x)?)?;
    v.to_bits_le()?[0].enforce_equal(&e)?;
    v.enforce_not_equal(&Element::zero())?;
    let one = Element::one();
    Ok(Point::new(x.mul_by_inverse(&v)?, (&x - &one).mul_by_inverse(&(&x + &one))?))
}

/// P = 8·(M₀ + M₁).
pub(crate) fn hash_to_curve(u: &[Element; 2]) -> Made<Point> {
    times8(&(map(&u[0])? + map(&u[1])?))
}
