//! The sample documents, and one change to one of them.
#![allow(dead_code, reason = "each test file uses its part")]

use covenant_ingest::Document;
use std::{fs, path::PathBuf};

pub(crate) const DE: &str = "invoice-de-machinery.xml";
pub(crate) const NL: &str = "invoice-nl-peppol.xml";
pub(crate) const FR: &str = "invoice-fr-siret.xml";
pub(crate) const AT: &str = "invoice-at-untidy.xml";
pub(crate) const DK: &str = "invoice-dk-joint-vat.xml";
pub(crate) const JPY: &str = "invoice-nl-jpy-export.xml";
pub(crate) const FI: &str = "invoice-fi-prepaid.xml";
pub(crate) const DE_CII: &str = "invoice-de-machinery-cii.xml";
pub(crate) const CREDIT: &str = "credit-note-de.xml";
pub(crate) const LOAN: &str = "loan-agreement.json";

pub(crate) const ALL: [&str; 10] = [DE, DE_CII, NL, FR, AT, DK, JPY, FI, CREDIT, LOAN];

/// A sample's text.
pub(crate) fn sample(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A sample in which the one occurrence of `from` has become `to`.
pub(crate) fn altered(name: &str, from: &str, to: &str) -> String {
    replace_one(&sample(name), from, to)
}

pub(crate) fn replace_one(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "occurrences of {from:?}");
    text.replacen(from, to, 1)
}

/// The text without what stands from `from` to the end of the next `to`.
pub(crate) fn without(text: &str, from: &str, to: &str) -> String {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from:?}"));
    let end = start + text[start..].find(to).unwrap_or_else(|| panic!("no {to:?}")) + to.len();
    format!("{}{}", &text[..start], &text[end..])
}

/// The first error's code, business term and path.
pub(crate) fn refusal(text: &str) -> (String, String, String) {
    let error = Document::read(text.as_bytes()).expect_err("a refusal");
    (error.code.to_string(), error.field.term.to_owned(), error.field.path)
}

#[track_caller]
pub(crate) fn refused(text: &str, code: &str, term: &str, path: &str) {
    assert_eq!(refusal(text), (code.into(), term.into(), path.into()));
}

#[track_caller]
pub(crate) fn accepted(text: &str) -> Document {
    Document::read(text.as_bytes()).expect("a valid document")
}
