//! The table of defects in the book.

use super::defect::{Defect, Gate};
use std::{fmt::Write as _, fs, path::Path};

/// One row for each defect.
pub(crate) fn table(defects: &[Defect]) -> String {
    let mut out = String::from(
        "| Defect | Seen in | Agreement | Forged values | Rank | Deletion |\n|---|---|:-:|:-:|:-:|:-:|\n",
    );
    for Defect { name, source, found_by, .. } in defects {
        let marks = Gate::ALL.map(|gate| if found_by.contains(&gate) { "●" } else { "" });
        let _ = writeln!(out, "| {name} | {source} | {} |", marks.join(" | "));
    }
    out
}

/// Compares a part of the page with what it should be, or writes it where `UPDATE_BOOK` is set.
pub(crate) fn compare_or_update(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/soundness.md");
    let page = fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->\n"));
    let (before, rest) = page.split_once(&begin).expect("the page has marks");
    let (_, after) = rest.split_once(&end).expect("the page has marks");
    let renewed = format!("{before}{begin}{text}{end}{after}");
    if std::env::var_os("UPDATE_BOOK").is_some() {
        fs::write(path, renewed).unwrap();
    } else {
        assert!(renewed == page, "run `UPDATE_BOOK=1 cargo test --workspace --test defects`");
    }
}
