//! Texts into values.

use super::Fault;
use crate::{
    currency,
    decimal::{Decimal, Numeral},
    error::{Code, Field, ValueFault},
    model::RawIdentifier,
    rules::Rule,
};
use covenant_statements::{Currency, Day};

/// The content of an element that holds text. An empty text counts as none.
pub(crate) struct Leaf<'a> {
    /// The text, without white space at its ends.
    pub(crate) text: &'a str,
    /// The attributes that are read.
    pub(crate) attributes: &'a [(&'static str, String)],
    /// The path of the element.
    pub(super) place: &'a dyn Fn() -> String,
}

impl Leaf<'_> {
    pub(crate) fn text(&self) -> Option<String> {
        (!self.text.is_empty()).then(|| self.text.to_owned())
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
            .filter(|v| !v.is_empty())
    }

    /// The element as the field of a fault that is found later.
    pub(crate) fn field(&self, term: &'static str) -> Field {
        Field { term, path: (self.place)() }
    }

    pub(crate) fn identifier(&self) -> Option<RawIdentifier> {
        Some(RawIdentifier { scheme: self.attribute("schemeID").map(str::to_owned), value: self.text()? })
    }

    pub(crate) fn decimal(&self, term: &'static str) -> Result<Option<Decimal>, Fault> {
        self.parse(term, ValueFault::AmountFormat, Decimal::parse)
    }

    pub(crate) fn numeral(&self, term: &'static str) -> Result<Option<Numeral>, Fault> {
        self.parse(term, ValueFault::AmountFormat, Numeral::parse)
    }

    pub(crate) fn day(&self, term: &'static str) -> Result<Option<Day>, Fault> {
        self.parse(term, ValueFault::DateFormat, |text| text.parse().ok())
    }

    pub(crate) fn currency(&self, term: &'static str, rule: Rule) -> Result<Option<Currency>, Fault> {
        self.parse(term, rule, currency::parse)
    }

    pub(crate) fn flag(&self) -> Result<Option<bool>, Fault> {
        self.parse("", ValueFault::FlagFormat, |text| match text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        })
    }

    /// A flag by which a document says that it is nothing to be paid, and so is refused.
    pub(crate) fn unset(&self, fault: ValueFault) -> Result<(), Fault> {
        if self.flag()? == Some(true) { Err(Fault::new(fault, "")) } else { Ok(()) }
    }

    /// BT-3: one to three digits, and a code that the document may have.
    pub(crate) fn type_code(&self, may_be: impl FnOnce(u16) -> bool) -> Result<Option<u16>, Fault> {
        self.parse("BT-3", Rule::BrCl01, |text| {
            let plain = (1..=3).contains(&text.len())
                && !text.starts_with('0')
                && text.bytes().all(|b| b.is_ascii_digit());
            let code: u16 = plain.then(|| text.parse().ok())??;
            may_be(code).then_some(code)
        })
    }

    pub(crate) fn parse<T>(
        &self,
        term: &'static str,
        code: impl Into<Code>,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        if self.text.is_empty() {
            return Ok(None);
        }
        read(self.text).map(Some).ok_or_else(|| Fault::new(code, term))
    }
}
