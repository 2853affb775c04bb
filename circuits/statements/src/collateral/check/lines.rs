//! Rule 1, the lines.

use super::{Claim, Rule, Violation, require, require_at};
use crate::collateral::MAX_LINES;
use alloc::collections::BTreeSet;

pub(super) fn check(claim: &Claim) -> Result<(), Violation> {
    let (notes, ledger) = (&claim.notes, &claim.ledger);
    require(notes.len() <= MAX_LINES, Rule::TooManyLines)?;
    let count = (ledger.notes.len(), ledger.lines.len());
    require(count == (notes.len(), notes.len()), Rule::LineCount)?;
    let mut nullifiers = BTreeSet::new();
    for (i, (note, line)) in notes.iter().zip(&ledger.lines).enumerate() {
        require_at(i, note.commitment() == ledger.notes[i], Rule::OtherNote)?;
        require_at(i, note.creditor == claim.roles.owner, Rule::Creditor)?;
        require_at(i, note.currency == claim.policy.currency, Rule::LineCurrency)?;
        require_at(i, line.open <= note.amount, Rule::OpenOverAmount)?;
        require_at(i, nullifiers.insert(note.nullifier), Rule::ObligationTwice)?;
    }
    Ok(())
}
