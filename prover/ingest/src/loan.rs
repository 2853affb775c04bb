//! Loan agreements, as JSON.
//!
//! ```json
//! {
//!   "document": "covenant/loan-agreement/1",
//!   "number": "LA-2026-0042",
//!   "issued": "2026-10-01",
//!   "due": "2027-02-26",
//!   "currency": "EUR",
//!   "principal": "50000.00",
//!   "rate_bps": 650,
//!   "creditor": { "name": "…", "identifiers": ["VAT:…"] },
//!   "debtor": { "name": "…", "identifiers": ["VAT:…", "0106:…"] }
//! }
//! ```
//!
//! Every field is needed and no other is known. The principal is a string: a JSON number would pass through floats.

use crate::{
    currency,
    decimal::Decimal,
    error::{Field, IngestError, JsonFault, ValueFault},
    identifiers::{Side, parse_identifier},
    json::{self, Object},
    model::redacted,
    rules::Rule,
};
use covenant_statements::{Bps, Currency, Day, Identifier};

/// What the field `document` says.
pub const FORMAT: &str = "covenant/loan-agreement/1";

/// A loan agreement.
#[derive(Clone, PartialEq, Eq)]
pub struct Loan {
    /// The number that the creditor gave it.
    pub number: String,
    /// The day of the agreement.
    pub issued: Day,
    /// The day on which it is to be repaid.
    pub due: Day,
    /// The currency.
    pub currency: Currency,
    /// The principal, with no more fraction digits than the currency has.
    pub principal: Decimal,
    /// The yearly rate in basis points.
    pub rate_bps: Bps,
    /// Who lent, and is to be paid: the place that the seller has in an invoice.
    pub creditor: LoanParty,
    /// Who owes.
    pub debtor: LoanParty,
}

/// A party to a loan.
#[derive(Clone, PartialEq, Eq)]
pub struct LoanParty {
    /// The name.
    pub name: String,
    /// The identifiers in the order of the document, without repetitions.
    pub identifiers: Vec<Identifier>,
}

redacted!(Loan, LoanParty);

/// Reads a loan agreement.
///
/// # Errors
/// `json/…` for the text and its fields, `amount/…`, `date/format`, `BR-CL-04` (currency), `rate/format`,
/// `identifier/format`, `text/empty` for values.
pub fn read(bytes: &[u8]) -> Result<Loan, IngestError> {
    let mut object = Object::new(json::parse(bytes)?, "")?;
    if object.text("document")? != FORMAT {
        return Err(object.error("document", JsonFault::Version));
    }
    let issued = parsed(&mut object, "issued", ValueFault::DateFormat, day)?;
    let currency = parsed(&mut object, "currency", Rule::BrCl04, |code| {
        currency::parse(code).filter(|currency| currency::is_valid_on(*currency, issued))
    })?;
    let loan = Loan {
        number: parsed(&mut object, "number", ValueFault::TextEmpty, non_empty)?,
        issued,
        due: parsed(&mut object, "due", ValueFault::DateFormat, day)?,
        currency,
        principal: principal(&mut object, currency)?,
        rate_bps: rate(&mut object)?,
        creditor: party(object.object("creditor")?)?,
        debtor: party(object.object(Side::Debtor.as_str())?)?,
    };
    object.finish()?;
    Ok(loan)
}

fn parsed<T>(
    object: &mut Object,
    key: &str,
    code: impl Into<crate::error::Code>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, IngestError> {
    let text = object.text(key)?;
    read(&text).ok_or_else(|| object.error(key, code))
}

fn day(text: &str) -> Option<Day> {
    text.parse().ok()
}

fn non_empty(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn principal(object: &mut Object, currency: Currency) -> Result<Decimal, IngestError> {
    let principal = parsed(object, "principal", ValueFault::AmountFormat, Decimal::parse)?;
    if currency::minor_digits(currency).is_some_and(|digits| principal.fraction_digits() > digits) {
        return Err(object.error("principal", ValueFault::AmountPrecision));
    }
    Ok(principal)
}

fn rate(object: &mut Object) -> Result<Bps, IngestError> {
    let rate = object.unsigned("rate_bps")?;
    u32::try_from(rate).map(Bps).map_err(|_| object.error("rate_bps", ValueFault::RateFormat))
}

fn party(mut object: Object) -> Result<LoanParty, IngestError> {
    let name = parsed(&mut object, "name", ValueFault::TextEmpty, non_empty)?;
    let mut identifiers = Vec::new();
    for (index, text) in object.texts("identifiers")?.iter().enumerate() {
        let Some(identifier) = parse_identifier(text) else {
            let path = format!("{}[{}]", object.field("identifiers").path, index + 1);
            return Err(IngestError::new(ValueFault::Identifier, Field::at(path)));
        };
        if !identifiers.contains(&identifier) {
            identifiers.push(identifier);
        }
    }
    object.finish()?;
    Ok(LoanParty { name, identifiers })
}
