//! What reading a table of ten million rows needs in memory. A binary of its own: what is measured is the whole process.
#![cfg(target_os = "linux")]

use covenant_ingest::{
    currency,
    tables::{LedgerRow, Options, read_csv},
};
use std::io::{self, Read};

const ROWS: u64 = 10_000_000;

/// A ledger that is never whole anywhere.
struct Ledger {
    rows: u64,
    amount: &'static str,
    row: u64,
    line: io::Cursor<Vec<u8>>,
}

impl Read for Ledger {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.line.position() == self.line.get_ref().len() as u64 {
            if self.row == self.rows {
                return Ok(0);
            }
            self.row += 1;
            self.line =
                io::Cursor::new(format!("0x{:064x},{},false,false\n", self.row, self.amount).into_bytes());
        }
        self.line.read(buffer)
    }
}

/// The most memory that the process has had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A ledger of so many rows, each with this amount.
fn ledger(rows: u64, amount: &'static str) -> Ledger {
    let header = io::Cursor::new(b"note,open_balance,disputed,bill_and_hold\n".to_vec());
    Ledger { rows, amount, row: 0, line: header }
}

#[test]
fn ten_million_rows_are_counted_and_not_held() {
    let before = peak();
    let options = Options { currency: currency::parse("EUR"), max_rows: 1024 };
    let error = read_csv::<LedgerRow>("big.csv", ledger(ROWS, "1.00"), &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "big.csv: table/too-many-rows: the table has more rows than are taken (10000000; at most 1024)"
    );
    // Rows that are taken and refused are not held either.
    let options = Options { max_rows: u64::MAX, ..options };
    let error = read_csv::<LedgerRow>("bad.csv", ledger(ROWS / 10, "NaN"), &options).unwrap_err();
    assert_eq!((error.refusals.len() as u64, error.more), (100, ROWS / 10 - 100));
    let more = peak() - before;
    assert!(more < 8 * 1024, "{more} KiB");
}
