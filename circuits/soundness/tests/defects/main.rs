//! Defects that were found in public systems, seeded into small circuits, each beside its right version: every one is found
//! by the gates that its entry names and by no other, and the right versions pass all gates. The table in the book is
//! written from these entries: `UPDATE_BOOK=1 cargo test --workspace --test defects`.

mod book;
mod curves;
mod defect;
mod digests;
mod hints;
mod integers;
mod lists;
mod trees;

use defect::{Defect, Gate, Gates};

fn all() -> Vec<Defect> {
    [integers::DEFECTS, hints::DEFECTS, lists::DEFECTS, trees::DEFECTS, digests::DEFECTS, curves::DEFECTS]
        .concat()
}

#[test]
fn right_versions_pass_all_gates() {
    let mut failures = String::new();
    for defect in all() {
        let gates = Gates::run(&defect, defect.right);
        if let Err(reports) = gates.passed() {
            failures += &format!("{}:\n{reports}\n", defect.name);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn every_defect_is_found_by_the_gates_that_are_named() {
    let mut failures = String::new();
    for defect in all() {
        assert!(!defect.found_by.is_empty(), "{}", defect.name);
        let gates = Gates::run(&defect, defect.wrong);
        let found = gates.found();
        if found != defect.found_by {
            failures += &format!(
                "{}: written {:?}, found {found:?}\n{}\n",
                defect.name,
                defect.found_by,
                gates.passed().unwrap_err()
            );
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn there_are_defects_for_every_gate() {
    let all = all();
    assert!(all.len() >= 25, "{} defects", all.len());
    for gate in Gate::ALL {
        assert!(all.iter().any(|defect| defect.found_by.contains(&gate)), "{gate:?}");
    }
}

#[test]
fn the_book_has_the_table_of_defects() {
    book::compare_or_update("defects", &book::table(&all()));
}
