//! The lines: notes, and what the tape says of each.

use super::{Claim, Rule, Violation, require, require_at};
use crate::{Note, pool::MAX_LINES, pool::TapeLine};
use alloc::collections::BTreeSet;

/// The most days between a cut-off and a maturity.
const MAX_TERM: u32 = 65_535;

pub(super) fn check(claim: &Claim) -> Result<(), Violation> {
    let (notes, tape) = (&claim.notes, &claim.tape);
    require(notes.len() <= MAX_LINES, Rule::TooManyLines)?;
    require((tape.notes.len(), tape.lines.len()) == (notes.len(), notes.len()), Rule::LineCount)?;
    let mut nullifiers = BTreeSet::new();
    for (i, (note, line)) in notes.iter().zip(&tape.lines).enumerate() {
        require_at(i, note.commitment() == tape.notes[i], Rule::OtherNote)?;
        require_at(i, claim.policy.note_policies.contains(&note.policy), Rule::NotePolicy)?;
        require_at(i, note.currency == claim.policy.currency, Rule::LineCurrency)?;
        require_at(i, note.creditor == claim.roles.owner, Rule::Creditor)?;
        require_at(i, nullifiers.insert(note.nullifier), Rule::ObligationTwice)?;
        check_line(claim, i, note, line)?;
    }
    Ok(())
}

fn check_line(claim: &Claim, i: usize, note: &Note, line: &TapeLine) -> Result<(), Violation> {
    let (cut_off, policy) = (claim.tape.cut_off, &claim.policy);
    require_at(i, note.issue <= cut_off, Rule::IssuedAfterCutOff)?;
    require_at(i, note.due.get().abs_diff(cut_off.get()) <= MAX_TERM, Rule::Term)?;
    require_at(i, line.balance <= note.amount, Rule::BalanceOverAmount)?;
    let band = policy.min_grade..=policy.max_grade;
    require_at(i, band.contains(&line.grade), Rule::Grade)?;
    let overdue = cut_off.get().saturating_sub(note.due.get());
    require_at(i, line.balance.0 == 0 || u32::from(line.days_past_due) >= overdue, Rule::Matured)
}
