//! A witness: it says of a log's checkpoint that it extends all that it cosigned before.

use std::path::Path;

use covenant_files::Mode;
use sha2::{Digest as _, Sha256};

use crate::log::make_folder;
use crate::note::{NoteKey, SecretNoteKey};
use crate::{Checkpoint, Error, check, memory};

/// What a witness has cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// Its note with the cosignature at its end.
    pub note: Vec<u8>,
    /// The size of the log when it was cosigned last; none if this is the first time.
    pub before: Option<u64>,
}

/// Checks the log in a folder, or in a copy of it, by [`check::folder`], and cosigns its checkpoint. What was cosigned last is kept in the folder
/// `remembered`, one for each log and witness, and is on the disk before the cosignature is handed out. `begin` says that nothing was cosigned yet: a
/// witness that has lost its memory must not take that for a beginning. `time` is in seconds since 1970.
///
/// # Errors
/// [`Error::NotExtended`] if the log was cut, rewritten or forked since; [`Error::NoMemory`] and [`Error::Memory`] if `begin` and what is
/// kept do not fit; [`Error::Key`] unless the key is a witness's; and as [`check::folder`].
pub fn cosign(
    folder: &Path,
    log: &NoteKey,
    witness: &SecretNoteKey,
    (remembered, begin): (&Path, bool),
    time: u64,
) -> Result<Cosigned, Error> {
    make_folder(remembered)?;
    let path = remembered.join(format!("{}.checkpoint", name(log, witness.public())));
    // Of two at once one would cosign what the other's does not extend.
    let _lock = covenant_files::lock(&remembered.join("lock"), Mode::Public)?;
    let last = memory::note(&path)?;
    match (&last, begin) {
        (None, false) => return Err(Error::NoMemory),
        (Some(_), true) => return Err(Error::Memory),
        _ => {}
    }
    let before = last.as_deref().map(|note| Checkpoint::open(note, log)).transpose()?;
    let kept: Vec<Vec<u8>> = last.into_iter().collect();
    let (checkpoint, note) = check::noted(folder, log, &kept)?;
    let note = Checkpoint::cosign(&note, witness, time)?.into_bytes();
    covenant_files::replace(&path, &note, Mode::Public)?;
    Ok(Cosigned { checkpoint, note, before: before.map(|(checkpoint, _)| checkpoint.size) })
}

/// A file's name for a log and a witness.
fn name(log: &NoteKey, witness: &NoteKey) -> String {
    let digest = Sha256::new().chain_update(log.to_text()).chain_update("\n").chain_update(witness.to_text());
    digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
