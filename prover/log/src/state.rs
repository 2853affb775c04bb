//! What a log's files hold.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::merkle::{self, Hash};
use crate::note::{self, NoteKey};
use crate::tiles::{self, CHECKPOINT, WIDTH};
use crate::tree::Tree;
use crate::{Checkpoint, Entry, Error};

/// Entries, their tree, and the checkpoint over them: some 96 bytes an entry.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) entries: Vec<Entry>,
    /// After an append that failed it has leaves beyond the entries, which change no path among these.
    pub(crate) tree: Tree,
    /// The checkpoint's note.
    pub(crate) checkpoint: Vec<u8>,
}

impl State {
    /// Reads a folder's log and computes its tree anew.
    pub(crate) fn read(folder: &Path, key: &NoteKey) -> Result<Self, Error> {
        let checkpoint = checkpoint(folder)?;
        let (head, _) = Checkpoint::open(&checkpoint, key)?;
        let entries = entries(folder, head.size)?;
        let mut tree = Tree::default();
        entries.iter().for_each(|entry| tree.push(entry.leaf()));
        if tree.root(head.size) != head.root {
            return Err(Error::Damaged { what: "entries" });
        }
        Ok(Self { entries, tree, checkpoint })
    }

    pub(crate) fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    /// The path from an entry to the root over the first `size` entries.
    pub(crate) fn path(&self, index: u64, size: u64) -> Result<Vec<Hash>, Error> {
        if index >= size || size > self.size() {
            return Err(Error::NotIncluded);
        }
        Ok(self.tree.inclusion(index, size))
    }

    /// Whether a checkpoint is one that this log had.
    pub(crate) fn extends(&self, old: &Checkpoint) -> bool {
        let root = if old.size == 0 { merkle::empty() } else { self.tree.root(old.size.min(self.size())) };
        old.size <= self.size() && root == old.root
    }
}

/// The note that a folder's log publishes.
pub(crate) fn checkpoint(folder: &Path) -> Result<Vec<u8>, Error> {
    read(&folder.join(CHECKPOINT), note::MAX_BYTES)?.ok_or(Error::Note("too long"))
}

/// The first `size` entries.
pub(crate) fn entries(folder: &Path, size: u64) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    for (index, width) in tiles::of(size) {
        let record = tiles::RECORD as u64;
        let bytes = tile(folder, None, index, width, record, "entries")?;
        entries.extend(tiles::read_entries(&bytes, width).ok_or(Error::Damaged { what: "entries" })?);
    }
    Ok(entries)
}

/// A tile of `width` items of so many bytes each. A partial tile goes away once the log has filled it: its items are the full one's first.
pub(crate) fn tile(
    folder: &Path,
    level: Option<usize>,
    index: u64,
    width: u64,
    item: u64,
    what: &'static str,
) -> Result<Vec<u8>, Error> {
    let damaged = || Error::Damaged { what };
    let of = |width: u64| {
        let most = usize::try_from(WIDTH * item).unwrap_or(usize::MAX);
        read(&folder.join(tiles::path(level, index, width)), most)
    };
    let missing =
        |error: &Error| matches!(error, Error::Io(error) if error.kind() == io::ErrorKind::NotFound);
    match of(width) {
        Ok(bytes) => bytes.ok_or_else(damaged),
        Err(error) if missing(&error) => {
            let full = of(WIDTH).map_err(|error| if missing(&error) { damaged() } else { error })?;
            let full = full.filter(|bytes| bytes.len() as u64 == WIDTH * item).ok_or_else(damaged)?;
            full.get(..(width * item) as usize).map(<[u8]>::to_vec).ok_or_else(damaged)
        }
        Err(error) => Err(error),
    }
}

/// A file of at most so many bytes; `None` if it has more.
pub(crate) fn read(path: &Path, most: usize) -> Result<Option<Vec<u8>>, Error> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= most).then_some(bytes))
}
