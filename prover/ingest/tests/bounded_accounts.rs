//! What reading a ledger of any length needs in memory. A binary of its own: what is measured is the whole process.
#![cfg(target_os = "linux")]
#![expect(clippy::print_stderr, reason = "the figure is what a measurement is for")]

use covenant_ingest::accounts::{Key, LedgerForm, Options, check_csv};
use covenant_statements::solvency::IdentifierScheme;
use std::io::{self, Read, Write as _};

/// A ledger that is never whole anywhere: `bad` is a row whose balance has a fraction, `twice` the last one, which is the first account
/// again.
struct Ledger {
    rows: u64,
    bad: u64,
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
            self.line.set_position(0);
            self.line.get_mut().clear();
            let holder = if self.row == self.rows { 1 } else { self.row };
            let fraction = if self.row == self.bad { ".5" } else { "" };
            writeln!(self.line.get_mut(), "holder{holder}@mail.example,{}{fraction},0", self.row)?;
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

#[test]
fn a_bad_row_and_a_duplicate_are_found_in_bounded_memory() {
    let rows = if std::env::var_os("COVENANT_LARGE").is_some() { 10_000_000 } else { 600_000 };
    let before = peak();
    let form = LedgerForm::new(IdentifierScheme::Email, vec!["USDC".parse().unwrap()]).unwrap();
    let header = io::Cursor::new(b"account,credit_USDC,debit_USDC\n".to_vec());
    let ledger = Ledger { rows, bad: rows - 3, row: 0, line: header };
    let folder = tempfile::tempdir().unwrap();
    let options = Options { most: u64::MAX, scratch: folder.path() };
    let error = check_csv("l.csv", ledger, &form, &Key([1; 32]), &options).unwrap_err();
    let (bad, line) = (rows - 3, rows - 2);
    assert_eq!(
        error.to_string(),
        format!(
            "l.csv: row {bad} (line {line}), credit_USDC: integer/format: the text is no whole number, or one larger than the column takes\n\
             l.csv: row {rows}, account: table/duplicate: another row has the same (row 1)"
        )
    );
    let more = peak() - before;
    assert!(more < 16 * 1024, "{more} KiB");
    eprintln!("{rows} rows: {more} KiB");
}
