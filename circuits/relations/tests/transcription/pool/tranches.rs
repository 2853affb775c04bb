//! The tranches as the pool states them, and what is shown of all figures.

use super::{figures::of_64_bits, statement::Public, witness::Witness};
use crate::{
    Element, Made,
    arithmetic::{above, at_least, divided, equal, only_if},
    integers::{constant, packed, require, require_if},
    poseidon::hash,
};
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar, select::CondSelectGadget};
use std::ops::Not;

/// Figures 18 to 26: the tranches, the reserve, and how each tranche is covered.
pub(super) fn tranches(w: &Witness, value: &Element) -> Made<Vec<Element>> {
    let (policy, tranches) = (&w.policy, &w.tranches);
    let sum = |of: &[Element]| of.iter().cloned().sum::<Element>();
    let whole = constant(10_000);
    for (k, tranche) in tranches.iter().enumerate() {
        require_if(&policy.has_tranche(k)?.not(), &tranche.is_eq(&Element::zero())?)?;
    }
    let assets = value + &w.reserve;
    let senior = &tranches[0];
    require(&above(senior, &constant(0))?)?;
    require(&at_least(&(&whole * senior), &(&policy.min_senior * &assets))?)?;
    require(&at_least(&(&policy.max_senior * &assets), &(&whole * senior))?)?;
    for (k, buffer) in policy.buffers.iter().enumerate() {
        let below = &whole * sum(&tranches[k + 1..]);
        require(&at_least(&below, &(buffer * sum(tranches)))?)?;
    }
    let mut figures = tranches.clone();
    figures.push(w.reserve.clone());
    for k in 0..tranches.len() {
        let covered = divided(&w.cs, &(&whole * &assets), &sum(&tranches[..=k]))?;
        let covered = only_if(&policy.has_tranche(k)?, &covered);
        of_64_bits(&covered)?;
        figures.push(covered);
    }
    Ok(figures)
}

/// Each figure is shown as it is, or is at most its bound.
pub(super) fn bounds(w: &Witness, p: &Public, figures: &[Element]) -> Made<()> {
    let mut shown = Vec::new();
    for ((figure, cap), bounded) in figures.iter().zip(&w.caps).zip(&w.policy.bounded) {
        require_if(bounded, &at_least(cap, figure)?)?;
        shown.push(Element::conditionally_select(bounded, cap, figure)?);
    }
    let is_bound = Element::from(w.policy.bounded[27].clone());
    equal(&packed(&[(is_bound, 64), (shown[27].clone(), 0)]), &p.nav)?;
    let mut values = vec![w.policy.mask()];
    for three in shown[..27].chunks(3) {
        values.push(packed(&three.iter().cloned().zip((0..).step_by(64)).collect::<Vec<_>>()));
    }
    equal(&hash("covenant/pool-figures", &values)?, &p.figures)
}
