//! The opening of a note; the twin of [`covenant_statements::Note`].

use crate::Cs;
use covenant_gadgets::{compare::Uint, cs::Num, poseidon::var::hash};
use covenant_statements::Note;

/// A note's terms: an amount of 64 bits, or of 65 as the sum of two parts of it, days and rate of 32, a currency of 24, the others of 8.
pub struct NoteVar {
    /// To whom it is owed.
    pub creditor: Num,
    /// Who owes.
    pub debtor: Num,
    /// The accepted amount.
    pub amount: Uint,
    /// The currency.
    pub currency: Uint,
    /// Issue day.
    pub issue: Uint,
    /// Due day.
    pub due: Uint,
    /// The rate.
    pub rate: Uint,
    /// Invoice or loan.
    pub kind: Uint,
    /// How it was attested.
    pub lane: Uint,
    /// In which capacity it was acknowledged.
    pub capacity: Uint,
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
        let packed = Uint::pack(&[
            (&self.capacity, 8),
            (&self.lane, 8),
            (&self.kind, 8),
            (&self.rate, 32),
            (&self.due, 32),
            (&self.issue, 32),
            (&self.currency, 24),
            (&self.amount, 65),
        ]);
        let values =
            [&self.creditor, &self.debtor, packed.num(), &self.policy, &self.nullifier, &self.blinding];
        hash(cs, Note::TAG, &values.map(Clone::clone))
    }
}
