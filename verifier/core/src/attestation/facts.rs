//! What a statement adds to a report.

use alloc::string::String;
use core::fmt;

use covenant_statements::{Currency, Fr, field};
use serde::{Serialize, Serializer};

/// A value that a report shows under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The report's JSON key.
    pub name: &'static str,
    /// The name in the report's text; none where the text leaves it out.
    pub label: Option<&'static str>,
    /// The value.
    pub value: FactValue,
}

/// The forms of such values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactValue {
    /// A field element: `0x` and 64 digits.
    Field(Fr),
    /// A word or a sentence.
    Text(String),
    /// An amount of money, or the bound that it is hidden behind. How many minor units a unit of the currency has is for who shows it.
    Amount {
        /// Whether it is a bound.
        at_most: bool,
        /// Minor units.
        minor: u64,
        /// The currency.
        currency: Currency,
    },
}

impl Fact {
    /// An exact amount that text and JSON show.
    #[must_use]
    pub fn amount(name: &'static str, label: &'static str, minor: u64, currency: Currency) -> Self {
        Self { name, label: Some(label), value: FactValue::Amount { at_most: false, minor, currency } }
    }

    /// A field element that text and JSON show.
    #[must_use]
    pub fn field(name: &'static str, label: &'static str, value: Fr) -> Self {
        Self { name, label: Some(label), value: FactValue::Field(value) }
    }

    /// A field element that the JSON alone shows.
    #[must_use]
    pub fn unlabelled_field(name: &'static str, value: Fr) -> Self {
        Self { name, label: None, value: FactValue::Field(value) }
    }
}

impl fmt::Display for FactValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(value) => f.write_str(&field::to_hex(value)),
            Self::Text(text) => f.write_str(text),
            Self::Amount { at_most, minor, currency } => {
                let most = if *at_most { "at most " } else { "" };
                write!(f, "{most}{minor} minor units of {currency}")
            }
        }
    }
}

impl Serialize for FactValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
