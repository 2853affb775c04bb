//! The opening of a note; the twin of [`covenant_statements::Note`].

use super::pack::pack;
use crate::Cs;
use covenant_gadgets::{cs::Num, poseidon::var::hash};
use covenant_statements::Note;

/// A note's terms. Whoever makes one has checked the ranges: amount 64 bits, days and rate 32, currency 24, the others 8.
pub struct NoteVar {
    /// To whom it is owed.
    pub creditor: Num,
    /// Who owes.
    pub debtor: Num,
    /// The accepted amount.
    pub amount: Num,
    /// The currency.
    pub currency: Num,
    /// Issue day.
    pub issue: Num,
    /// Due day.
    pub due: Num,
    /// The rate.
    pub rate: Num,
    /// Invoice or loan.
    pub kind: Num,
    /// How it was attested.
    pub lane: Num,
    /// In which capacity it was acknowledged.
    pub capacity: Num,
    /// The digest of the policy.
    pub policy: Num,
    /// N1.
    pub nullifier: Num,
    /// Uniform.
    pub blinding: Num,
}

impl NoteVar {
    /// The commitment.
    pub fn commitment(&self, cs: &mut Cs) -> Num {
        let packed = pack(&[
            (&self.capacity, 8),
            (&self.lane, 8),
            (&self.kind, 8),
            (&self.rate, 32),
            (&self.due, 32),
            (&self.issue, 32),
            (&self.currency, 24),
            (&self.amount, 64),
        ]);
        let values = [&self.creditor, &self.debtor, &packed, &self.policy, &self.nullifier, &self.blinding];
        hash(cs, Note::TAG, &values.map(Clone::clone))
    }
}
