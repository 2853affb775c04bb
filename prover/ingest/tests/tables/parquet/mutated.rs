//! Files that were cut or changed anywhere: refused, or read within the limit, and never a crash.

use super::{lies, write::*};
use crate::support::{euro, note};
use covenant_ingest::tables::{LedgerRow, Options, read_parquet};

/// Reads a file that may be anything.
fn survives(file: Vec<u8>) -> bool {
    match read_parquet::<LedgerRow>("t", file, &euro()) {
        Ok(rows) => {
            assert!(rows.len() <= 1000);
            true
        }
        Err(error) => {
            assert!(!error.refusals.is_empty());
            false
        }
    }
}

#[test]
fn a_file_that_was_cut_is_refused() {
    let good = lies::good();
    for length in 0..good.len() {
        assert!(!survives(good[..length].to_vec()), "{length} bytes");
    }
}

#[test]
fn a_file_in_which_a_byte_was_changed() {
    let snappy = {
        let notes: Vec<String> = (0..50).map(note).collect();
        let texts: Vec<&str> = notes.iter().map(String::as_str).collect();
        let amounts = vec!["1.00"; 50];
        let flags = || Values::Flags(vec![Some(true); 50]);
        let columns = [
            Column::text("note", &texts),
            Column::text("open_balance", &amounts),
            Column::new("disputed", flags()),
            Column { optional: false, ..Column::new("bill_and_hold", flags()) },
        ];
        file(&columns, snappy(), 30)
    };
    let mut read = 0;
    for file in [lies::good(), snappy] {
        for at in 0..file.len() {
            for bits in [0x01, 0x80, 0xff, 0x10] {
                let mut file = file.clone();
                file[at] ^= bits;
                read += u32::from(survives(file));
            }
        }
    }
    // Some changes are of no consequence, in statistics for example.
    assert!(read > 0);
}

#[test]
fn rows_are_counted_before_any_is_read() {
    // The columns are gone; who only counts does not miss them.
    let mut file = lies::good();
    let size = u32::from_le_bytes(file[file.len() - 8..file.len() - 4].try_into().unwrap()) as usize;
    let end = file.len() - 8 - size;
    file[4..end].fill(0xff);
    let read = |most| read_parquet::<LedgerRow>("t", file.clone(), &Options { max_rows: most, ..euro() });
    assert_eq!(
        read(1).unwrap_err().to_string(),
        "t: table/too-many-rows: the table has more rows than are taken (2; at most 1)"
    );
    assert!(read(2).unwrap_err().to_string().starts_with("t: note: parquet/malformed"));
}
