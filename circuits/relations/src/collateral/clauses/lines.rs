//! Rule 1: the vault's lines hash to its digest, all of them; what is open on each is at most its amount.

use super::super::witness::Witness;
use crate::{
    Cs,
    parts::{input::AMOUNT_BITS, note::NoteVar},
};
use covenant_gadgets::{compare::Uint, cs::Num, sequence::var::chain};

/// The lines' commitments, what is paid of each, and the vault's digest.
pub(super) struct Lines {
    pub(super) commitments: Vec<Num>,
    /// Amount less open balance.
    pub(super) paid: Vec<Uint>,
    pub(super) digest: Num,
}

pub(super) fn lines(cs: &mut Cs, w: &Witness, currency: &Uint, vault: &Num) -> Lines {
    let ledger = &w.ledger;
    let (mut commitments, mut paid) = (Vec::new(), Vec::new());
    for (line, used) in ledger.lines.iter().zip(ledger.used_lines.bits()) {
        let rest = &line.amount - line.open.num();
        let rest = cs.scoped("open", |cs| Uint::range(cs, rest, AMOUNT_BITS));
        // A place that is not used has nothing open, and so counts for nothing.
        cs.enforce("lines/unused-is-zero", used.not().num(), line.open.num(), &Num::zero());
        let note = NoteVar {
            creditor: w.roles.owner.clone(),
            debtor: line.debtor.clone(),
            amount: line.open.plus(&rest),
            currency: currency.clone(),
            issue: line.issue.clone(),
            due: line.due.clone(),
            rate: line.rate.clone(),
            kind: line.kind.clone(),
            lane: line.lane.clone(),
            capacity: line.capacity.clone(),
            policy: line.policy.clone(),
            nullifier: line.nullifier.clone(),
            blinding: line.blinding.clone(),
        };
        commitments.push(cs.scoped("note", |cs| note.commitment(cs)));
        paid.push(rest);
    }
    let digest = cs.scoped("chain", |cs| chain(cs, &ledger.vault, &ledger.used_lines, &commitments));
    cs.enforce_equal("lines/vault", &digest, vault);
    Lines { commitments, paid, digest }
}
