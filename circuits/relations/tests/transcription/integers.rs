//! Range-checked integers, what is packed of them, and conditions.

use crate::{Bit, Cs, Element, Made};
use ark_bn254::Fr;
use ark_ff::{Field, PrimeField};
use ark_r1cs_std::{
    GR1CSVar,
    alloc::AllocVar,
    eq::EqGadget,
    fields::FieldVar,
    prelude::{UInt32, UInt64},
};

/// A day, a rate or a number of days.
pub(crate) type Days = UInt32<Fr>;
/// An amount.
pub(crate) type Money = UInt64<Fr>;

/// The condition holds.
pub(crate) fn require(condition: &Bit) -> Made<()> {
    condition.enforce_equal(&Bit::TRUE)
}

/// The condition holds, where that is asked for.
pub(crate) fn require_if(asked: &Bit, condition: &Bit) -> Made<()> {
    condition.conditional_enforce_equal(&Bit::TRUE, asked)
}

/// Any element.
pub(crate) fn element(cs: &Cs, value: Fr) -> Made<Element> {
    Element::new_witness(cs.clone(), || Ok(value))
}

/// The public inputs.
pub(crate) fn inputs<const N: usize>(cs: &Cs, public: [Fr; N]) -> Made<[Element; N]> {
    let inputs: Vec<Element> =
        public.iter().map(|x| Element::new_input(cs.clone(), || Ok(*x))).collect::<Made<_>>()?;
    Ok(inputs.try_into().unwrap_or_else(|_| unreachable!("as many as there are")))
}

/// An element of so many bits, and the bits.
pub(crate) fn of_bits(cs: &Cs, value: impl Into<Fr>, bits: usize) -> Made<(Element, Vec<Bit>)> {
    let value = element(cs, value.into())?;
    let (bits, _) = value.to_bits_le_with_top_bits_zero(bits)?;
    Ok((value, bits))
}

pub(crate) fn days(cs: &Cs, value: u32) -> Made<Days> {
    Days::new_witness(cs.clone(), || Ok(value))
}

pub(crate) fn money(cs: &Cs, value: u64) -> Made<Money> {
    Money::new_witness(cs.clone(), || Ok(value))
}

/// The sum of value·2^shift.
pub(crate) fn packed(parts: &[(Element, u64)]) -> Element {
    parts.iter().map(|(value, shift)| value * Fr::from(2u64).pow([*shift])).sum()
}

/// The lowest 64 bits of the value, for witnesses that are computed from it.
pub(crate) fn low(value: &Element) -> Made<u64> {
    Ok(value.value()?.into_bigint().0[0])
}

/// The constant.
pub(crate) fn constant(value: u64) -> Element {
    Element::constant(value.into())
}
