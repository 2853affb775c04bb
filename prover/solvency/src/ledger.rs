//! A ledger that was checked, and its accounts chunk by chunk.

use crate::{
    Error,
    identifiers::{Gathered, Known},
    key::Kept,
    plan::most_accounts,
};
use covenant_ingest::accounts::{self, AccountIdentifier, Checked, Key, LedgerForm, Options};
use covenant_liabilities::inclusion::id::identifier_hashes;
use covenant_statements::Fr;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use std::{
    ops::Range,
    path::{Path, PathBuf},
};

/// A ledger that was checked whole, under a folder's key.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) path: PathBuf,
    pub(crate) form: LedgerForm,
    pub(crate) checked: Checked,
}

/// An account of a chunk: its identifier's hash, and its balances, one for each asset of the key.
pub(crate) type Entry = (Fr, Vec<u64>);

/// Accounts whose hashes are worked out together.
pub(crate) const BATCH: usize = 1 << 15;

impl Ledger {
    pub(crate) fn check(key: &Kept, path: &Path, form: LedgerForm, scratch: &Path) -> Result<Self, Error> {
        let options = Options { most: most_accounts(form.assets().len())?, scratch };
        let checked = accounts::check(path, &form, &digest_key(key), &options)?;
        Ok(Self { path: path.to_owned(), form, checked })
    }

    /// How many accounts there are: the environment has it.
    #[must_use]
    pub fn accounts(&self) -> u64 {
        self.checked.accounts
    }

    /// What accounts are owed together, in the order of the scope's assets. Private.
    #[must_use]
    pub fn credits(&self) -> &[u128] {
        &self.checked.credits
    }

    /// What accounts owe together. Counted nowhere. Private.
    #[must_use]
    pub fn debits(&self) -> &[u128] {
        &self.checked.debits
    }

    /// A keyed digest of identifiers, balances and their order.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut digest = Sha256::new_with_prefix(b"covenant/solvency/ledger");
        digest.update(self.checked.accounts.to_be_bytes());
        self.checked.blocks.iter().for_each(|block| digest.update(block));
        digest.finalize().into()
    }

    /// Reads a range of accounts again. Refused if they are not what was checked.
    pub(crate) fn entries(
        &self,
        key: &Kept,
        range: Range<u64>,
        columns: usize,
        hashes: &mut Hashes,
    ) -> Result<Vec<Entry>, Error> {
        let mut entries = Vec::with_capacity((range.end - range.start) as usize);
        let mut batch: Vec<(AccountIdentifier, Vec<u64>)> = Vec::with_capacity(BATCH);
        let mut miscalculated = None;
        accounts::read(&self.path, &self.form, &digest_key(key), &self.checked, range, |account| {
            let mut balances = account.credits.to_vec();
            balances.resize(columns, 0);
            batch.push((account.identifier.clone(), balances));
            if batch.len() == BATCH {
                miscalculated = miscalculated.or(hashes.hashed(&mut batch, &mut entries).err());
            }
        })?;
        hashes.hashed(&mut batch, &mut entries)?;
        if let Some(error) = miscalculated {
            return Err(error.into());
        }
        Ok(entries)
    }

    /// Reads the identifiers of a range of accounts again, with their hashes.
    pub(crate) fn identifiers(
        &self,
        key: &Kept,
        range: Range<u64>,
    ) -> Result<Vec<(AccountIdentifier, Fr)>, Error> {
        let mut identifiers = Vec::with_capacity((range.end - range.start) as usize);
        accounts::read(&self.path, &self.form, &digest_key(key), &self.checked, range, |account| {
            identifiers.push(account.identifier.clone());
        })?;
        let hashes = identifier_hashes(&identifiers.iter().collect::<Vec<_>>())?;
        Ok(identifiers.into_iter().zip(hashes).collect())
    }
}

/// How identifiers get their hashes.
pub(crate) struct Hashes {
    /// Those that were worked out before.
    pub(crate) known: Known,
    /// What is to be kept of these, if anything is.
    pub(crate) gathered: Option<Gathered>,
    /// How many were known.
    pub(crate) found: u64,
}

impl Hashes {
    fn hashed(
        &mut self,
        batch: &mut Vec<(AccountIdentifier, Vec<u64>)>,
        entries: &mut Vec<Entry>,
    ) -> Result<(), covenant_liabilities::Error> {
        let hashes: Vec<Option<Fr>> =
            batch.par_iter().map(|(identifier, _)| self.known.hash(identifier)).collect();
        let unknown = || (0..batch.len()).filter(|i| hashes[*i].is_none());
        let identifiers: Vec<&AccountIdentifier> = unknown().map(|i| &batch[i].0).collect();
        self.found += (batch.len() - identifiers.len()) as u64;
        let made = identifier_hashes(&identifiers)?;
        let mut made = made.into_iter();
        // As many are made as there are gaps.
        let hashes: Vec<Fr> =
            hashes.into_iter().map(|hash| hash.or_else(|| made.next()).unwrap_or_default()).collect();
        if let Some(gathered) = &mut self.gathered {
            gathered.extend(batch, &hashes);
        }
        entries.extend(hashes.into_iter().zip(batch.drain(..)).map(|(hash, (_, balances))| (hash, balances)));
        Ok(())
    }
}

fn digest_key(key: &Kept) -> Key {
    Key(key.derive("covenant/solvency/digest"))
}
