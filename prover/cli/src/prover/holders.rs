//! Holders' files, as the service hands them out: packed files of one statement.

use std::fs;
use std::path::{Path, PathBuf};

use covenant_liabilities::inclusion::Lookup;
use covenant_liabilities::inclusion::packed::{self, Head};
use covenant_service::{Holders, HoldersError, Secret};
use covenant_statements::solvency::{AccountIdentifier, IdentifierScheme};

use crate::failure::{Failure, Result};
use crate::files;

/// The ending of a file of holders.
const ENDING: &str = "holders";

/// The files that `solvency inclusion --all` wrote.
pub(crate) struct HolderFiles {
    lookup: Lookup,
    scheme: IdentifierScheme,
    accounts: u64,
}

impl HolderFiles {
    /// Finds the files in a folder and in the chunks' folders in it. They are of one statement, and none in between is missing; whether the last
    /// are there, only the number of accounts tells.
    pub(crate) fn open(folder: &Path, scheme: IdentifierScheme) -> Result<Self> {
        let mut found = Vec::new();
        for path in entries(folder)? {
            let inner = if path.is_dir() { entries(&path)? } else { vec![path] };
            for path in inner.into_iter().filter(|path| path.extension().is_some_and(|end| end == ENDING)) {
                let head = packed::head(&path).map_err(|error| unreadable(&path, &error.to_string()))?;
                found.push((head, path));
            }
        }
        found.sort_unstable_by_key(|(head, _)| (head.chunk, head.first));
        let heads: Vec<Head> = found.iter().map(|(head, _)| *head).collect();
        require_one_statement(&heads)?;
        let accounts = heads.iter().map(|head| u64::from(head.accounts)).sum();
        let lookup = Lookup::new(found.into_iter().map(|(_, path)| path).collect())
            .map_err(|(path, error)| unreadable(&path, &error.to_string()))?;
        Ok(Self { lookup, scheme, accounts })
    }

    /// How many accounts they are of.
    pub(crate) fn accounts(&self) -> u64 {
        self.accounts
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = |error: std::io::Error| unreadable(folder, &files::reason(&error));
    fs::read_dir(folder).map_err(unreadable)?.map(|entry| Ok(entry.map_err(unreadable)?.path())).collect()
}

fn unreadable(path: &Path, reason: &str) -> Failure {
    Failure::input("holders/unreadable", format!("{}: {reason}", path.display())).at("holders")
}

/// One environment, and one set of proofs: whoever takes an account's file from another attempt at its chunk's proof is told that the
/// institution lied. Each chunk, and each of its accounts, follows on the one before. In their order.
fn require_one_statement(heads: &[Head]) -> Result<()> {
    let refuse = |code, message: &str| Err(Failure::input(code, message).at("holders"));
    let Some(first) = heads.first() else {
        return refuse("holders/none", "the folder has no files of holders");
    };
    if heads.iter().any(|head| head.environment != first.environment) {
        return refuse("holders/mixed", "the files are of several statements");
    }
    let of_others = |one: &Head, next: &Head| one.chunk == next.chunk && one.gamma != next.gamma;
    if heads.iter().any(|head| head.liabilities != first.liabilities)
        || heads.windows(2).any(|pair| of_others(&pair[0], &pair[1]))
    {
        return refuse("holders/mixed", "the files are of several attempts at the statement's proofs");
    }
    let mut next = (0, 0);
    for head in heads {
        if head.chunk > next.0 && next.1 > 0 {
            next = (next.0 + 1, 0);
        }
        if (head.chunk, head.first) != next {
            return refuse("holders/incomplete", "a file of holders is missing, or there twice");
        }
        next.1 += head.accounts;
    }
    Ok(())
}

impl Holders for HolderFiles {
    fn inclusion_proof(&self, identifier: &str) -> std::result::Result<Secret, HoldersError> {
        let identifier =
            AccountIdentifier::parse(self.scheme, identifier).map_err(|_| HoldersError::Identifier)?;
        match self.lookup.find(&identifier.hash()) {
            Ok(Some(mut proof)) => Ok(Secret::new(std::mem::take(&mut *proof))),
            Ok(None) => Err(HoldersError::NoAccount),
            Err(_) => Err(HoldersError::Unreadable),
        }
    }
}
