//! What a debtor (or who may sign for it) signs.

use crate::{
    Amount, Bps, Capacity, Currency, Day, DocumentType, Fr, InvoiceNumber, Network, PartyId, ResponseCode,
    TextDigest, pack::pack, redact::redacted,
};
use covenant_gadgets::poseidon::hash;

/// The signed tuple. Fields are in clear here; only its hash leaves the parties' machines.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Acknowledgement {
    /// Which network the signature is for.
    pub network: Network,
    /// The response; only AP is financeable.
    pub code: ResponseCode,
    /// The seller (creditor).
    pub seller: PartyId,
    /// The type from the one table.
    pub document_type: DocumentType,
    /// The document's number in normal form.
    pub number: InvoiceNumber,
    /// Who owes.
    pub debtor: PartyId,
    /// In which capacity this is signed.
    pub capacity: Capacity,
    /// The currency.
    pub currency: Currency,
    /// The accepted amount, at most the document's payable amount.
    pub amount: Amount,
    /// Issue day.
    pub issue: Day,
    /// Due day: what the debtor signs, never parsed from payment terms.
    pub due: Day,
    /// The rate: 0 for invoices.
    pub rate: Bps,
    /// The day of signing.
    pub acknowledged_on: Day,
    /// The last day on which this may be relied upon.
    pub last_valid: Day,
    /// The digest of the terms agreed to (no set-off, notice of assignment), zero for none.
    pub terms: TextDigest,
    /// The digest of the account to be paid, zero for none.
    pub payee: TextDigest,
}

redacted!(Acknowledgement);

impl Acknowledgement {
    /// amount, issue, due, rate, acknowledged_on and last_valid_day in one element.
    #[must_use]
    pub fn packed_terms(&self) -> Fr {
        pack(&[
            (Fr::from(self.last_valid.get()), 32),
            (Fr::from(self.acknowledged_on.get()), 32),
            (Fr::from(self.rate.0), 32),
            (Fr::from(self.due.get()), 32),
            (Fr::from(self.issue.get()), 32),
            (Fr::from(self.amount.0), 64),
        ])
    }

    /// code, document type, capacity and currency in one element.
    #[must_use]
    pub fn packed_form(&self) -> Fr {
        pack(&[
            (Fr::from(self.currency.code()), 24),
            (Fr::from(self.capacity as u64), 8),
            (Fr::from(self.document_type.0), 16),
            (Fr::from(self.code.code()), 16),
        ])
    }

    /// The signed message.
    #[must_use]
    pub fn message(&self) -> Fr {
        let [length, l0, l1, l2] = self.number.limbs();
        hash(
            "covenant/acknowledgement",
            &[
                self.network.to_field(),
                self.seller.0,
                length,
                l0,
                l1,
                l2,
                self.debtor.0,
                self.terms.0,
                self.payee.0,
                self.packed_terms(),
                self.packed_form(),
            ],
        )
    }
}
