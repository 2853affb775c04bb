//! Any document, and what it says about an obligation.

use crate::{
    currency::Currency,
    decimal::Decimal,
    error::{Field, IngestError, ValueFault},
    identifiers::{Identifier, Side, identifiers_of},
    loan::{self, Loan},
    model::redacted,
    rules,
    ubl::{self, Root, UblDocument},
};

/// Document type of a loan agreement; invoices keep their code of UNTDID 1001, which has at most three digits.
pub const LOAN_AGREEMENT: u16 = 1000;

/// Bytes of a document number.
pub const MAX_NUMBER_BYTES: usize = 64;

/// A document that was read and keeps the rules of its kind.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Document {
    /// A UBL Invoice: an invoice, or a correction of one.
    Invoice(UblDocument),
    /// A UBL CreditNote.
    CreditNote(UblDocument),
    /// A loan agreement.
    Loan(Loan),
}

redacted!(Document);

/// The obligation that a document states: one view for all kinds.
///
/// Whether it is financeable (type, amount, dates, parties) is for the statement to judge.
#[derive(Clone, PartialEq, Eq)]
pub struct ObligationDraft {
    /// The document type of `docs/src/encodings.md`: 380 an invoice, 1000 a loan agreement, …
    pub document_type: u16,
    /// The number: ASCII, trimmed, upper case, 1 to 64 bytes.
    pub number: String,
    /// The issue day, in days since 1970-01-01.
    pub issued: u32,
    /// The due day, if the document states one as a date.
    pub due: Option<u32>,
    /// The currency.
    pub currency: Currency,
    /// The amount due, in minor units of the currency.
    pub amount: u64,
    /// The yearly rate in basis points; 0 for an invoice.
    pub rate_bps: u32,
    /// The identifiers of the one to be paid, the best first.
    pub seller: Vec<Identifier>,
    /// The identifiers of the one to pay, the best first.
    pub debtor: Vec<Identifier>,
}

redacted!(ObligationDraft);

impl Document {
    /// Reads a document of any known format and applies the rules of EN 16931 to an invoice.
    ///
    /// # Errors
    /// `xml/…`, `json/…` or `document/unrecognised` for the bytes; `amount/…`, `date/…`, … for a value; the name of the
    /// first rule that is broken, such as `BR-CO-15`, with the business term and the path.
    pub fn read(bytes: &[u8]) -> Result<Self, IngestError> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'<') => Self::read_ubl(bytes),
            Some(b'{') => loan::read(bytes).map(Self::Loan),
            _ => Err(IngestError::document(ValueFault::Unrecognised)),
        }
    }

    fn read_ubl(bytes: &[u8]) -> Result<Self, IngestError> {
        let document = ubl::read(bytes)?;
        rules::check(&document.invoice).map_err(|violation| {
            let path = ubl::path_of(document.root, violation.term, violation.position);
            IngestError::new(violation.code, Field { term: violation.term, path })
        })?;
        Ok(match document.root {
            Root::Invoice => Self::Invoice(document),
            Root::CreditNote => Self::CreditNote(document),
        })
    }

    /// The identifiers of a side, the best first.
    pub fn identifiers(&self, side: Side) -> Vec<Identifier> {
        match (self, side) {
            (Self::Invoice(document) | Self::CreditNote(document), Side::Seller) => {
                identifiers_of(&document.invoice.seller, side).0
            }
            (Self::Invoice(document) | Self::CreditNote(document), Side::Debtor) => {
                identifiers_of(&document.invoice.buyer, side).0
            }
            (Self::Loan(loan), Side::Seller) => loan.creditor.identifiers.clone(),
            (Self::Loan(loan), Side::Debtor) => loan.debtor.identifiers.clone(),
        }
    }

    /// The obligation that the document states.
    ///
    /// # Errors
    /// `number/format` (BT-1), `amount/negative` or `amount/too-large` (BT-115): a document may be read and shown that
    /// has no form as an obligation.
    pub fn obligation(&self) -> Result<ObligationDraft, IngestError> {
        let seller = self.identifiers(Side::Seller);
        let debtor = self.identifiers(Side::Debtor);
        match self {
            Self::Invoice(document) | Self::CreditNote(document) => invoice_draft(document, seller, debtor),
            Self::Loan(loan) => Ok(ObligationDraft {
                document_type: LOAN_AGREEMENT,
                number: normalised_number(&loan.number, &Field::at("number"))?,
                issued: loan.issued,
                due: Some(loan.due),
                currency: loan.currency,
                amount: minor_units(loan.principal, loan.currency, &Field::at("principal"))?,
                rate_bps: loan.rate_bps,
                seller,
                debtor,
            }),
        }
    }
}

fn invoice_draft(
    document: &UblDocument,
    seller: Vec<Identifier>,
    debtor: Vec<Identifier>,
) -> Result<ObligationDraft, IngestError> {
    let UblDocument { root, invoice } = document;
    let field = |term| Field { term, path: ubl::path_of(*root, term, None) };
    // The rules ask for every term below; a document that skipped them is refused under the rule's name.
    let missing = |rule, term| move || IngestError::new(rule, field(term));
    let currency = invoice.currency.ok_or_else(missing(rules::Rule::Br05, "BT-5"))?;
    let payable = invoice.totals.payable.ok_or_else(missing(rules::Rule::Br15, "BT-115"))?;
    let number = invoice.number.as_deref().ok_or_else(missing(rules::Rule::Br02, "BT-1"))?;
    Ok(ObligationDraft {
        document_type: invoice.type_code.ok_or_else(missing(rules::Rule::Br04, "BT-3"))?,
        number: normalised_number(number, &field("BT-1"))?,
        issued: invoice.issue_date.ok_or_else(missing(rules::Rule::Br03, "BT-2"))?,
        due: invoice.due_date,
        currency,
        amount: minor_units(payable, currency, &field("BT-115"))?,
        rate_bps: 0,
        seller,
        debtor,
    })
}

/// The number as it is hashed: two spellings of one number must not be two invoices.
fn normalised_number(number: &str, field: &Field) -> Result<String, IngestError> {
    let number = number.trim_matches(' ').to_ascii_uppercase();
    let plain = number.bytes().all(|byte| matches!(byte, 0x20..=0x7e));
    if !plain || number.is_empty() || number.len() > MAX_NUMBER_BYTES {
        return Err(IngestError::new(ValueFault::NumberFormat, field.clone()));
    }
    Ok(number)
}

fn minor_units(amount: Decimal, currency: Currency, field: &Field) -> Result<u64, IngestError> {
    let fault = if amount.is_negative() { ValueFault::AmountNegative } else { ValueFault::AmountTooLarge };
    amount.to_minor_units(currency.minor_digits()).ok_or_else(|| IngestError::new(fault, field.clone()))
}
