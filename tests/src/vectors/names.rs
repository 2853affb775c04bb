//! Days, fiscal years, currencies, networks, codes, numbers of invoices, identifiers of parties.

use super::{
    node::{Node, object},
    trace::hash_trace,
};
use covenant_gadgets::{calendar, field::ascii, poseidon::limbs64};
use covenant_statements::{
    Capacity, Currency, Day, Fr, Identifier, InvoiceNumber, Network, ResponseCode, Role, TextDigest,
};
use sha2::{Digest, Sha256};

pub(super) fn vectors() -> Node {
    let networks = [Network::Development, Network::Production];
    object! {
        "days" => Node::list(DAYS.map(day)),
        "fiscal_years" => Node::list(fiscal_years()),
        "refused_days" => Node::list(["1969-12-31", "2026-02-30", "2100-02-29", "10000-01-01", "2026-1-1"].map(refused::<Day>)),
        "currencies" => Node::list(["EUR", "JPY", "USD"].map(currency)),
        "refused_currencies" => Node::list(["eur", "EURO", "E R"].map(refused::<Currency>)),
        "networks" => Node::list(networks.map(|n| object! { "name" => n.name(), "element" => n.to_field() })),
        "roles" => Node::list(Role::ALL.map(|(role, name)| object! { "name" => name, "number" => role as u64 })),
        "capacities" => Node::list(Capacity::ALL.map(|c| object! { "name" => c.name(), "number" => c as u64 })),
        "response_codes" => Node::list(ResponseCode::ALL.map(|(c, name)| object! { "name" => name, "number" => u32::from(c.code()) })),
        "text_digests" => Node::list(["", "no set-off", "DE89370400440532013000"].map(text_digest)),
        "invoice_numbers" => Node::list(["RE-2026/0815", "  inv 7 ", "a", &"9".repeat(64)].map(number)),
        "refused_invoice_numbers" => Node::list(["", "   ", "RE\t1", "№ 1", &"9".repeat(65)].map(refused_number)),
        "identifiers" => Node::list(IDENTIFIERS.map(identifier)),
        "refused_identifiers" => Node::list(["VAT", ":1", "VAT:", "V T:1", "VAT:Ü"].map(refused::<Identifier>)),
    }
}

const DAYS: [&str; 8] = [
    "1970-01-01",
    "1999-12-31",
    "2000-02-29",
    "2024-02-29",
    "2026-11-22",
    "2100-02-28",
    "2400-02-29",
    "9999-12-31",
];
const IDENTIFIERS: [&str; 6] = [
    "VAT:DE136695976",
    "vat: de 136 695 976",
    "GSTIN:29ABCDE1234F1Z5",
    "0088:4035811991014",
    "LEI:529900T8BM49AURSDO55",
    "REG:0123456789012345678901234567890123456789",
];

fn parsed<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("{text} is valid"))
}

fn refused<T: std::str::FromStr>(text: &str) -> Node {
    assert!(text.parse::<T>().is_err(), "{text} must be refused");
    text.into()
}

fn refused_number(text: &str) -> Node {
    assert!(InvoiceNumber::new(text).is_err(), "{text} must be refused");
    text.into()
}

fn day(text: &str) -> Node {
    let day: Day = parsed(text);
    assert_eq!(day.to_string(), text);
    object! { "day" => text, "number" => day.get(), "last_second" => day.end_unix_seconds() }
}

fn fiscal_years() -> Vec<Node> {
    let cases = [
        ("2026-01-01", 1u32),
        ("2026-12-31", 1),
        ("2026-03-31", 4),
        ("2026-04-01", 4),
        ("2024-02-29", 3),
        ("2024-03-01", 3),
        ("2026-11-30", 12),
        ("2026-12-01", 12),
    ];
    let form = |(text, month)| {
        let year = calendar::fiscal_year(parsed::<Day>(text).get(), month);
        object! { "day" => text, "first_month" => month, "fiscal_year" => year }
    };
    cases.map(form).into()
}

fn currency(text: &str) -> Node {
    object! { "name" => text, "number" => parsed::<Currency>(text).code() }
}

fn text_digest(text: &str) -> Node {
    object! { "text" => text, "sha256" => Node::bytes(&Sha256::digest(text)), "digest" => TextDigest::of(text.as_bytes()).0 }
}

fn number(text: &str) -> Node {
    let number = InvoiceNumber::new(text).unwrap_or_else(|_| panic!("{text} is valid"));
    object! { "text" => text, "normal" => number.as_str(), "limbs" => Node::list(number.limbs()) }
}

/// The identifier in normal form, and the party id if it is the party's primary one.
pub(super) fn identifier(text: &str) -> Node {
    let identifier: Identifier = parsed(text);
    let [length, l0, l1, l2] = limbs64(identifier.value().as_bytes());
    let values: [(&'static str, Fr); 5] =
        [("scheme", ascii(identifier.scheme())), ("length", length), ("l0", l0), ("l1", l1), ("l2", l2)];
    let id = identifier.party_id();
    object! {
        "text" => text,
        "scheme" => identifier.scheme(),
        "value" => identifier.value(),
        "hash" => hash_trace("covenant/party-id", &values),
        "party_id" => id.0,
    }
}
