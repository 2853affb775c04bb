//! The obligors: each once, each with a line, and no line without.

use super::{Claim, Rule, Violation, require_at};
use crate::PartyId;
use alloc::collections::BTreeSet;

pub(super) fn check(claim: &Claim) -> Result<(), Violation> {
    let obligors = &claim.tape.obligors;
    let debtors: BTreeSet<PartyId> = claim.notes.iter().map(|note| note.debtor).collect();
    let mut parties: BTreeSet<PartyId> = BTreeSet::new();
    for (j, obligor) in obligors.iter().enumerate() {
        require_at(j, parties.insert(obligor.party), Rule::ObligorTwice)?;
        require_at(j, j > 0 || !obligor.same_group, Rule::FirstOfGroup)?;
    }
    for (i, note) in claim.notes.iter().enumerate() {
        require_at(i, parties.contains(&note.debtor), Rule::ObligorMissing)?;
    }
    for (j, obligor) in obligors.iter().enumerate() {
        require_at(j, debtors.contains(&obligor.party), Rule::ObligorWithoutLine)?;
    }
    Ok(())
}
