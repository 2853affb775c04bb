//! Ledgers in Parquet.

#[path = "../tables/parquet/write.rs"]
#[allow(dead_code, reason = "another test's writer")]
mod write;

use crate::support::*;
use covenant_ingest::{
    accounts::{self, Options},
    tables::TableError,
};
use parquet::{basic::LogicalType, file::properties::WriterProperties};
use std::{fs, path::Path};
use write::{Column, Values, file, snappy};

const ROWS: u64 = 5000;

fn texts(of: impl Fn(u64) -> String) -> Values {
    Values::Bytes((1..=ROWS).map(|row| Some(of(row).into_bytes())).collect())
}

fn columns() -> Vec<Column> {
    let unsigned = || LogicalType::integer(64, false);
    let debits = Values::Long((1..=ROWS).map(|row| Some((row % 3) as i64)).collect());
    // The bits of a number above 2⁶³ are those of a negative one.
    let credits = Values::Long((1..=ROWS).map(|row| Some(u64::MAX.wrapping_sub(row) as i64)).collect());
    vec![
        Column::new("debit_A", debits),
        Column::new("account", texts(|row| format!("holder{row}@b.example"))).of(LogicalType::String),
        Column::new("credit_A", credits).of(unsigned()),
    ]
}

fn check(path: &Path) -> Result<accounts::Checked, TableError> {
    let folder = tempfile::tempdir().unwrap();
    accounts::check(path, &form(&["A"]), &KEY, &Options { most: ROWS, scratch: folder.path() })
}

#[test]
fn a_ledger_is_the_same_in_both_formats_and_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let (csv, parquet) = (folder.path().join("l.csv"), folder.path().join("l.parquet"));
    let line = |row: u64| format!("{},holder{row}@b.example,{}\n", row % 3, u64::MAX - row);
    fs::write(&csv, "debit_A,account,credit_A\n".to_owned() + &(1..=ROWS).map(line).collect::<String>())
        .unwrap();
    let pages = || WriterProperties::builder().set_data_page_row_count_limit(100).set_write_batch_size(50);
    for (properties, group) in [
        (WriterProperties::builder().build(), 5000),
        (snappy(), 700),
        (pages().build(), 1300),
        (pages().set_dictionary_enabled(false).build(), 1025),
    ] {
        fs::write(&parquet, file(&columns(), properties, group)).unwrap();
        let checked = check(&parquet).unwrap();
        assert!(checked == check(&csv).unwrap());
        for range in [0..ROWS, 0..1, 1023..1025, 1300..1301, 2600..3900, ROWS - 1..ROWS] {
            let of = |path: &Path| {
                let mut accounts = Vec::<Read>::new();
                accounts::read(path, &form(&["A"]), &KEY, &checked, range.clone(), |account| {
                    let identifier = account.identifier.as_str().to_owned();
                    accounts.push((account.row, identifier, account.credits.into(), account.debits.into()));
                })
                .unwrap();
                accounts
            };
            let read = of(&parquet);
            assert_eq!(read.len() as u64, range.end - range.start);
            assert!(read == of(&csv), "{range:?}");
        }
    }
}

#[test]
fn fractions_decimals_and_negative_numbers_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.parquet");
    let said = |credit: Column| {
        let mut columns = columns();
        columns[2] = credit;
        fs::write(&path, file(&columns, WriterProperties::builder().build(), 5000)).unwrap();
        let error = check(&path).unwrap_err();
        assert!(error.refusals.len() as u64 + error.more == 1, "{error}");
        error.refusals[0].to_string().split(": ").take(2).collect::<Vec<_>>().join(": ")
    };
    let numbers =
        |last: i64| Values::Long((1..=ROWS).map(|row| Some(if row == ROWS { last } else { 1 })).collect());
    let doubles = Values::Double((1..=ROWS).map(|_| Some(1.0)).collect());
    assert_eq!(said(Column::new("credit_A", doubles)), "credit_A: parquet/type");
    assert_eq!(said(Column::new("credit_A", numbers(1)).decimal(18, 2)), "credit_A: parquet/type");
    assert_eq!(said(Column::new("credit_A", numbers(-1))), "row 5000, credit_A: integer/format");
    let text = texts(|row| if row == 17 { "0.5".into() } else { "1".into() });
    assert_eq!(
        said(Column::new("credit_A", text).of(LogicalType::String)),
        "row 17, credit_A: integer/format"
    );
    let mut missing = numbers(1);
    if let Values::Long(values) = &mut missing {
        values[20] = None;
    }
    assert_eq!(said(Column::new("credit_A", missing)), "row 21, credit_A: table/cell-empty");
    let more = texts(|_| "18446744073709551616".into());
    let mut columns = columns();
    columns[0] = Column::new("debit_A", more).of(LogicalType::String);
    fs::write(&path, file(&columns, WriterProperties::builder().build(), 5000)).unwrap();
    let error = check(&path).unwrap_err();
    assert_eq!((error.refusals.len(), error.more), (100, ROWS - 100));
}

#[test]
fn a_file_that_was_cut_short_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.parquet");
    let whole = file(&columns(), snappy(), 1000);
    for length in (0..whole.len()).step_by(1 + whole.len() / 60) {
        fs::write(&path, &whole[..length]).unwrap();
        let code = check(&path).unwrap_err().refusals[0].code.as_str();
        assert!(matches!(code, "parquet/footer" | "parquet/malformed" | "table/format"), "{length}: {code}");
    }
    fs::write(&path, &whole).unwrap();
    let checked = check(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let read = accounts::read(&path, &form(&["A"]), &KEY, &checked, 0..1, |_| ());
    assert!(read.is_err());
}
