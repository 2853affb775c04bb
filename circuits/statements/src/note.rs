//! The note: a hiding commitment to an obligation's terms. Statement 1 makes it, vaults and pools open it.

use crate::{Amount, Bps, Capacity, Currency, Day, Fr, Kind, Lane, PartyId, pack::pack, redact::redacted};
use covenant_gadgets::poseidon::hash;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The opening of a note; the holder's secret, wiped when it is dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Note {
    /// To whom it is owed.
    pub creditor: PartyId,
    /// Who owes.
    pub debtor: PartyId,
    /// The accepted amount.
    pub amount: Amount,
    /// The currency.
    #[zeroize(skip)]
    pub currency: Currency,
    /// Issue day.
    pub issue: Day,
    /// Due day.
    pub due: Day,
    /// The rate.
    pub rate: Bps,
    /// Invoice or loan.
    #[zeroize(skip)]
    pub kind: Kind,
    /// How it was attested.
    #[zeroize(skip)]
    pub lane: Lane,
    /// In which capacity it was acknowledged.
    #[zeroize(skip)]
    pub capacity: Capacity,
    /// The digest of the policy.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub policy: Fr,
    /// N1.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub nullifier: Fr,
    /// Uniform, fresh for each consent.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub blinding: Fr,
}

redacted!(Note);

impl Note {
    /// The tag of the commitment.
    pub const TAG: &'static str = "covenant/note";

    /// amount, currency, issue, due, rate, kind, lane and capacity in one element.
    #[must_use]
    pub fn packed(&self) -> Fr {
        pack(&[
            (Fr::from(self.capacity as u64), 8),
            (Fr::from(self.lane as u64), 8),
            (Fr::from(self.kind as u64), 8),
            (Fr::from(self.rate.0), 32),
            (Fr::from(self.due.get()), 32),
            (Fr::from(self.issue.get()), 32),
            (Fr::from(self.currency.code()), 24),
            (Fr::from(self.amount.0), 64),
        ])
    }

    /// The commitment.
    #[must_use]
    pub fn commitment(&self) -> Fr {
        let values =
            [self.creditor.0, self.debtor.0, self.packed(), self.policy, self.nullifier, self.blinding];
        hash(Self::TAG, &values)
    }
}
