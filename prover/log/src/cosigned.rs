//! Checkpoints that witnesses have cosigned, as a log keeps them: `cosigned/SIZE` in its folder.
//!
//! Witnesses come later than entries, and not all at once. An old checkpoint with cosignatures shows an entry as well as a new one does,
//! so several are kept, and a proof is made under the one that has most of them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::fs;
use std::path::Path;

use covenant_files::Mode;

use crate::log::{lock, make_folder};
use crate::note::{self, Note, NoteKey};
use crate::state::{self, State};
use crate::{Checkpoint, Error, Proof, View};

/// So many are kept, those of the largest sizes.
const KEPT: usize = 16;

const FOLDER: &str = "cosigned";

/// A checkpoint that a log keeps, and who has cosigned it by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collected {
    /// Its size.
    pub size: u64,
    /// The names of the witnesses that were asked for and have cosigned it.
    pub witnesses: Vec<String>,
}

/// Takes witnesses' cosignatures into a log's folder: from then on proofs carry them. Of each note the lines of these witnesses are taken and
/// no others, since a line that does not verify would spoil every proof that it is in.
///
/// # Errors
/// [`Error::NotExtended`] if a note is a checkpoint under the log's key that the log never had; [`Error::Quorum`] if no witness of these has
/// cosigned one; [`Error::Signature`]; and as [`View::open`] and [`Checkpoint::open`].
pub fn collect(
    folder: &Path,
    key: &NoteKey,
    witnesses: &[NoteKey],
    notes: &[Vec<u8>],
) -> Result<Vec<Collected>, Error> {
    let _lock = lock(folder)?;
    let view = View::open(folder, key)?;
    let mut merged: BTreeMap<u64, Note> = BTreeMap::new();
    for bytes in notes {
        let (checkpoint, note) = Checkpoint::open(bytes, key)?;
        if !view.extends(&checkpoint) {
            return Err(Error::NotExtended);
        }
        let own = match merged.entry(checkpoint.size) {
            Slot::Occupied(own) => own.into_mut(),
            Slot::Vacant(slot) => slot.insert(match kept(folder, key, checkpoint.size, note.text()) {
                Some(kept) => kept,
                None => note.only(key)?,
            }),
        };
        if own.take(&note, witnesses)? == 0 {
            return Err(Error::Quorum { found: 0, quorum: 1 });
        }
    }
    make_folder(&folder.join(FOLDER))?;
    let mut collected = Vec::new();
    for (size, note) in merged {
        covenant_files::replace(&path(folder, size), note.to_text().as_bytes(), Mode::Public)?;
        let has = |witness: &&NoteKey| note.signed_by(witness).is_ok_and(|time| time.is_some());
        let witnesses = witnesses.iter().filter(has).map(|witness| witness.name().to_owned()).collect();
        collected.push(Collected { size, witnesses });
    }
    for size in sizes(folder).into_iter().rev().skip(KEPT) {
        let _ = fs::remove_file(path(folder, size));
    }
    Ok(collected)
}

/// The proof of the entry at an index: under the kept checkpoint that most keys have signed, of those with as many the latest, else the present one.
pub(crate) fn proof(folder: &Path, key: &NoteKey, state: &State, index: u64) -> Result<Proof, Error> {
    let present = (state.size(), state.checkpoint.clone());
    // What is no checkpoint of this log is passed over: it shows nothing.
    let kept = sizes(folder).into_iter().filter(|size| index < *size).filter_map(|size| {
        let bytes = state::read(&path(folder, size), note::MAX_BYTES).ok()??;
        let (checkpoint, note) = Checkpoint::open(&bytes, key).ok()?;
        (checkpoint.size == size && state.extends(&checkpoint)).then(|| (note.signatures(), size, bytes))
    });
    let best = kept.max_by_key(|(signatures, size, _)| (*signatures, *size));
    let best = best.filter(|(signatures, ..)| *signatures > 1).map(|(_, size, bytes)| (size, bytes));
    let (size, checkpoint) = best.unwrap_or(present);
    Ok(Proof { index, path: state.path(index, size)?, checkpoint })
}

/// What the folder keeps of that size, if it is the same text.
fn kept(folder: &Path, key: &NoteKey, size: u64, text: &str) -> Option<Note> {
    let bytes = state::read(&path(folder, size), note::MAX_BYTES).ok()??;
    Checkpoint::open(&bytes, key).ok().map(|(_, note)| note).filter(|note| note.text() == text)
}

fn path(folder: &Path, size: u64) -> std::path::PathBuf {
    folder.join(FOLDER).join(size.to_string())
}

/// The sizes of what is kept, the smallest first.
fn sizes(folder: &Path) -> Vec<u64> {
    let names = fs::read_dir(folder.join(FOLDER)).into_iter().flatten().flatten();
    let size = |entry: fs::DirEntry| crate::decimal::parse(entry.file_name().to_str()?);
    let mut sizes: Vec<u64> = names.filter_map(size).collect();
    sizes.sort_unstable();
    sizes
}
