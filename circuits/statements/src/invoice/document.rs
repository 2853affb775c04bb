//! Whether an acknowledgement is one of this document: what `check` and `prove` compare before anything is proved.

use super::Acknowledgement;
use crate::{Amount, Bps, Currency, Day, DocumentType, InvoiceNumber, PartyId, redact::redacted};

/// What a document says of an obligation, with its parties resolved.
#[derive(Clone, PartialEq, Eq)]
pub struct Obligation {
    /// Who is to be paid.
    pub seller: PartyId,
    /// Who owes.
    pub debtor: PartyId,
    /// The type from the one table.
    pub document_type: DocumentType,
    /// The number in normal form.
    pub number: InvoiceNumber,
    /// The currency.
    pub currency: Currency,
    /// The payable amount.
    pub payable: Amount,
    /// Issue day.
    pub issue: Day,
    /// Due day, where the document has one.
    pub due: Option<Day>,
    /// The rate: 0 for invoices.
    pub rate: Bps,
}

redacted!(Obligation);

/// The acknowledgement is not one of this document; which field tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the acknowledgement's {field} is not the document's")]
pub struct Mismatch {
    /// The field of the acknowledgement.
    pub field: &'static str,
    /// A stable code.
    pub code: &'static str,
}

impl Obligation {
    /// The first field in which an acknowledgement is not one of this document. The accepted amount may be less than the
    /// payable one; the due day is whatever the debtor signs.
    pub fn matches(&self, ack: &Acknowledgement) -> Result<(), Mismatch> {
        const OTHER: &str = "invoice/acknowledgement-of-another";
        let fields = [
            (self.seller == ack.seller, "seller", OTHER),
            (self.debtor == ack.debtor, "debtor", OTHER),
            (self.document_type == ack.document_type, "document_type", OTHER),
            (self.number == ack.number, "number", OTHER),
            (self.issue == ack.issue, "issue", OTHER),
            (self.currency == ack.currency, "currency", OTHER),
            (self.rate == ack.rate, "rate", OTHER),
            (ack.amount <= self.payable, "amount", "invoice/accepted-over-payable"),
        ];
        match fields.into_iter().find(|(holds, ..)| !holds) {
            Some((_, field, code)) => Err(Mismatch { field, code }),
            None => Ok(()),
        }
    }
}
