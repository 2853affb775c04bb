//! What both sides are worth, and that one covers the other.

use super::witness::Witness;
use crate::{
    Element, Made,
    arithmetic::{divided, fits, only_if},
    integers::constant,
};
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar};
use std::ops::Not;

/// Parts of a minor unit.
const PARTS: u64 = 1_000_000_000;
/// Bits of a side in minor units.
const SIDE: usize = 80;
/// Bits of the compared products.
const PRODUCT: usize = 142;

/// Σ value(reserves) · 10000 ≥ threshold · Σ value(liabilities); the reserves in minor units, rounded down, the liabilities rounded up.
pub(super) fn coverage(w: &Witness) -> Made<Vec<Element>> {
    let (mut held, mut owed) = (Element::zero(), Element::zero());
    for (j, price) in w.prices.iter().enumerate() {
        let unit = &price.price * scale(&w.scope.decimals[j])?;
        held += only_if(&w.scope.own[j].clone().not(), &w.totals[j]) * &unit;
        let sum: Element = w.chunks.iter().map(|chunk| &chunk.totals[j]).sum();
        owed += sum * &unit;
    }
    let minor_units = |value: &Element| {
        let units = divided(&w.cs, value, &constant(PARTS))?;
        fits(&units, SIDE)?;
        Ok(units)
    };
    let figures = vec![minor_units(&held)?, minor_units(&(&owed + constant(PARTS - 1)))?];
    let over = held * constant(10_000) - owed * &w.setting.threshold;
    fits(&over, PRODUCT)?;
    Ok(figures)
}

/// 10^(9 − decimals).
fn scale(decimals: &Element) -> Made<Element> {
    let mut scale = Element::zero();
    for d in 0..=9 {
        scale += only_if(&decimals.is_eq(&constant(d.into()))?, &constant(10u64.pow(9 - d)));
    }
    Ok(scale)
}
