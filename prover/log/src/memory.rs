//! The checkpoint that was seen last, in a file outside of the log's folder: so a log that is put back to an earlier state, or lost, is noticed.

use std::path::{Path, PathBuf};

use covenant_files::Mode;

use crate::note::{self, NoteKey};
use crate::state::{self, State};
use crate::{Checkpoint, Error};

/// What those who append to a log remember of it. Read and written under the log's lock alone, so it never goes back.
#[derive(Debug)]
pub(crate) struct Memory {
    path: PathBuf,
}

impl Memory {
    pub(crate) fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// What it has; none before the first.
    pub(crate) fn last(&self, key: &NoteKey) -> Result<Option<Checkpoint>, Error> {
        let Some(note) = note(&self.path)? else { return Ok(None) };
        match Checkpoint::open(&note, key) {
            Ok((checkpoint, _)) => Ok(Some(checkpoint)),
            Err(Error::UnknownLog) => Err(Error::ForeignKey),
            Err(error) => Err(error),
        }
    }

    /// Refuses a log that does not extend what it has.
    pub(crate) fn require(&self, state: &State, key: &NoteKey) -> Result<(), Error> {
        match self.last(key)? {
            Some(last) if !state.extends(&last) => Err(Error::NotExtended),
            _ => Ok(()),
        }
    }

    /// Has this checkpoint's note from now on, durably.
    pub(crate) fn advance(&self, head: &[u8]) -> Result<(), Error> {
        if note(&self.path)?.as_deref() == Some(head) {
            return Ok(());
        }
        Ok(covenant_files::replace(&self.path, head, Mode::Public)?)
    }
}

/// A note in a file that may not be there.
pub(crate) fn note(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match state::read(path, note::MAX_BYTES) {
        Ok(Some(note)) => Ok(Some(note)),
        Ok(None) => Err(Error::Note("too long")),
        Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
