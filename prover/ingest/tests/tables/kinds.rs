//! Each form of cell: what it takes and what it refuses.

use crate::support::*;
use covenant_ingest::tables::{
    CommodityRow, DebtorRow, InventoryRow, LedgerRow, PriceRow, Row, TABLES, TapeRow,
};

/// The refusals of one row whose other cells are good, for each text in one column.
fn in_column<R: Row>(column: &str, texts: &[&str]) -> Vec<String> {
    let header: Vec<_> = R::TABLE.columns.iter().map(|column| column.name).collect();
    let good = |name: &str| match name {
        "note" => note(1),
        "debtor" => "VAT:DE1".into(),
        "group" => String::new(),
        "asset" => "XAU".into(),
        "currency" => "EUR".into(),
        "class" => "raw-materials".into(),
        "published_at" => "2026-11-30T00:00:00Z".into(),
        "lot" | "quantity" | "internal_rating" | "number_of_days_in_principal_arrears" => "1".into(),
        "disputed" | "bill_and_hold" | "eligible" | "default" | "affiliate" => "true".into(),
        "foreign_uninsured" | "government_unassigned" => "false".into(),
        "confidence" => "0".into(),
        _ => "1".into(),
    };
    let read = |text: &str| {
        let cells: Vec<_> = header
            .iter()
            .map(
                |name| {
                    if *name == column { format!("\"{}\"", text.replace('"', "\"\"")) } else { good(name) }
                },
            )
            .collect();
        csv::<R>(format!("{}\n{}\n", header.join(","), cells.join(",")))
    };
    texts
        .iter()
        .map(|text| match read(text) {
            Ok(_) => "ok".to_owned(),
            Err(error) => {
                assert_eq!(error.refusals.len(), 1, "{text}: {error}");
                error.refusals[0].code.to_string()
            }
        })
        .collect()
}

fn all(codes: &[String], want: &str) {
    assert!(!codes.is_empty() && codes.iter().all(|code| code == want), "{codes:?}, not {want}");
}

#[test]
fn amounts() {
    all(&in_column::<LedgerRow>("open_balance", &["0", "0.00", "1.", ".5", "007.10", "+1"]), "ok");
    all(
        &in_column::<LedgerRow>(
            "open_balance",
            &[
                "NaN", "nan", "inf", "-inf", "1e3", "1,5", "1.000,00", "1 000", " 1", "1 ", "EUR 5", "0x10",
                "٣",
            ],
        ),
        "amount/format",
    );
    all(
        &in_column::<LedgerRow>("open_balance", &["-1", "-0.01", "-184467440737095516.16"]),
        "amount/negative",
    );
    all(&in_column::<LedgerRow>("open_balance", &["0.001", "1.000"]), "amount/precision");
    all(&in_column::<LedgerRow>("open_balance", &["184467440737095516.16"]), "amount/too-large");
    all(&in_column::<LedgerRow>("open_balance", &["184467440737095516.15"]), "ok");
}

#[test]
fn notes() {
    let modulus = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";
    let below = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000000";
    all(&in_column::<LedgerRow>("note", &[&note(0), below]), "ok");
    let upper = note(0xabc).to_uppercase();
    all(
        &in_column::<LedgerRow>("note", &[modulus, &upper, "0x", "1", &note(1)[2..], &note(1)[..65], "ä"]),
        "note/format",
    );
}

#[test]
fn flags_and_words() {
    all(&in_column::<LedgerRow>("disputed", &["true", "false", "TRUE", "FALSE"]), "ok");
    all(
        &in_column::<LedgerRow>("disputed", &["True", "1", "0", "yes", "no", "wahr", " true"]),
        "flag/format",
    );
    all(&in_column::<InventoryRow>("class", &["raw-materials", "work-in-process", "finished-goods"]), "ok");
    all(
        &in_column::<InventoryRow>("class", &["Raw-Materials", "raw materials", "real-estate"]),
        "choice/unknown",
    );
}

#[test]
fn whole_numbers() {
    all(&in_column::<InventoryRow>("lot", &["0", "18446744073709551615", "007"]), "ok");
    let bad =
        ["-1", "+1", "1.0", "1e3", "18446744073709551616", " 1", "NaN", "99999999999999999999999999999"];
    all(&in_column::<InventoryRow>("lot", &bad), "integer/format");
    all(&in_column::<TapeRow>("internal_rating", &["0", "7"]), "ok");
    all(&in_column::<TapeRow>("internal_rating", &["8", "256", "-1"]), "integer/format");
    let days = "number_of_days_in_principal_arrears";
    all(&in_column::<TapeRow>(days, &["4294967295"]), "ok");
    all(&in_column::<TapeRow>(days, &["4294967296"]), "integer/format");
}

#[test]
fn parties_and_groups() {
    all(&in_column::<DebtorRow>("debtor", &["VAT:DE1", "0088:4012345000009", &note(3), "LEI:X"]), "ok");
    let upper = note(0xa).to_uppercase();
    all(
        &in_column::<DebtorRow>("debtor", &["DE1", "VAT:", ":1", "VAT:ä", "0x12", &upper, "0x:1"]),
        "identifier/format",
    );
    let long = "a".repeat(64);
    all(&in_column::<DebtorRow>("group", &["", "a", "A b", "a\"b", "a,b", &long]), "ok");
    let longer = "a".repeat(65);
    all(
        &in_column::<DebtorRow>("group", &[" a", "a ", "a  b", "ä", "a\u{200b}", " ", &longer]),
        "group/format",
    );
    all(&in_column::<DebtorRow>("debtor", &[""]), "table/cell-empty");
}

#[test]
fn assets_and_moments() {
    let long = "A".repeat(32);
    all(&in_column::<CommodityRow>("asset", &["XAU", "CU-A", "WTI-1M", &long]), "ok");
    let longer = "A".repeat(33);
    all(&in_column::<CommodityRow>("asset", &["xau", "X AU", "Ä", "B.1", &longer]), "asset/format");
    let good = ["1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "9999-12-31T00:00:00Z"];
    all(&in_column::<PriceRow>("published_at", &good), "ok");
    let bad = [
        "0000-00-00",
        "0000-00-00T00:00:00Z",
        "2026-11-31T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2026-11-30",
        "2026-11-30T00:00:00",
        "2026-11-30T00:00:00z",
        "2026-11-30 00:00:00Z",
        "2026-11-30T24:00:00Z",
        "2026-11-30T00:60:00Z",
        "2026-11-30T23:59:60Z",
        "2026-11-30T00:00:00.5Z",
        "2026-11-30T00:00:00+00:00",
        "2026-11-30T0:00:000Z",
        "2026-11-30T+1:00:00Z",
        "1969-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "1764460800",
    ];
    all(&in_column::<PriceRow>("published_at", &bad), "moment/format");
}

#[test]
fn prices() {
    all(&in_column::<PriceRow>("price", &["0", "0.00"]), "price/zero");
    all(&in_column::<PriceRow>("confidence", &["1", "1.01"]), "price/confidence");
    all(&in_column::<PriceRow>("confidence", &["0.99"]), "ok");
}

#[test]
fn a_description_names_a_column_once_and_its_key_is_a_column() {
    for table in TABLES {
        for (index, column) in table.columns.iter().enumerate() {
            assert!(table.columns[..index].iter().all(|other| other.name != column.name), "{}", column.name);
        }
        for key in table.key {
            assert!(table.columns.iter().any(|column| column.name == *key), "{key}");
        }
    }
}
