//! The identifiers of a party, and the way from them to one party.
//!
//! An identifier is written `SCHEME:VALUE`, the form that `covenant party add --id` takes:
//!
//! | scheme | what | EN 16931 |
//! |---|---|---|
//! | `VAT` | VAT number, with its country prefix | BT-31, BT-48 |
//! | `TAX` | another tax registration | BT-32 |
//! | an ICD of ISO/IEC 6523, `0002` … | legal registration, or an identifier of the party | BT-30, BT-47, BT-29, BT-46 |
//! | `REG` | legal registration without a scheme | BT-30, BT-47 |
//! | `ID` | identifier of the party without a scheme | BT-29, BT-46 |
//! | an EAS code, `0088`, `9930`, `EM` … | electronic address | BT-34, BT-49 |
//!
//! Values are compared in one form: upper case, without blanks; VAT numbers also without dots, hyphens and slashes
//! (`BE 0123.456.789` is `VAT:BE0123456789`).

mod collect;
pub(crate) mod resolve;

pub use collect::{Side, identifiers_of};
pub use resolve::{Parties, ResolveError, ResolveFault, resolve, resolve_parties};

use core::fmt;

/// Bytes of a value.
pub const MAX_VALUE_BYTES: usize = 64;
/// Bytes of a scheme.
pub const MAX_SCHEME_BYTES: usize = 16;

/// Scheme of VAT numbers.
pub const VAT: &str = "VAT";
/// Scheme of tax registrations other than VAT.
pub const TAX: &str = "TAX";
/// Scheme of legal registrations whose register the document does not name.
pub const REG: &str = "REG";
/// Scheme of party identifiers whose issuer the document does not name.
pub const ID: &str = "ID";

/// A scheme and a value, both in the form in which they are compared and hashed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    scheme: String,
    value: String,
}

impl Identifier {
    /// Normalises and checks an identifier: `None` unless the scheme is 1 to 16 ASCII letters, digits, hyphens or
    /// underscores, and the value 1 to 64 printable ASCII characters.
    pub fn new(scheme: &str, value: &str) -> Option<Self> {
        let scheme = scheme.trim().to_ascii_uppercase();
        let scheme_ok = (1..=MAX_SCHEME_BYTES).contains(&scheme.len())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let is_vat = scheme == VAT;
        let value: String = value
            .chars()
            .filter(|c| !c.is_whitespace() && !(is_vat && matches!(c, '.' | '-' | '/')))
            .map(|c| c.to_ascii_uppercase())
            .take(MAX_VALUE_BYTES + 1)
            .collect();
        let value_ok =
            (1..=MAX_VALUE_BYTES).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_graphic());
        (scheme_ok && value_ok).then_some(Self { scheme, value })
    }

    /// Reads `SCHEME:VALUE`. The value may have colons of its own.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, value) = text.split_once(':')?;
        Self::new(scheme, value)
    }

    /// The scheme, upper case.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The value, upper case and without blanks.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme, self.value)
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({}:[redacted])", self.scheme)
    }
}

impl serde::Serialize for Identifier {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_form_for_one_identifier() {
        for (text, want) in [
            ("VAT:DE123456789", "VAT:DE123456789"),
            ("vat: de 123 456 789 ", "VAT:DE123456789"),
            ("VAT:BE 0123.456.789", "VAT:BE0123456789"),
            ("VAT:CHE-123.456.788", "VAT:CHE123456788"),
            ("0088:4012345000009", "0088:4012345000009"),
            ("EM:Accounts@Example.com", "EM:ACCOUNTS@EXAMPLE.COM"),
            ("REG:HRB 12.345", "REG:HRB12.345"),
            ("X:a:b", "X:A:B"),
        ] {
            assert_eq!(Identifier::parse(text).expect(text).to_string(), want);
        }
    }

    #[test]
    fn refuses_what_cannot_be_compared() {
        let long = format!("REG:{}", "1".repeat(MAX_VALUE_BYTES + 1));
        for text in [
            "",
            "VAT",
            ":",
            "VAT:",
            ":1",
            "VAT: . - /",
            "V T:1",
            "VÄT:1",
            "REG:ТУ1",
            "REG:1\u{0}",
            long.as_str(),
        ] {
            assert!(Identifier::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn debug_shows_no_value() {
        let shown = format!("{:?}", Identifier::parse("VAT:DE123456789"));
        assert!(shown.contains("VAT") && !shown.contains("123"));
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,80}") {
            if let Some(identifier) = Identifier::parse(&text) {
                prop_assert_eq!(Identifier::parse(&identifier.to_string()), Some(identifier));
            }
        }
    }
}
