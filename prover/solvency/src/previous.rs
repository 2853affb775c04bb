//! The statement before: which folder it lies in, and whose identifiers' hashes are taken from it.

use crate::{
    Error, Folder, Plan,
    identifiers::{Known, Place},
};
use covenant_statements::Fr;
use std::{ops::Range, path::Path};

/// An earlier statement's folder, with its plan.
#[derive(Debug)]
pub(crate) struct Previous {
    folder: Folder,
    environment: Fr,
    plan: Plan,
}

impl Previous {
    /// # Errors
    /// As [`Folder::existing`]; [`Error::NoStatement`], [`Error::Sealed`].
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let folder = Folder::existing(path)?;
        let (_, environment, plan) = folder.planned_before()?;
        Ok(Self { folder, environment, plan })
    }

    /// The hashes of those chunks in which accounts of a range of the new ledger were, if no more came and went than the numbers say, and half
    /// as many again: those that moved further are hashed anew.
    pub(crate) fn known(&self, range: &Range<u64>, accounts: u64) -> Known {
        let moved = self.plan.accounts().abs_diff(accounts) + (range.end - range.start) / 2;
        let (first, end) = (range.start.saturating_sub(moved), range.end.saturating_add(moved));
        let mut known = Known::new(&self.folder.key);
        for chunk in 0..self.plan.chunks() {
            let overlaps = |own: &Range<u64>| own.start < end && first < own.end;
            if self.plan.range(chunk).as_ref().is_some_and(overlaps) {
                known.read(&Place {
                    folder: &self.folder.path,
                    sealer: &self.folder.sealer,
                    environment: &self.environment,
                    chunk,
                });
            }
        }
        known
    }
}
