//! The figures of the lines, and the net asset value.

use super::{
    groups::{largest, totals},
    statement::Public,
    witness::{Line, Witness},
};
use crate::{
    Bit, Element, Made,
    arithmetic::{above, at_least, divided, less, only_if},
    integers::{constant, require},
    note::Note,
};
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar};
use std::ops::Not;

/// Figures 0 to 17 in their order, and the net asset value.
pub(super) fn figures(w: &Witness, _: &Public) -> Made<(Vec<Element>, Element)> {
    let balance: Element = w.lines().map(|(_, line)| &line.balance).sum();
    require(&above(&balance, &constant(0))?)?;
    of_64_bits(&balance)?;
    let totals = totals(w)?;
    let mut owing = Element::zero();
    for total in &totals {
        owing += Element::from(total.is_neq(&Element::zero())?);
    }
    let average = |of: &dyn Fn(&Note) -> Made<Element>| {
        let mut sum = Element::zero();
        for (note, line) in w.lines() {
            sum += &line.balance * of(note)?;
        }
        divided(&w.cs, &sum, &balance)
    };
    let mut all = vec![balance.clone(), constant(w.notes.len() as u64), owing];
    all.push(average(&|note| Ok(note.rate.clone()))?);
    all.push(average(&|note| days(w, note))?);
    for n in [&constant(1), &w.policy.top_obligors] {
        let owed = largest(&totals, n)? * constant(10_000);
        all.push(divided(&w.cs, &(owed + &balance - constant(1)), &balance)?);
    }
    let states: Vec<[Bit; 6]> = w.lines().map(|(_, line)| states(line)).collect::<Made<_>>()?;
    let balances: Vec<Element> = w.lines().map(|(_, line)| line.balance.clone()).collect();
    all.extend(buckets(&states, &balances));
    all.extend(buckets(&states, &vec![constant(1); states.len()]));
    all.push(states.iter().zip(&balances).map(|(states, b)| only_if(&states[5], b)).sum());
    let mut value = Element::zero();
    for ((note, line), states) in w.lines().zip(&states) {
        value += value_of(w, note, line, states)?;
    }
    of_64_bits(&value)?;
    Ok((all, value))
}

/// Below 2⁶⁴.
pub(super) fn of_64_bits(x: &Element) -> Made<()> {
    x.to_bits_le_with_top_bits_zero(64).map(|_| ())
}

/// max(0, due − cut-off).
fn days(w: &Witness, note: &Note) -> Made<Element> {
    less(&note.due, &w.tape.cut_off)
}

/// By days past due 0, 1–29, 30–59, 60–89, 90 or more; in default.
fn states(line: &Line) -> Made<[Bit; 6]> {
    let paying = line.defaulted.clone().not();
    let late = |first: u64, last: u64| {
        let days = &line.days_past_due;
        Ok(at_least(days, &constant(first))? & at_least(&constant(last), days)? & &paying)
    };
    Ok([late(0, 0)?, late(1, 29)?, late(30, 59)?, late(60, 89)?, late(90, 65_535)?, line.defaulted.clone()])
}

/// The sums by bucket; what is in default is in the last.
fn buckets(states: &[[Bit; 6]], of: &[Element]) -> Vec<Element> {
    let sum = |state: usize| states.iter().zip(of).map(|(states, x)| only_if(&states[state], x)).sum();
    let mut sums: Vec<Element> = (0..5).map(sum).collect();
    sums[4] += sum(5);
    sums
}

/// ⌊⌊b·(10000 − loss)/10000⌋·N / (D + discount·days)⌋.
fn value_of(w: &Witness, note: &Note, line: &Line, states: &[Bit; 6]) -> Made<Element> {
    let (policy, days) = (&w.policy, days(w, note)?);
    let mut loss = Element::zero();
    for (grade, row) in (0..).zip(&policy.loss) {
        let mine = line.grade.is_eq(&constant(grade))?;
        loss += row.iter().zip(states).map(|(loss, state)| only_if(&(&mine & state), loss)).sum::<Element>();
    }
    let left = divided(&w.cs, &(&line.balance * (constant(10_000) - loss)), &constant(10_000))?;
    let year = constant(10_000 * 360);
    let grown = &year + only_if(&policy.bullet, &(&note.rate * &days));
    let value = divided(&w.cs, &(left * grown), &(&year + &policy.discount * &days))?;
    of_64_bits(&value)?;
    Ok(value)
}
