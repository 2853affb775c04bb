//! What is refused.

use crate::support::*;
use covenant_ingest::tables::{DebtorRow, LISTED, LedgerRow, Options, PriceRow, read_csv};
use std::io::{self, Read};

#[test]
fn headers() {
    let note = note(1);
    for (text, want) in [
        ("", &["table/empty"][..]),
        ("\u{feff}", &["table/empty"]),
        ("note,open_balance,disputed,bill_and_hold", &["line 1, table/truncated"]),
        ("note,open_balance,disputed\n", &["line 1, bill_and_hold: table/column-missing"]),
        ("note,open_balance,note,bill_and_hold,disputed\n", &["line 1, note: table/column-twice"]),
        (
            "note,open_balance,disputed,bill_and_hold,secret name\n",
            &["line 1, column 5: table/column-unknown"],
        ),
        (
            "Note,open_balance ,disputed,bill_and_hold\n",
            &[
                "line 1, column 1: table/column-unknown",
                "line 1, column 2: table/column-unknown",
                "line 1, note: table/column-missing",
                "line 1, open_balance: table/column-missing",
            ],
        ),
        (
            "note,open_balance;disputed,bill_and_hold\n",
            &[
                "line 1, column 2: table/column-unknown",
                "line 1, open_balance: table/column-missing",
                "line 1, disputed: table/column-missing",
            ],
        ),
        ("note,\"open_balance,disputed,bill_and_hold\n", &["line 1, column 2: table/quotes"]),
    ] {
        let text = if text.ends_with('\n') { format!("{text}{note},1,true,false\n") } else { text.into() };
        assert_eq!(refusals(csv::<LedgerRow>(&text)), want, "{text}");
    }
    let many = format!("{}\n", ",".repeat(100));
    let read = refusals(csv::<LedgerRow>(&many));
    assert_eq!(read.len(), 65 + 1 + 4);
    assert!(read.contains(&"line 1, table/too-many-columns".into()));
}

#[test]
fn encodings() {
    let ledger = ledger(1);
    let utf16: Vec<u16> = ledger.encode_utf16().collect();
    let little: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for text in [
        little.clone(),
        big.clone(),
        [b"\xff\xfe", &little[..]].concat(),
        [b"\xfe\xff", &big[..]].concat(),
        b"\xff\xfe".to_vec(),
    ] {
        assert_eq!(refusals(csv::<LedgerRow>(text)), ["table/utf-16"]);
    }
    let latin1 = [LEDGER.as_bytes(), b"\xe4,1,true,false\n"].concat();
    assert_eq!(refusals(csv::<LedgerRow>(latin1)), ["row 1 (line 2), table/encoding"]);
    assert_eq!(refusals(csv::<LedgerRow>(b"\xe4,open_balance\n")), ["line 1, table/encoding"]);
    assert_eq!(
        refusals(csv::<LedgerRow>(ledger.replacen("0.01", "0.0\0", 1))),
        ["row 1 (line 2), open_balance: table/control"]
    );
}

#[test]
fn rows_that_are_no_rows() {
    let note = note(1);
    for (line, want) in [
        (format!("{note},1,true\n"), "table/cells"),
        (format!("{note},1,true,false,\n"), "table/cells"),
        (format!("{note},1,true,false\rx\n"), "bill_and_hold: table/control"),
        (format!("{note},\"1,true,false\n"), "open_balance: table/quotes"),
        (format!("{note},1\",true,false\n"), "open_balance: table/quotes"),
        (format!("{note},\"1\"0,true,false\n"), "open_balance: table/quotes"),
        (format!("{note},\"1\" ,true,false\n"), "open_balance: table/quotes"),
        (format!("{note},1,true,\"false\n"), "bill_and_hold: table/quotes"),
        (format!("{note},{},true,false\n", "1".repeat(257)), "open_balance: table/cell-too-long"),
        (format!("{note},{},true,false\n", "1".repeat(8200)), "table/line-too-long"),
        (format!("{note},,true,false\n"), "open_balance: table/cell-empty"),
        (format!("{note},\"\",true,false\n"), "open_balance: table/cell-empty"),
        (format!("\n{note},1,true,false\n"), "table/blank-line"),
        (format!("{note},1,true,false"), "table/truncated"),
        (format!("{note},1,true,fal"), "table/truncated"),
    ] {
        let read = refusals(csv::<LedgerRow>(format!("{LEDGER}{line}")));
        assert_eq!(read, [format!("row 1 (line 2), {want}")], "{line}");
    }
}

#[test]
fn a_spoilt_row_spoils_no_other() {
    let text =
        format!("{LEDGER}{},\"1,true,false\n{},x,yes,no\n{},1,true,false\n", note(1), note(2), note(3));
    assert_eq!(
        refusals(csv::<LedgerRow>(text)),
        [
            "row 1 (line 2), open_balance: table/quotes",
            "row 2 (line 3), open_balance: amount/format",
            "row 2 (line 3), disputed: flag/format",
            "row 2 (line 3), bill_and_hold: flag/format",
        ]
    );
}

#[test]
fn what_occurs_once_and_what_belongs_together() {
    let text = format!("{}{},5,true,true\n", ledger(3), note(2));
    let error = csv::<LedgerRow>(text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "t.csv: row 4 (line 5), note: table/duplicate: another row has the same (row 2)"
    );
    let debtor = |id: &str, gross: &str, aged: &str| format!("{id},,{gross},{aged},0,0,false,false,false\n");
    let text = [
        DEBTORS.to_owned(),
        debtor("VAT:DE1", "1", "0"),
        debtor("VAT:DE2", "1", "1.01"),
        debtor("vat:d.e 1", "1", "0"),
    ];
    assert_eq!(
        refusals(csv::<DebtorRow>(text.concat())),
        ["row 2 (line 3), aged: debtor/aged-over-gross", "row 3 (line 4), debtor: table/duplicate"]
    );
}

#[test]
fn prices_are_there_and_there_once() {
    let header = "asset,currency,price,confidence,published_at\n";
    assert_eq!(refusals(csv::<PriceRow>(header)), ["table/no-rows"]);
    let at = "2026-11-30T00:00:00Z";
    let text = format!("{header}A,EUR,1,0,{at}\nA,USD,1,0,{at}\nA,EUR,2,0,{at}\nB,XXX,1,0,{at}\n");
    assert_eq!(
        refusals(csv::<PriceRow>(text)),
        [
            "row 3 (line 4), asset: table/duplicate",
            "row 4 (line 5), currency: currency/code",
            "row 4 (line 5), price: amount/currency",
            "row 4 (line 5), confidence: amount/currency",
        ]
    );
}

#[test]
fn a_row_too_many_and_the_limit_itself() {
    let options = |max_rows| Options { max_rows, ..euro() };
    let read = |rows, most| read_csv::<LedgerRow>("t.csv", ledger(rows).as_bytes(), &options(most));
    assert_eq!(read(16, 16).unwrap().len(), 16);
    assert_eq!(
        read(17, 16).unwrap_err().to_string(),
        "t.csv: table/too-many-rows: the table has more rows than are taken (17; at most 16)"
    );
    assert_eq!(read(0, 0).unwrap().len(), 0);
    assert_eq!(refusals(read(1, 0)), ["table/too-many-rows"]);
}

#[test]
fn a_hundred_refusals_are_listed_and_the_rest_is_counted() {
    let bad: String = (0..250).map(|n| format!("{},-1,true,true\n", note(n))).collect();
    let error = csv::<LedgerRow>(format!("{LEDGER}{bad}")).unwrap_err();
    assert_eq!((error.refusals.len(), error.more), (LISTED, 150));
    assert_eq!(error.to_string().lines().last(), Some("t.csv: and 150 more"));
    assert_eq!(error.to_string().lines().count(), LISTED + 1);
    // With the limit's own refusal in front.
    let error = read_csv::<LedgerRow>(
        "t.csv",
        format!("{LEDGER}{bad}").as_bytes(),
        &Options { max_rows: 200, ..euro() },
    )
    .unwrap_err();
    assert_eq!((error.refusals.len(), error.more), (LISTED, 101));
    assert!(error.refusals[0].to_string().starts_with("table/too-many-rows"));
}

#[test]
fn no_refusal_repeats_a_value() {
    let secret = "SECRET-4711";
    let text = format!(
        "{DEBTORS}{secret},{secret}\u{e4},{secret},-{secret},{secret}.,\"{secret},{secret}\n\
         {secret},{secret}\u{e4},{secret},-{secret},{secret}.,{secret},{secret},{secret},{secret}\n"
    );
    for text in [text.clone(), text.replacen("debtor", secret, 1)] {
        let error = csv::<DebtorRow>(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("4711"));
    }
}

/// Gives a text and then fails.
struct Broken<'a>(&'a [u8]);

impl Read for Broken<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() { Err(io::ErrorKind::ConnectionReset.into()) } else { self.0.read(buffer) }
    }
}

#[test]
fn a_reader_that_fails() {
    for text in ["", LEDGER, &ledger(2)] {
        let read = read_csv::<LedgerRow>("t.csv", Broken(text.as_bytes()), &euro());
        assert_eq!(
            read.unwrap_err().to_string(),
            "t.csv: table/unreadable: the file cannot be read (connection reset)"
        );
    }
}
