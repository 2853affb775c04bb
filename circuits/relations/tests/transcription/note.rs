//! The note, which vaults and pools hold, and the chain of them.

use crate::{
    Cs, Element, Made,
    arithmetic::number,
    integers::{element, packed},
    poseidon::{hash, poseidon},
};

/// A note's opening.
pub(crate) struct Note {
    pub(crate) creditor: Element,
    pub(crate) debtor: Element,
    pub(crate) amount: Element,
    pub(crate) currency: Element,
    pub(crate) issue: Element,
    pub(crate) due: Element,
    pub(crate) rate: Element,
    pub(crate) kind: Element,
    pub(crate) lane: Element,
    pub(crate) capacity: Element,
    pub(crate) policy: Element,
    pub(crate) nullifier: Element,
    pub(crate) blinding: Element,
}

impl Note {
    pub(crate) fn new(cs: &Cs, note: &covenant_statements::Note) -> Made<Self> {
        Ok(Self {
            creditor: element(cs, note.creditor.0)?,
            debtor: element(cs, note.debtor.0)?,
            amount: number(cs, note.amount.0, 64)?,
            currency: number(cs, note.currency.code(), 24)?,
            issue: number(cs, note.issue.get(), 32)?,
            due: number(cs, note.due.get(), 32)?,
            rate: number(cs, note.rate.0, 32)?,
            kind: number(cs, note.kind as u64, 8)?,
            lane: number(cs, note.lane as u64, 8)?,
            capacity: number(cs, note.capacity as u64, 8)?,
            policy: element(cs, note.policy)?,
            nullifier: element(cs, note.nullifier)?,
            blinding: element(cs, note.blinding)?,
        })
    }

    pub(crate) fn commitment(&self) -> Made<Element> {
        let packed = packed(&[
            (self.amount.clone(), 144),
            (self.currency.clone(), 120),
            (self.issue.clone(), 88),
            (self.due.clone(), 56),
            (self.rate.clone(), 24),
            (self.kind.clone(), 16),
            (self.lane.clone(), 8),
            (self.capacity.clone(), 0),
        ]);
        let [creditor, debtor, policy, nullifier, blinding] =
            [&self.creditor, &self.debtor, &self.policy, &self.nullifier, &self.blinding].map(Clone::clone);
        hash("covenant/note", &[creditor, debtor, packed, policy, nullifier, blinding])
    }
}

/// dᵢ = Poseidon(dᵢ₋₁, noteᵢ).
pub(crate) fn chain(start: &Element, notes: &[Element]) -> Made<Element> {
    notes.iter().try_fold(start.clone(), |d, note| poseidon(&[d, note.clone()]))
}
