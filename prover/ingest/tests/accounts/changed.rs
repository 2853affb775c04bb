//! What was checked is what is read again, in parts; a ledger that changed in between is refused.

use crate::support::*;
use covenant_ingest::accounts::{BLOCK, Checked, Key, LedgerForm, Options, check, read};
use std::{fs, ops::Range, path::Path};

const ROWS: u64 = 3 * BLOCK + 100;

fn line(row: u64) -> String {
    format!("holder{row}@b.example,{},{}\n", row * 3, row % 2)
}

fn ledger() -> Vec<String> {
    std::iter::once("account,credit_A,debit_A\n".to_owned()).chain((1..=ROWS).map(line)).collect()
}

fn checked(path: &Path, form: &LedgerForm) -> Checked {
    let folder = tempfile::tempdir().unwrap();
    check(path, form, &KEY, &Options { most: 10_000, scratch: folder.path() }).unwrap()
}

/// The accounts of a range, or the code of the first refusal.
fn part(path: &Path, key: &Key, checked: &Checked, range: Range<u64>) -> Result<Vec<Read>, &'static str> {
    let mut accounts = Vec::new();
    let read = read(path, &form(&["A"]), key, checked, range, |account| {
        let identifier = account.identifier.as_str().to_owned();
        accounts.push((account.row, identifier, account.credits.to_vec(), account.debits.to_vec()));
    });
    read.map(|()| accounts).map_err(|error| error.refusals[0].code.as_str())
}

#[test]
fn parts_are_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.csv");
    fs::write(&path, ledger().concat()).unwrap();
    let checked = checked(&path, &form(&["A"]));
    assert_eq!((checked.accounts, checked.blocks.len()), (ROWS, 4));
    let whole = part(&path, &KEY, &checked, 0..ROWS).unwrap();
    assert_eq!(whole[9], (10, "holder10@b.example".into(), vec![30], vec![0]));
    for cuts in [vec![0, 1, 2, ROWS], vec![0, BLOCK - 1, BLOCK, 2 * BLOCK + 7, ROWS - 1, ROWS]] {
        let parts = cuts.windows(2).flat_map(|cut| part(&path, &KEY, &checked, cut[0]..cut[1]).unwrap());
        assert_eq!(parts.collect::<Vec<_>>(), whole);
    }
    for range in [0..0, 5..5, ROWS..ROWS + 1, 0..ROWS + 1, ROWS + 5..ROWS + 6] {
        assert_eq!(part(&path, &KEY, &checked, range), Err("table/changed"), "no such accounts");
    }
}

#[test]
fn what_changed_is_noticed_where_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.csv");
    fs::write(&path, ledger().concat()).unwrap();
    let checked = checked(&path, &form(&["A"]));
    let second = BLOCK..BLOCK + 1;
    let refused = |lines: Vec<String>, what: &str| {
        fs::write(&path, lines.concat()).unwrap();
        assert!(part(&path, &KEY, &checked, second.clone()).is_err(), "{what}");
    };
    let with = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = ledger();
        change(&mut lines);
        lines
    };
    let row = BLOCK as usize + 7;
    refused(with(&|lines| lines[row] = lines[row].replace(",", ",1")), "a balance");
    refused(with(&|lines| lines[row] = lines[row].replace("holder", "hodler")), "an identifier");
    refused(with(&|lines| lines.swap(row, row + 1)), "two rows in another order");
    refused(with(&|lines| drop(lines.remove(row))), "a row left out");
    refused(with(&|lines| lines.insert(row, line(ROWS + 1))), "a row put in");
    refused(with(&|lines| lines[row] = "x\n".into()), "a row that is none");
    refused(with(&|lines| lines.truncate(row)), "an end that came early");
    refused(with(&|lines| lines[0] = "account,debit_A,credit_A\n".into()), "columns swapped");
    fs::write(&path, with(&|lines| lines[1] = line(ROWS + 1)).concat()).unwrap();
    assert!(part(&path, &KEY, &checked, second.clone()).is_ok(), "another part's row is that part's");
    assert_eq!(part(&path, &KEY, &checked, 0..1), Err("table/changed"));
    fs::write(&path, ledger().concat()).unwrap();
    assert_eq!(part(&path, &Key([8; 32]), &checked, second), Err("table/changed"), "under another key");
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.csv");
    let lines = (1..=(1 << 17) + 1).map(line);
    fs::write(&path, ledger()[0].clone() + &lines.collect::<String>()).unwrap();
    let none = folder.path().join("none");
    let error = check(&path, &form(&["A"]), &KEY, &Options { most: u64::MAX, scratch: &none }).unwrap_err();
    assert_eq!((error.refusals.len(), error.refusals[0].code.as_str()), (1, "table/scratch"));
}
