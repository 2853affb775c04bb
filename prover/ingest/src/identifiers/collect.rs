//! Which identifiers a party of an invoice has, the best first.

use super::{ID, REG, TAX, VAT, identifier};
use crate::model::{Party, RawIdentifier};
use covenant_statements::Identifier;

/// A party's place in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The seller of an invoice, the creditor of a loan: who is to be paid.
    Seller,
    /// The buyer of an invoice, the debtor of a loan: who is to pay.
    Debtor,
}

impl Side {
    /// The name in field paths: `seller` or `debtor`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seller => "seller",
            Self::Debtor => "debtor",
        }
    }
}

/// The identifiers of a party in their fixed order, without repetitions: VAT numbers, other tax registrations, the
/// legal registration, identifiers of the party, the electronic address.
///
/// The second list names the business terms, if any, that hold something that is no identifier here: it has characters
/// beyond ASCII, or more than 64 of them, or is a tax registration without any digit (some countries
/// write a statement there, the same for every firm).
pub fn identifiers_of(party: &Party, side: Side) -> (Vec<Identifier>, Vec<&'static str>) {
    let term = |seller, buyer| if side == Side::Seller { seller } else { buyer };
    let mut list = Collector::default();
    for number in &party.vat_numbers {
        list.add(identifier(VAT, number), term("BT-31", "BT-48"));
    }
    for number in &party.tax_registrations {
        let number = Some(number).filter(|number| number.bytes().any(|b| b.is_ascii_digit()));
        list.add(number.and_then(|number| identifier(TAX, number)), term("BT-32", "tax registration"));
    }
    if let Some(raw) = &party.legal_registration {
        list.add(schemed(raw, REG), term("BT-30", "BT-47"));
    }
    for raw in &party.identifiers {
        list.add(schemed(raw, ID), term("BT-29", "BT-46"));
    }
    if let Some(raw) = &party.endpoint {
        list.add(raw.scheme.as_ref().and_then(|_| schemed(raw, ID)), term("BT-34", "BT-49"));
    }
    (list.identifiers, list.unusable)
}

/// Schemes that name a party's tax registration. EN 16931 has those in terms of their own; whoever writes them elsewhere
/// gives a number that no tax authority's term vouches for, an alias.
const TAX_SCHEMES: [&str; 3] = [VAT, TAX, "GSTIN"];

fn schemed(raw: &RawIdentifier, otherwise: &str) -> Option<Identifier> {
    let is_tax = |scheme: &&str| TAX_SCHEMES.iter().any(|tax| scheme.trim().eq_ignore_ascii_case(tax));
    let scheme = raw.scheme.as_deref().filter(|scheme| !is_tax(scheme));
    identifier(scheme.unwrap_or(otherwise), &raw.value)
}

#[derive(Default)]
struct Collector {
    identifiers: Vec<Identifier>,
    unusable: Vec<&'static str>,
}

impl Collector {
    fn add(&mut self, identifier: Option<Identifier>, term: &'static str) {
        match identifier {
            Some(identifier) if self.identifiers.contains(&identifier) => {}
            Some(identifier) => self.identifiers.push(identifier),
            None => self.unusable.push(term),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(scheme: &str, value: &str) -> RawIdentifier {
        RawIdentifier { scheme: (!scheme.is_empty()).then(|| scheme.to_owned()), value: value.to_owned() }
    }

    #[test]
    fn the_order_is_fixed() {
        let party = Party {
            endpoint: Some(raw("EM", "ap@example.com")),
            identifiers: vec![raw("0088", "4012345000009"), raw("", "K-17")],
            legal_registration: Some(raw("", "HRB 4711")),
            tax_registrations: vec!["143/815/08151".into(), "Godkänd för F-skatt".into()],
            vat_numbers: vec!["de 123456789".into(), "DE123456789".into()],
            ..Party::default()
        };
        let (found, unusable) = identifiers_of(&party, Side::Seller);
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "VAT:DE123456789",
                "TAX:143/815/08151",
                "REG:HRB4711",
                "0088:4012345000009",
                "ID:K-17",
                "EM:AP@EXAMPLE.COM"
            ]
        );
        assert_eq!(unusable, ["BT-32"]);
    }

    #[test]
    fn a_vat_number_stands_in_its_own_term() {
        let party = Party {
            identifiers: vec![raw("VAT", "DE123456789"), raw(" vat ", "X1"), raw("GSTIN", "29ABCDE1234F1Z5")],
            legal_registration: Some(raw("VAT", "DE123456789")),
            endpoint: Some(raw("TAX", "7")),
            ..Party::default()
        };
        let (found, unusable) = identifiers_of(&party, Side::Seller);
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, ["REG:DE123456789", "ID:DE123456789", "ID:X1", "ID:29ABCDE1234F1Z5", "ID:7"]);
        assert_eq!(unusable, Vec::<&str>::new());
    }

    #[test]
    fn an_endpoint_without_a_scheme_is_none() {
        let party = Party { endpoint: Some(raw("", "somewhere")), ..Party::default() };
        assert_eq!(identifiers_of(&party, Side::Debtor), (vec![], vec!["BT-49"]));
    }
}
