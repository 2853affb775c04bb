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
//! The schemes `VAT`, `TAX` and `GSTIN` come from the terms of tax numbers only: elsewhere (a `PartyIdentification` with the
//! scheme VAT) such a number is an alias like one without a scheme.
//!
//! Values are compared in one form: upper case, without blanks; VAT numbers also without dots, hyphens and slashes
//! (`BE 0123.456.789` is `VAT:BE0123456789`).

mod collect;
pub(crate) mod resolve;

pub use collect::{Side, identifiers_of};
pub use resolve::{Parties, ResolveError, ResolveFault, resolve, resolve_parties};

use covenant_statements::Identifier;

/// Scheme of VAT numbers.
pub const VAT: &str = "VAT";
/// Scheme of tax registrations other than VAT.
pub const TAX: &str = "TAX";
/// Scheme of legal registrations whose register the document does not name.
pub const REG: &str = "REG";
/// Scheme of party identifiers whose issuer the document does not name.
pub const ID: &str = "ID";

/// An identifier in the form in which it is compared and hashed; `None` unless the scheme is 1 to 31 ASCII letters,
/// digits, hyphens or underscores, and the value 1 to 64 printable ASCII characters.
pub fn identifier(scheme: &str, value: &str) -> Option<Identifier> {
    Identifier::comparable(scheme, value).ok()
}

/// Reads `SCHEME:VALUE` into that form. The value may have colons of its own.
pub fn parse_identifier(text: &str) -> Option<Identifier> {
    let (scheme, value) = text.split_once(':')?;
    identifier(scheme, value)
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
            assert_eq!(parse_identifier(text).expect(text).to_string(), want);
        }
    }

    #[test]
    fn refuses_what_cannot_be_compared() {
        let long = format!("REG:{}", "1".repeat(65));
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
            assert!(parse_identifier(text).is_none(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,80}") {
            if let Some(identifier) = parse_identifier(&text) {
                prop_assert_eq!(parse_identifier(&identifier.to_string()), Some(identifier));
            }
        }
    }
}
