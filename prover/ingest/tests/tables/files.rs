//! Files: names, kinds, and what is no file.

use crate::support::*;
use covenant_ingest::tables::{LedgerRow, TableError, read};
use std::{fs, path::Path};

/// What is said, without the path.
fn said(path: &Path, read: Result<Vec<LedgerRow>, TableError>) -> String {
    let text = read.unwrap_err().to_string();
    text.strip_prefix(&format!("{}: ", path.display())).expect("the path").to_owned()
}

#[test]
fn a_name_and_the_content_agree() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content, want) in [
        ("a.csv", ledger(1).into_bytes(), None),
        ("a.CSV", ledger(1).into_bytes(), None),
        ("a.txt", ledger(1).into_bytes(), Some("table/format")),
        ("csv", ledger(1).into_bytes(), Some("table/format")),
        ("b.parquet", ledger(1).into_bytes(), Some("table/format")),
        ("b.csv", b"PAR1".to_vec(), Some("table/format")),
        ("empty.csv", Vec::new(), Some("table/empty")),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        match (read::<LedgerRow>(&path, &euro()), want) {
            (Ok(rows), None) => assert_eq!(rows.len(), 1),
            (read, Some(code)) => assert!(said(&path, read).starts_with(code), "{name}"),
            (Err(error), None) => panic!("{error}"),
        }
    }
}

#[test]
fn what_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("folder.csv");
    fs::create_dir(&path).unwrap();
    assert_eq!(said(&path, read(&path, &euro())), "table/not-a-file: this is no ordinary file");
    let path = folder.path().join("none.csv");
    assert_eq!(
        said(&path, read(&path, &euro())),
        "table/unreadable: the file cannot be read (entity not found)"
    );
}

#[cfg(unix)]
#[test]
fn links_and_devices() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a.csv"), ledger(2)).unwrap();
    symlink(at("a.csv"), at("link.csv")).unwrap();
    assert_eq!(read::<LedgerRow>(&at("link.csv"), &euro()).unwrap().len(), 2);
    symlink(at("loop.csv"), at("loop.csv")).unwrap();
    assert!(said(&at("loop.csv"), read(&at("loop.csv"), &euro())).starts_with("table/unreadable"));
    symlink("/dev/zero", at("zero.csv")).unwrap();
    assert!(said(&at("zero.csv"), read(&at("zero.csv"), &euro())).starts_with("table/not-a-file"));
}
