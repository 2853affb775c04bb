//! Tables to start from.

use covenant_ingest::{
    currency,
    tables::{Options, Row, TableError, read_csv},
};

/// Amounts in euro, a thousand rows.
pub(crate) fn euro() -> Options {
    Options { currency: currency::parse("EUR"), max_rows: 1000 }
}

/// Reads a text that is called `t.csv`.
pub(crate) fn csv<R: Row>(text: impl AsRef<[u8]>) -> Result<Vec<R>, TableError> {
    read_csv("t.csv", text.as_ref(), &euro())
}

/// A note's commitment.
pub(crate) fn note(number: u64) -> String {
    format!("0x{number:064x}")
}

pub(crate) const LEDGER: &str = "note,open_balance,disputed,bill_and_hold\n";
pub(crate) const DEBTORS: &str =
    "debtor,group,gross,aged,unapplied_credits,payables,affiliate,foreign_uninsured,government_unassigned\n";

/// A ledger of this many lines, each with its number as balance in minor units.
pub(crate) fn ledger(lines: u64) -> String {
    let line = |n: u64| format!("{},{}.{:02},false,true\n", note(n), n / 100, n % 100);
    LEDGER.to_owned() + &(1..=lines).map(line).collect::<String>()
}

/// What was refused, one line of text for each: place, column and code, without the sentence.
pub(crate) fn refusals<R>(read: Result<Vec<R>, TableError>) -> Vec<String> {
    let error = read.err().expect("a refusal");
    let text = error.to_string();
    let of_line = |line: &str| {
        let line = line.strip_prefix("t.csv: ").expect("the file's name").to_owned();
        match line.split_once(": ") {
            Some((place, rest)) if !place.contains('/') => {
                let code = rest.split(": ").next().unwrap_or_default();
                format!("{place}: {code}")
            }
            _ => line.split(": ").next().unwrap_or_default().to_owned(),
        }
    };
    text.lines().map(of_line).collect()
}
