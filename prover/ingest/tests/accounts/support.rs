//! Ledgers to start from.

use covenant_ingest::{
    accounts::{Checked, Key, LedgerForm, Options, check_csv},
    tables::TableError,
};
use covenant_statements::solvency::IdentifierScheme;

pub(crate) const KEY: Key = Key([7; 32]);

/// By e-mail.
pub(crate) fn form(assets: &[&str]) -> LedgerForm {
    let assets = assets.iter().map(|symbol| symbol.parse().unwrap()).collect();
    LedgerForm::new(IdentifierScheme::Email, assets).unwrap()
}

/// Checks a text in CSV that is called `t.csv`, of at most a thousand accounts.
pub(crate) fn check(form: &LedgerForm, text: impl AsRef<[u8]>) -> Result<Checked, TableError> {
    let folder = tempfile::tempdir().unwrap();
    check_csv("t.csv", text.as_ref(), form, &KEY, &Options { most: 1000, scratch: folder.path() })
}

/// What was refused, one line of text for each.
pub(crate) fn refusals(form: &LedgerForm, text: impl AsRef<[u8]>) -> Vec<String> {
    let error = check(form, text).expect_err("a refusal");
    let line = |line: &str| line.strip_prefix("t.csv: ").expect("the file's name").to_owned();
    error.to_string().lines().map(line).collect()
}

/// Which of a ledger's accounts there are: row, identifier, credits, debits.
pub(crate) type Read = (u64, String, Vec<u64>, Vec<u64>);
