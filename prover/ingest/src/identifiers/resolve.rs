//! From identifiers to parties.
//!
//! Every identifier that the registry knows must lead to the same party; that one of them is unknown is no error, since
//! documents carry customer numbers and addresses that nobody registers.
//!
//! An identifier that stands on both sides (a group's VAT number, a form filled in wrongly) does not tell seller and
//! debtor apart. It is put aside on both, and used only for a side that has nothing else that leads anywhere. Then it
//! makes both sides one party, which statements refuse as `invoice/seller-is-debtor`; if it contradicts what the other
//! side's own identifiers say, the document is ambiguous.

use super::Side;
use core::fmt;
use covenant_statements::Identifier;

/// Why identifiers lead to no party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResolveFault {
    /// `party/unknown`: no identifier leads to a party.
    Unknown,
    /// `party/ambiguous`: identifiers lead to two parties.
    Ambiguous,
}

/// A side whose identifiers lead to no party, or to two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolveError {
    /// Why.
    pub fault: ResolveFault,
    /// Which side.
    pub side: Side,
    /// The kinds (schemes) of the identifiers concerned, in their order: all that were looked up, or those that
    /// lead to different parties. Never a value.
    pub kinds: Vec<String>,
}

impl ResolveError {
    fn new(fault: ResolveFault, side: Side, identifiers: &[&Identifier]) -> Self {
        let kinds = identifiers.iter().map(|identifier| identifier.scheme().to_owned()).collect();
        Self { fault, side, kinds }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self.fault {
            ResolveFault::Unknown => "party/unknown",
            ResolveFault::Ambiguous => "party/ambiguous",
        }
    }

    /// The field: `seller.identifiers` or `debtor.identifiers`.
    pub const fn field(&self) -> &'static str {
        match self.side {
            Side::Seller => "seller.identifiers",
            Side::Debtor => "debtor.identifiers",
        }
    }
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = self.side.as_str();
        let kinds = self.kinds.join(", ");
        match self.fault {
            ResolveFault::Unknown if kinds.is_empty() => write!(f, "the {side} has no identifier"),
            ResolveFault::Unknown => write!(f, "none of the {side}'s identifiers is registered ({kinds})"),
            ResolveFault::Ambiguous => {
                write!(f, "the {side}'s identifiers lead to different parties ({kinds})")
            }
        }
    }
}

impl core::error::Error for ResolveError {}

/// The two parties of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties<T> {
    /// Who is to be paid.
    pub seller: T,
    /// Who is to pay.
    pub debtor: T,
}

/// The one party that a side's identifiers lead to.
///
/// # Errors
/// `party/unknown` if none of them is known, `party/ambiguous` if two lead to different parties.
pub fn resolve<T: PartialEq>(
    side: Side,
    identifiers: &[Identifier],
    lookup: impl Fn(&Identifier) -> Option<T>,
) -> Result<T, ResolveError> {
    let all: Vec<&Identifier> = identifiers.iter().collect();
    unique(side, &all, &lookup)?.ok_or_else(|| ResolveError::new(ResolveFault::Unknown, side, &all))
}

/// The two parties of a document, minding identifiers that stand on both sides (see the module's text). That they may
/// be one party is for the statement to judge.
///
/// # Errors
/// As [`resolve`], for the first side concerned.
pub fn resolve_parties<T: PartialEq + Clone>(
    seller: &[Identifier],
    debtor: &[Identifier],
    lookup: impl Fn(&Identifier) -> Option<T>,
) -> Result<Parties<T>, ResolveError> {
    let (shared, sellers): (Vec<&Identifier>, Vec<_>) = seller.iter().partition(|id| debtor.contains(id));
    let debtors: Vec<&Identifier> = debtor.iter().filter(|id| !shared.contains(id)).collect();
    let own_seller = unique(Side::Seller, &sellers, &lookup)?;
    let own_debtor = unique(Side::Debtor, &debtors, &lookup)?;
    if let (Some(seller), Some(debtor)) = (&own_seller, &own_debtor) {
        return Ok(Parties { seller: seller.clone(), debtor: debtor.clone() });
    }
    let side = if own_seller.is_none() { Side::Seller } else { Side::Debtor };
    let all: Vec<&Identifier> = if side == Side::Seller { seller } else { debtor }.iter().collect();
    let Some(both) = unique(side, &shared, &lookup)? else {
        return Err(ResolveError::new(ResolveFault::Unknown, side, &all));
    };
    match own_seller.or(own_debtor) {
        Some(other) if other != both => Err(ResolveError::new(ResolveFault::Ambiguous, side, &all)),
        _ => Ok(Parties { seller: both.clone(), debtor: both }),
    }
}

/// The identifiers that stand on both sides, in the seller's order.
pub(crate) fn shared<'a>(
    seller: &'a [Identifier],
    debtor: &'a [Identifier],
) -> impl Iterator<Item = &'a Identifier> {
    seller.iter().filter(|identifier| debtor.contains(identifier))
}

fn unique<T: PartialEq>(
    side: Side,
    identifiers: &[&Identifier],
    lookup: &impl Fn(&Identifier) -> Option<T>,
) -> Result<Option<T>, ResolveError> {
    let mut found: Option<(&Identifier, T)> = None;
    for identifier in identifiers {
        let Some(party) = lookup(identifier) else { continue };
        match &found {
            Some((first, known)) if *known != party => {
                return Err(ResolveError::new(ResolveFault::Ambiguous, side, &[first, identifier]));
            }
            Some(_) => {}
            None => found = Some((identifier, party)),
        }
    }
    Ok(found.map(|(_, party)| party))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(list: &[&str]) -> Vec<Identifier> {
        list.iter().map(|text| text.parse().expect(text)).collect()
    }

    /// Party 1: VAT:A, 0088:1, REG:1. Party 2: VAT:B, 0088:2.
    fn registry(identifier: &Identifier) -> Option<u8> {
        match identifier.to_string().as_str() {
            "VAT:A" | "0088:1" | "REG:1" => Some(1),
            "VAT:B" | "0088:2" => Some(2),
            _ => None,
        }
    }

    fn code<T>(result: Result<T, ResolveError>) -> (&'static str, &'static str, Vec<String>) {
        let error = result.err().expect("an error");
        assert!(!error.to_string().contains(":A"), "a value in the text");
        (error.code(), error.field(), error.kinds)
    }

    #[test]
    fn one_side() {
        let go = |list: &[&str]| resolve(Side::Seller, &ids(list), registry);
        assert_eq!(go(&["VAT:A"]), Ok(1));
        assert_eq!(go(&["VAT:X", "ID:9", "0088:1"]), Ok(1));
        assert_eq!(
            code(go(&["VAT:X", "EM:X"])),
            ("party/unknown", "seller.identifiers", vec!["VAT".into(), "EM".into()])
        );
        assert_eq!(code(go(&[])), ("party/unknown", "seller.identifiers", vec![]));
        assert_eq!(
            code(go(&["VAT:A", "REG:1", "0088:2"])),
            ("party/ambiguous", "seller.identifiers", vec!["VAT".into(), "0088".into()])
        );
    }

    #[test]
    fn both_sides() {
        let go = |seller: &[&str], debtor: &[&str]| resolve_parties(&ids(seller), &ids(debtor), registry);
        let parties = |seller, debtor| Ok(Parties { seller, debtor });
        assert_eq!(go(&["VAT:A"], &["VAT:B"]), parties(1, 2));
        // The same VAT number on both sides, and identifiers that tell them apart.
        assert_eq!(go(&["VAT:A", "0088:1"], &["VAT:A", "0088:2"]), parties(1, 2));
        assert_eq!(go(&["VAT:X", "0088:1"], &["VAT:X", "0088:2"]), parties(1, 2));
        // Nothing tells them apart: one party, which the statement refuses.
        assert_eq!(go(&["VAT:A"], &["VAT:A"]), parties(1, 1));
        assert_eq!(go(&["VAT:A", "0088:1"], &["VAT:A", "EM:X"]), parties(1, 1));
        // The number of both sides is the debtor's, but the seller is known by another.
        assert_eq!(
            code(go(&["VAT:A", "0088:2"], &["VAT:A", "EM:X"])),
            ("party/ambiguous", "debtor.identifiers", vec!["VAT".into(), "EM".into()])
        );
        assert_eq!(
            code(go(&["VAT:A"], &["VAT:X", "EM:X"])),
            ("party/unknown", "debtor.identifiers", vec!["VAT".into(), "EM".into()])
        );
        assert_eq!(code(go(&["VAT:X"], &["VAT:X"])).0, "party/unknown");
        assert_eq!(code(go(&["VAT:A"], &["VAT:B", "0088:1"])).1, "debtor.identifiers");
    }
}
