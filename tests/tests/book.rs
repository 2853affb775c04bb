//! The generated parts of the book are the ones that this code makes, and its links lead somewhere.

use covenant_tests::book;
use std::{collections::BTreeSet, fs};

#[test]
fn tables_are_those_of_the_code() {
    for part in book::parts() {
        let page = fs::read_to_string(book::folder().join(&part.page)).unwrap();
        let renewed =
            part.renewed(&page).unwrap_or_else(|| panic!("{}: no marks for {}", part.page, part.name));
        assert!(
            renewed == page,
            "{}, {}: run `cargo run -p covenant-tests --bin write-book` and look at the difference",
            part.page,
            part.name
        );
    }
}

/// Targets of `[text](target)` that are files of the book.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| target.ends_with(".md"))
}

#[test]
fn every_page_is_in_the_summary_and_every_link_leads_to_a_page() {
    let folder = book::folder();
    let pages: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".md"))
        .collect();
    let summary = fs::read_to_string(folder.join("SUMMARY.md")).unwrap();
    let listed: BTreeSet<String> =
        links(&summary).map(|target| target.trim_start_matches("./").to_owned()).collect();
    let unlisted: Vec<_> =
        pages.iter().filter(|page| *page != "SUMMARY.md" && !listed.contains(*page)).collect();
    assert!(unlisted.is_empty(), "not in SUMMARY.md: {unlisted:?}");
    for page in &pages {
        let text = fs::read_to_string(folder.join(page)).unwrap();
        for target in links(&text).filter(|target| !target.contains("://")) {
            assert!(folder.join(target).exists(), "{page} links to {target}");
        }
    }
}

/// Paths from the repository's root that stand in backticks; patterns with a NAME in them are no paths.
fn paths(page: &str) -> impl Iterator<Item = &str> {
    const FOLDERS: [&str; 10] = [
        "circuits/",
        "prover/",
        "verifier/",
        "parties/",
        "tests/",
        "benches/",
        "proto/",
        "samples/",
        "vectors/",
        "docs/",
    ];
    let quoted = page.split('`').skip(1).step_by(2);
    quoted
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
        .filter(|word| !word.contains("NAME") && !word.contains([' ', '*', '{', '<']))
}

#[test]
fn every_file_that_the_book_names_is_there() {
    let root = book::folder().join("../..");
    let mut seen = 0;
    for entry in fs::read_dir(book::folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let page = fs::read_to_string(&path).unwrap();
            for file in paths(&page) {
                assert!(root.join(file).exists(), "{} names {file}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen} paths: the pages name more");
}
