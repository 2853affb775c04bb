//! The second check: a log from its files, without what writes it.
//!
//! Everything is computed anew from the entries, by the definition in RFC 9162, section 2.1.1; tiles, the checkpoint, and
//! checkpoints that somebody kept from before are compared with that.

use std::path::Path;

use crate::merkle::{self, Hash};
use crate::note::NoteKey;
use crate::state;
use crate::tiles::{self, WIDTH};
use crate::{Checkpoint, Entry, Error, Policy};

/// Checks the log in a folder: its checkpoint is the key's, its entries and every tile of hashes are those of the checkpoint, and
/// each note in `kept` is a checkpoint of the same log that this one extends. Returns the checkpoint.
///
/// # Errors
/// [`Error::NotExtended`] if the log was cut, rewritten or forked since a kept checkpoint; [`Error::Damaged`]; and as
/// [`Policy::open`].
pub fn folder(folder: &Path, key: &NoteKey, kept: &[Vec<u8>]) -> Result<Checkpoint, Error> {
    Ok(noted(folder, key, kept)?.0)
}

/// As [`folder`], with the checkpoint's note as it was read: what was checked and no other.
///
/// # Errors
/// As [`folder`].
pub fn noted(folder: &Path, key: &NoteKey, kept: &[Vec<u8>]) -> Result<(Checkpoint, Vec<u8>), Error> {
    let note = state::checkpoint(folder)?;
    let (head, _) = Checkpoint::open(&note, key)?;
    let leaves: Vec<Hash> = state::entries(folder, head.size)?.iter().map(Entry::leaf).collect();
    if root(&leaves) != head.root {
        return Err(Error::Damaged { what: "entries" });
    }
    tiles_of(folder, &leaves)?;
    require_extended(&leaves, key, kept)?;
    Ok((head, note))
}

/// Checks a log whose entries the caller has, as hashes of leaves in their order: `note` is the key's checkpoint over exactly them, and each note
/// in `kept` is a checkpoint of the same log that it extends. Returns the checkpoint.
///
/// # Errors
/// As [`folder`].
pub fn whole(note: &[u8], key: &NoteKey, leaves: &[Hash], kept: &[Vec<u8>]) -> Result<Checkpoint, Error> {
    let (head, _) = Checkpoint::open(note, key)?;
    // First: entries that are not the head's say nothing of whoever signed it.
    if head.size != leaves.len() as u64 || root(leaves) != head.root {
        return Err(Error::Damaged { what: "entries" });
    }
    require_extended(leaves, key, kept)?;
    Ok(head)
}

fn require_extended(leaves: &[Hash], key: &NoteKey, kept: &[Vec<u8>]) -> Result<(), Error> {
    let trusted = Policy::of_log(key.clone())?;
    for note in kept {
        let (old, _) = trusted.open(note)?;
        let before = usize::try_from(old.size).ok().and_then(|size| leaves.get(..size));
        if before.map(root) != Some(old.root) {
            return Err(Error::NotExtended);
        }
    }
    Ok(())
}

/// Whether each tile is what the leaves make it.
fn tiles_of(folder: &Path, leaves: &[Hash]) -> Result<(), Error> {
    let mut nodes = leaves.to_vec();
    let mut level = 0;
    while !nodes.is_empty() {
        for ((index, width), hashes) in tiles::of(nodes.len() as u64).zip(nodes.chunks(WIDTH as usize)) {
            if state::tile(folder, Some(level), index, width, 32, "tiles")? != tiles::hashes(hashes) {
                return Err(Error::Damaged { what: "tiles" });
            }
        }
        nodes = nodes.chunks_exact(WIDTH as usize).map(root).collect();
        level += 1;
    }
    Ok(())
}

/// MTH of RFC 9162, of hashes of leaves.
fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => merkle::empty(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            merkle::node(&root(left), &root(right))
        }
    }
}
