//! The lines in custody, and who owes them.

use super::{statement::Public, witness::Witness};
use crate::{
    Bit, Element, Made,
    arithmetic::{at_least, equal, less},
    integers::{constant, require, require_if},
    note::{Note, chain},
    verdict::counted,
};
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar};
use std::ops::Not;

/// dₙ is the chain from d₀ over the notes that are opened, all of them and no more.
pub(super) fn lines(w: &Witness, p: &Public) -> Made<()> {
    let tape = &w.tape;
    counted([tape.notes.len(), tape.lines.len()] == [w.notes.len(); 2])?;
    let commitments: Vec<Element> = w.notes.iter().map(Note::commitment).collect::<Made<_>>()?;
    for (commitment, listed) in commitments.iter().zip(&tape.notes) {
        equal(commitment, listed)?;
    }
    equal(&chain(&tape.pool, &commitments)?, &p.custody)?;
    for (i, (note, line)) in w.lines().enumerate() {
        require(&w.policy.note_policies.contains(&note.policy)?)?;
        equal(&note.currency, &w.policy.currency)?;
        equal(&note.creditor, &w.roles.owner)?;
        for earlier in &w.notes[..i] {
            note.nullifier.enforce_not_equal(&earlier.nullifier)?;
        }
        require(&at_least(&tape.cut_off, &note.issue)?)?;
        let overdue = less(&tape.cut_off, &note.due)?;
        for distance in [&overdue, &less(&note.due, &tape.cut_off)?] {
            require(&at_least(&constant(65_535), distance)?)?;
        }
        require(&at_least(&note.amount, &line.balance)?)?;
        require(&at_least(&line.grade, &w.policy.min_grade)?)?;
        require(&at_least(&w.policy.max_grade, &line.grade)?)?;
        let left = line.balance.is_neq(&Element::zero())?;
        require_if(&left, &at_least(&line.days_past_due, &overdue)?)?;
    }
    Ok(())
}

/// The ids differ; every line's debtor is in the table and every row has a line; the first row has no mark.
pub(super) fn obligors(w: &Witness, _: &Public) -> Made<()> {
    let rows = &w.tape.obligors;
    for (j, row) in rows.iter().enumerate() {
        for earlier in &rows[..j] {
            row.party.enforce_not_equal(&earlier.party)?;
        }
    }
    let parties: Vec<&Element> = rows.iter().map(|row| &row.party).collect();
    let debtors: Vec<&Element> = w.notes.iter().map(|note| &note.debtor).collect();
    for (of, among) in [(&debtors, &parties), (&parties, &debtors)] {
        for id in of {
            let found = among
                .iter()
                .try_fold(Bit::FALSE, |found, other| -> Made<Bit> { Ok(found | id.is_eq(other)?) });
            require(&found?)?;
        }
    }
    rows.first().map_or(Ok(()), |row| require(&row.same_group.clone().not()))
}
