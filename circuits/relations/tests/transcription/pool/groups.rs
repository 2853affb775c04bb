//! What groups of obligors owe, and the largest of them.

use super::witness::Witness;
use crate::{
    Bit, Element, Made,
    arithmetic::{above, at_least, only_if},
    integers::constant,
};
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar};
use std::ops::Not;

/// What each group owes, at its first row; zero at the others.
pub(super) fn totals(w: &Witness) -> Made<Vec<Element>> {
    let rows = &w.tape.obligors;
    let mut owed = Vec::new();
    for row in rows {
        let mut sum = Element::zero();
        for (note, line) in w.lines() {
            sum += only_if(&note.debtor.is_eq(&row.party)?, &line.balance);
        }
        owed.push(sum);
    }
    let total = |(j, row): (usize, &super::witness::Obligor)| {
        let (mut together, mut sum) = (Bit::TRUE, owed[j].clone());
        for k in j + 1..rows.len() {
            together &= &rows[k].same_group;
            sum += only_if(&together, &owed[k]);
        }
        only_if(&row.same_group.clone().not(), &sum)
    };
    Ok(rows.iter().enumerate().map(total).collect())
}

/// The sum of the n largest: of those of which fewer than n are larger, or as large and stand before.
pub(super) fn largest(totals: &[Element], n: &Element) -> Made<Element> {
    let mut sum = Element::zero();
    for (j, total) in totals.iter().enumerate() {
        let mut before = constant(0);
        for (k, other) in totals.iter().enumerate().filter(|(k, _)| *k != j) {
            let larger = if k < j { at_least(other, total)? } else { above(other, total)? };
            before += Element::from(larger);
        }
        sum += only_if(&above(n, &before)?, total);
    }
    Ok(sum)
}
