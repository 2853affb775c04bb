//! Rule 1, the servicer and its signature; the debtors' table.

use super::{Claim, Rule, Violation, require, require_at};
use crate::{
    PartyId, Role,
    collateral::{MAX_LINES, ledger::GROUP},
};
use alloc::collections::BTreeSet;
use covenant_gadgets::eddsa;

pub(super) fn check(claim: &Claim) -> Result<(), Violation> {
    let (ledger, policy, servicer) = (&claim.ledger, &claim.policy, &claim.servicer);
    require(ledger.network == claim.network, Rule::LedgerNetwork)?;
    require(ledger.currency == policy.currency, Rule::LedgerCurrency)?;
    require(ledger.policy == policy.digest(), Rule::LedgerPolicy)?;
    require(ledger.owner == claim.roles.owner, Rule::LedgerOwner)?;
    require(ledger.day == claim.as_of, Rule::LedgerDay)?;
    require(ledger.group.len() <= GROUP, Rule::LedgerGroup)?;
    require(ledger.debtors.len() <= MAX_LINES, Rule::TooManyDebtors)?;
    require(servicer.is_of(claim.registry_root), Rule::ServicerNotRegistered)?;
    require(servicer.leaf.role == Role::Servicer, Rule::ServicerRole)?;
    require(servicer.leaf.party == claim.roles.servicer, Rule::OtherServicer)?;
    require(servicer.leaf.valid_from <= claim.as_of, Rule::ServicerNotYetValid)?;
    require(claim.as_of <= servicer.leaf.valid_until, Rule::ServicerExpired)?;
    let own = claim.roles.servicer == ledger.owner || ledger.group.contains(&claim.roles.servicer);
    require(policy.own_servicer || !own, Rule::OwnServicer)?;
    let verified = eddsa::verify_equation(&servicer.leaf.key, ledger.message(), &claim.ledger_signature);
    require(verified.is_ok(), Rule::LedgerSignature)
}

pub(super) fn check_debtors(claim: &Claim, kept: &dyn Fn(usize) -> bool) -> Result<(), Violation> {
    let debtors = &claim.ledger.debtors;
    let mut parties: BTreeSet<PartyId> = BTreeSet::new();
    for (j, debtor) in debtors.iter().enumerate() {
        require_at(j, parties.insert(debtor.party), Rule::DebtorTwice)?;
        require_at(j, j > 0 || !debtor.same_group, Rule::FirstOfGroup)?;
        require_at(j, debtor.aged <= debtor.gross, Rule::AgedOverGross)?;
    }
    for (i, note) in claim.notes.iter().enumerate() {
        require_at(i, !(kept(i) && claim.counts(i)) || parties.contains(&note.debtor), Rule::DebtorMissing)?;
    }
    Ok(())
}

impl Claim {
    /// Whether a line has a value that its debtor's sum takes: it is open, taken, not aged, not disputed, delivered.
    #[must_use]
    pub fn counts(&self, line: usize) -> bool {
        let (note, balance) = (&self.notes[line], &self.ledger.lines[line]);
        balance.open.0 > 0
            && self.policy.note_policies.contains(&note.policy)
            && !self.is_aged(note)
            && !balance.disputed
            && !balance.bill_and_hold
    }
}
