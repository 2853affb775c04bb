//! Texts into values.

use super::{Fault, Root};
use crate::{
    currency,
    decimal::{Decimal, Numeral},
    error::ValueFault,
    model::RawIdentifier,
    rules::Rule,
};
use covenant_statements::{Currency, Day};

/// UNTDID 1001 codes that UBL writes in a CreditNote, after EN 16931's list of codes.
const CREDIT_NOTE_CODES: [u16; 13] = [81, 83, 261, 262, 296, 308, 381, 396, 420, 458, 502, 503, 532];

/// The content of an element that holds text. An empty text counts as none.
pub(super) struct Leaf<'a> {
    /// The text, without white space at its ends.
    pub(super) text: &'a str,
    /// The attributes that are read.
    pub(super) attributes: &'a [(&'static str, String)],
}

impl Leaf<'_> {
    pub(super) fn text(&self) -> Option<String> {
        (!self.text.is_empty()).then(|| self.text.to_owned())
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
            .filter(|v| !v.is_empty())
    }

    pub(super) fn identifier(&self) -> Option<RawIdentifier> {
        Some(RawIdentifier { scheme: self.attribute("schemeID").map(str::to_owned), value: self.text()? })
    }

    pub(super) fn decimal(&self, term: &'static str) -> Result<Option<Decimal>, Fault> {
        self.parse(term, ValueFault::AmountFormat, Decimal::parse)
    }

    pub(super) fn numeral(&self, term: &'static str) -> Result<Option<Numeral>, Fault> {
        self.parse(term, ValueFault::AmountFormat, Numeral::parse)
    }

    pub(super) fn day(&self, term: &'static str) -> Result<Option<Day>, Fault> {
        self.parse(term, ValueFault::DateFormat, |text| text.parse().ok())
    }

    pub(super) fn currency(&self, term: &'static str, rule: Rule) -> Result<Option<Currency>, Fault> {
        self.parse(term, rule, currency::parse)
    }

    pub(super) fn flag(&self) -> Result<Option<bool>, Fault> {
        self.parse("", ValueFault::FlagFormat, |text| match text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        })
    }

    /// BT-3: one to three digits. A CreditNote carries a credit note's code, so that no reader takes it for an invoice.
    pub(super) fn type_code(&self, root: Root) -> Result<Option<u16>, Fault> {
        self.parse("BT-3", Rule::BrCl01, |text| {
            let plain = (1..=3).contains(&text.len())
                && !text.starts_with('0')
                && text.bytes().all(|b| b.is_ascii_digit());
            let code: u16 = plain.then(|| text.parse().ok())??;
            (root == Root::Invoice || CREDIT_NOTE_CODES.contains(&code)).then_some(code)
        })
    }

    fn parse<T>(
        &self,
        term: &'static str,
        code: impl Into<crate::error::Code>,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        if self.text.is_empty() {
            return Ok(None);
        }
        read(self.text).map(Some).ok_or_else(|| Fault::new(code, term))
    }
}
