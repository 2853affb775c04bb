//! An institution's ledger of accounts: whose each account is, and what it is owed and owes, asset by asset.
//!
//! ```text
//! file ── tables ──▶ Pass: rows one by one ──▶ account     form, pass
//!                      ├── digests of blocks of rows        digest
//!                      └── keyed hashes of identifiers, sorted on disk: duplicates
//! ```
//!
//! A ledger has more accounts than fit in memory: rows are read, given on and forgotten. [`check`] reads the whole, says all that is
//! wrong as other tables do, and keeps sums and digests of blocks; [`read`] then reads a part again and gives its accounts, and refuses it
//! if they are not what was checked.

mod digest;
mod duplicates;
mod form;
mod pass;
#[cfg(feature = "parquet")]
mod write;

pub use covenant_statements::solvency::{AccountIdentifier, IdentifierScheme};
pub use digest::{BLOCK, Key};
pub use form::LedgerForm;
#[cfg(feature = "parquet")]
pub use write::ParquetWriter;

use crate::tables::{TableError, TableFault, open};
use pass::{Pass, Wanted};
use std::{io::Read, ops::Range, path::Path};

/// One account of a ledger.
#[derive(Clone, Copy)]
pub struct Account<'a> {
    /// Its row, from 1.
    pub row: u64,
    /// Whose it is.
    pub identifier: &'a AccountIdentifier,
    /// What it is owed, in the order of the form's assets.
    pub credits: &'a [u64],
    /// What it owes. Never netted: it counts zero.
    pub debits: &'a [u64],
}

impl std::fmt::Debug for Account<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Account([redacted])")
    }
}

/// What a caller takes, and what a check works with.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The most accounts. A longer ledger is refused, and its rows are only counted.
    pub most: u64,
    /// A folder for sorting: 24 bytes an account, of keyed hashes and row numbers only, in a file without a name.
    pub scratch: &'a Path,
}

/// A ledger that was checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its accounts.
    pub accounts: u64,
    /// What they are owed together, asset by asset.
    pub credits: Vec<u128>,
    /// What they owe together.
    pub debits: Vec<u128>,
    /// A keyed digest of each [`BLOCK`] rows.
    pub blocks: Vec<[u8; 32]>,
}

crate::model::redacted!(Checked);

/// Reads a whole ledger in CSV or Parquet and holds nothing of it but sums and digests, which are under `key`.
///
/// # Errors
/// All that is wrong, as [`crate::tables::read`]; `account/format`, `integer/format`, `table/duplicate` with both rows.
pub fn check(
    path: &Path,
    form: &LedgerForm,
    key: &Key,
    options: &Options<'_>,
) -> Result<Checked, TableError> {
    let name = path.display().to_string();
    let mut pass = Pass::checking(form, key, options);
    open::into(path, &name, &mut pass)?;
    pass.checked(&name)
}

/// [`check`] of CSV from anything that can be read once; `name` is what errors call it.
///
/// # Errors
/// As [`check`].
pub fn check_csv(
    name: &str,
    reader: impl Read,
    form: &LedgerForm,
    key: &Key,
    options: &Options<'_>,
) -> Result<Checked, TableError> {
    let mut pass = Pass::checking(form, key, options);
    crate::tables::csv::read(reader, &mut pass);
    pass.checked(name)
}

/// Reads accounts of a ledger that was checked under the same key: those in `range`, counted from 0, in the order of the file. What lies
/// before is passed over, what follows not read.
///
/// # Errors
/// `table/changed` where these accounts are not those that were checked: what was given is then worth nothing.
pub fn read(
    path: &Path,
    form: &LedgerForm,
    key: &Key,
    checked: &Checked,
    range: Range<u64>,
    each: impl FnMut(Account<'_>),
) -> Result<(), TableError> {
    let name = path.display().to_string();
    let changed = || TableError::file(&name, TableFault::Changed, None);
    let wanted = Wanted::new(range, checked).ok_or_else(changed)?;
    let mut pass = Pass::reading(form, key, wanted, each);
    open::into(path, &name, &mut pass)?;
    if pass.reads_as(checked) { Ok(()) } else { Err(changed()) }
}
