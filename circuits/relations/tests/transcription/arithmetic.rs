//! Integers as elements: every one that is compared or divided is far below p.

use crate::{
    Bit, Cs, Element, Made,
    integers::{constant, of_bits, require},
};
use ark_bn254::Fr;
use ark_ff::{Field, PrimeField};
use ark_r1cs_std::{GR1CSVar, select::CondSelectGadget};
use std::ops::Not;

/// Bits of a difference: sums of amounts times a price or a rate fit.
const WIDE: usize = 140;

/// An integer of so many bits.
pub(crate) fn number(cs: &Cs, value: impl Into<Fr>, bits: usize) -> Made<Element> {
    Ok(of_bits(cs, value, bits)?.0)
}

/// Of so many bits.
pub(crate) fn fits(value: &Element, bits: usize) -> Made<()> {
    value.to_bits_le_with_top_bits_zero(bits).map(|_| ())
}

/// a ≥ b, of two that differ by less than 2¹⁴⁰.
pub(crate) fn at_least(a: &Element, b: &Element) -> Made<Bit> {
    let difference = a - b + Fr::from(2u64).pow([WIDE as u64]);
    let (bits, _) = difference.to_bits_le_with_top_bits_zero(WIDE + 1)?;
    Ok(bits[WIDE].clone())
}

/// a > b.
pub(crate) fn above(a: &Element, b: &Element) -> Made<Bit> {
    Ok(at_least(b, a)?.not())
}

pub(crate) fn least(a: &Element, b: &Element) -> Made<Element> {
    Element::conditionally_select(&at_least(a, b)?, b, a)
}

/// max(0, a − b).
pub(crate) fn less(a: &Element, b: &Element) -> Made<Element> {
    Ok(Element::from(at_least(a, b)?) * (a - b))
}

/// The value where it is asked for, else zero.
pub(crate) fn only_if(asked: &Bit, value: &Element) -> Element {
    Element::from(asked.clone()) * value
}

/// ⌊n / d⌋.
pub(crate) fn divided(cs: &Cs, n: &Element, d: &Element) -> Made<Element> {
    let low = |x: &Element| -> Made<u128> {
        let limbs = x.value()?.into_bigint().0;
        Ok(u128::from(limbs[0]) | u128::from(limbs[1]) << 64)
    };
    let (n_value, d_value) = (low(n)?, low(d)?.max(1));
    divided_by(cs, n, d, [n_value / d_value, n_value % d_value])
}

/// n = q·d + r, r < d: what the prover says of q and r.
pub(crate) fn divided_by(cs: &Cs, n: &Element, d: &Element, [q, r]: [u128; 2]) -> Made<Element> {
    let (q, r) = (number(cs, q, WIDE)?, number(cs, r, WIDE)?);
    require(&above(d, &r)?)?;
    equal(&(&q * d + &r), n)?;
    Ok(q)
}

/// ⌊amount × bps / 10000⌋.
pub(crate) fn share(cs: &Cs, amount: &Element, bps: &Element) -> Made<Element> {
    divided(cs, &(amount * bps), &constant(10_000))
}

/// a = b. (`FpVar` says nothing of two constants.)
pub(crate) fn equal(a: &Element, b: &Element) -> Made<()> {
    use ark_r1cs_std::eq::EqGadget;
    assert!(!(a.is_constant() && b.is_constant()), "two constants");
    a.enforce_equal(b)
}
