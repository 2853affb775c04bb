//! Any document, and what it says about an obligation.

use crate::{
    currency::minor_digits,
    decimal::Decimal,
    error::{Field, IngestError, ValueFault, XmlFault},
    identifiers::{Side, identifiers_of},
    loan::{self, Loan},
    model::{Invoice, Party, redacted},
    rules,
    syntax::{self, InvoiceDocument},
};
use covenant_statements::{Amount, Bps, Currency, Day, DocumentType, Identifier, InvoiceNumber};

/// A document that was read and keeps the rules of its kind.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Document {
    /// An invoice, or a correction of one.
    Invoice(InvoiceDocument),
    /// A credit note: UBL's CreditNote, or CII with the type code of one.
    CreditNote(InvoiceDocument),
    /// A loan agreement.
    Loan(Loan),
}

redacted!(Document);

/// How a PDF begins.
const PDF: &[u8] = b"%PDF-";

/// The obligation that a document states: one view for all kinds.
///
/// Whether it is financeable (type, amount, dates, parties) is for the statement to judge.
#[derive(Clone, PartialEq, Eq)]
pub struct ObligationDraft {
    /// The document type: 380 an invoice, 1000 a loan agreement, …
    pub document_type: DocumentType,
    /// The number in its normal form.
    pub number: InvoiceNumber,
    /// The issue day.
    pub issued: Day,
    /// The due day, if the document states one as a date.
    pub due: Option<Day>,
    /// The currency.
    pub currency: Currency,
    /// The amount due.
    pub amount: Amount,
    /// The yearly rate in basis points; 0 for an invoice.
    pub rate_bps: Bps,
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
    /// `xml/…`, `pdf/…`, `json/…` or `document/…` for the bytes; `amount/…`, `date/…`, … for a value; the name of the
    /// first rule that is broken, such as `BR-CO-15`, with the business term and the path.
    pub fn read(bytes: &[u8]) -> Result<Self, IngestError> {
        if is_utf16(bytes) {
            return Err(IngestError::document(XmlFault::Encoding));
        }
        if bytes.starts_with(PDF) {
            return Self::read_pdf(bytes);
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'<') => Self::read_invoice(bytes),
            Some(b'{') => loan::read(bytes).map(Self::Loan),
            _ => Err(IngestError::document(ValueFault::Unrecognised)),
        }
    }

    fn read_invoice(bytes: &[u8]) -> Result<Self, IngestError> {
        let document = syntax::read(bytes)?;
        rules::check(&document.invoice).map_err(|violation| {
            let path = document.root.path_of(violation.term, violation.position);
            IngestError::new(violation.code, Field { term: violation.term, path })
        })?;
        let is_credit_note = document.invoice.is_credit_note;
        Ok(if is_credit_note { Self::CreditNote(document) } else { Self::Invoice(document) })
    }

    /// The invoice that is attached to a PDF.
    #[cfg(feature = "pdf")]
    fn read_pdf(bytes: &[u8]) -> Result<Self, IngestError> {
        Self::read_invoice(&crate::pdf::invoice_in(bytes)?)
    }

    #[cfg(not(feature = "pdf"))]
    fn read_pdf(_: &[u8]) -> Result<Self, IngestError> {
        Err(IngestError::document(ValueFault::PdfNotBuilt))
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

    /// The payee that the document names (BG-10), if that is not the seller: the claim may be another's already.
    pub fn other_payee(&self) -> Option<&Party> {
        match self {
            Self::Invoice(document) | Self::CreditNote(document) => other_payee(&document.invoice),
            Self::Loan(_) => None,
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
                document_type: DocumentType::LOAN,
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

/// The payee, unless all that is said of it is said of the seller too.
pub(crate) fn other_payee(invoice: &Invoice) -> Option<&Party> {
    let payee = invoice.payee.as_ref()?;
    let alike = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let names = |party: &Party| {
        [&party.name, &party.trading_name].into_iter().flatten().map(alike).collect::<Vec<_>>()
    };
    let sellers = names(&invoice.seller);
    let (known, _) = identifiers_of(&invoice.seller, Side::Seller);
    let (identifiers, unusable) = identifiers_of(payee, Side::Seller);
    let is_seller = unusable.is_empty()
        && names(payee).iter().all(|name| sellers.contains(name))
        && identifiers.iter().all(|identifier| known.contains(identifier));
    (!is_seller).then_some(payee)
}

/// Whether bytes begin as XML in UTF-16 or UTF-32 does (XML 1.0, appendix F).
fn is_utf16(bytes: &[u8]) -> bool {
    let beginnings: [&[u8]; 6] = [b"\xfe\xff", b"\xff\xfe", b"\0<", b"<\0", b"\0\0\xfe\xff", b"\0\0\0<"];
    beginnings.iter().any(|beginning| bytes.starts_with(beginning))
}

fn invoice_draft(
    document: &InvoiceDocument,
    seller: Vec<Identifier>,
    debtor: Vec<Identifier>,
) -> Result<ObligationDraft, IngestError> {
    let InvoiceDocument { root, invoice } = document;
    let field = |term| Field { term, path: root.path_of(term, None) };
    // The rules ask for every term below; a document that skipped them is refused under the rule's name.
    let missing = |rule, term| move || IngestError::new(rule, field(term));
    let currency = invoice.currency.ok_or_else(missing(rules::Rule::Br05, "BT-5"))?;
    let payable = invoice.totals.payable.ok_or_else(missing(rules::Rule::Br15, "BT-115"))?;
    let number = invoice.number.as_deref().ok_or_else(missing(rules::Rule::Br02, "BT-1"))?;
    let type_code = invoice.type_code.ok_or_else(missing(rules::Rule::Br04, "BT-3"))?;
    Ok(ObligationDraft {
        document_type: DocumentType(type_code),
        number: normalised_number(number, &field("BT-1"))?,
        issued: invoice.issue_date.ok_or_else(missing(rules::Rule::Br03, "BT-2"))?,
        due: invoice.due_date,
        currency,
        amount: minor_units(payable, currency, &field("BT-115"))?,
        rate_bps: Bps(0),
        seller,
        debtor,
    })
}

/// The number as it is hashed: two spellings of one number must not be two invoices.
fn normalised_number(number: &str, field: &Field) -> Result<InvoiceNumber, IngestError> {
    InvoiceNumber::new(number).map_err(|_| IngestError::new(ValueFault::NumberFormat, field.clone()))
}

fn minor_units(amount: Decimal, currency: Currency, field: &Field) -> Result<Amount, IngestError> {
    let fault = if amount.is_negative() { ValueFault::AmountNegative } else { ValueFault::AmountTooLarge };
    let units = minor_digits(currency).and_then(|digits| amount.to_minor_units(digits));
    units.map(Amount).ok_or_else(|| IngestError::new(fault, field.clone()))
}
