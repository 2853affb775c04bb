//! A log in a folder.
//!
//! An append writes the tiles that change, each whole or not at all, and then the checkpoint: it is in the log when that is on
//! the disk. What a crash leaves beyond the checkpoint was promised to nobody and is written over. Several processes may append:
//! each holds the folder's lock while it does, and takes in what others have appended before.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use covenant_files::Mode;

use crate::cosigned;
use crate::memory::Memory;
use crate::merkle::Hash;
use crate::note::{NoteKey, SecretNoteKey, Use};
use crate::state::{self, State};
use crate::tiles::{self, CHECKPOINT, HEIGHT, WIDTH};
use crate::tree::Tree;
use crate::{Checkpoint, Entry, Error, Proof};

/// Tiles that are written at a time.
const TOGETHER: usize = 8;

/// A log that this process can append to. In memory it takes some 96 bytes an entry.
#[derive(Debug)]
pub struct Log {
    folder: PathBuf,
    key: SecretNoteKey,
    state: State,
    /// How many entries were in it durably before files were written: set meanwhile, and for good if that fails. They are read anew then.
    broken: Option<u64>,
    memory: Option<Memory>,
}

impl Log {
    /// Makes an empty log: a folder with a checkpoint.
    ///
    /// # Errors
    /// [`Error::Io`], also where there is a checkpoint; [`Error::Key`] unless the key is a log's.
    pub fn create(folder: &Path, key: SecretNoteKey) -> Result<Self, Error> {
        if key.public().purpose() != Use::Note {
            return Err(Error::Key("not a log's"));
        }
        make_folder(folder)?;
        begin(folder, &key)?;
        Self::open(folder, key)
    }

    /// Opens a log, and computes its tree from its entries.
    ///
    /// # Errors
    /// [`Error::Damaged`] if that is not the tree of its checkpoint, [`Error::ForeignKey`], [`Error::Io`].
    pub fn open(folder: &Path, key: SecretNoteKey) -> Result<Self, Error> {
        let _lock = lock(folder)?;
        let state = own(folder, key.public())?;
        Ok(Self { folder: folder.to_owned(), key, state, broken: None, memory: None })
    }

    /// Opens a log whose newest checkpoint everybody who appends remembers in the file `memory`, outside of its folder. It is made where there is
    /// none, if nothing is remembered and `may_begin` says that the key was never used.
    ///
    /// # Errors
    /// [`Error::NotExtended`] if it is not an extension of what is remembered, or gone; as [`Self::open`] and [`Self::create`].
    pub fn open_remembered(
        folder: &Path,
        key: SecretNoteKey,
        memory: &Path,
        may_begin: bool,
    ) -> Result<Self, Error> {
        if key.public().purpose() != Use::Note {
            return Err(Error::Key("not a log's"));
        }
        let memory = Memory::at(memory);
        if may_begin && memory.last(key.public())?.is_none() {
            make_folder(folder)?;
        } else if !folder.try_exists()? {
            return Err(Error::NotExtended);
        }
        let _lock = lock(folder)?;
        if !folder.join(CHECKPOINT).try_exists()? {
            // Somebody may have begun meanwhile.
            if !may_begin || memory.last(key.public())?.is_some() {
                return Err(Error::NotExtended);
            }
            begin(folder, &key)?;
        }
        let state = own(folder, key.public())?;
        memory.require(&state, key.public())?;
        Ok(Self { folder: folder.to_owned(), key, state, broken: None, memory: Some(memory) })
    }

    /// The log's public key.
    #[must_use]
    pub fn key(&self) -> &NoteKey {
        self.key.public()
    }

    /// How many entries are in it durably, as far as this process has read.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.state.size()
    }

    /// The entry at an index.
    #[must_use]
    pub fn entry(&self, index: u64) -> Option<&Entry> {
        self.state.entries.get(usize::try_from(index).ok()?)
    }

    /// The entries from an index on.
    #[must_use]
    pub fn entries_from(&self, index: u64) -> &[Entry] {
        usize::try_from(index).ok().and_then(|from| self.state.entries.get(from..)).unwrap_or_default()
    }

    /// Whether a checkpoint is one that this log had.
    #[must_use]
    pub fn extends(&self, old: &Checkpoint) -> bool {
        self.state.extends(old)
    }

    /// The checkpoint's note, without cosignatures.
    #[must_use]
    pub fn checkpoint(&self) -> &[u8] {
        &self.state.checkpoint
    }

    /// Appends entries and returns the index of the first. When this returns they are on the disk, under a new checkpoint.
    ///
    /// # Errors
    /// [`Error::Io`]: the log is then read anew before it is appended to again, and may hold the entries or not. [`Error::NotExtended`] if it does
    /// not extend what is remembered of it. What a read can find is as in [`Self::refresh`].
    pub fn append(&mut self, entries: &[Entry]) -> Result<u64, Error> {
        let _lock = lock(&self.folder)?;
        self.take_in()?;
        if let Some(memory) = &self.memory {
            memory.require(&self.state, self.key.public())?;
        }
        let first = self.size();
        if entries.is_empty() {
            // What is there already may be handed out after this.
            self.remember(&self.state.checkpoint)?;
            return Ok(first);
        }
        self.broken = Some(first);
        let written = self.write_all(first, entries);
        if written.is_err() {
            // Not told to anybody before it is known to be on the disk.
            self.state.entries.truncate(first as usize);
        }
        written.map(|()| first)
    }

    /// Takes in what others have appended, and reads the files anew if an append has failed.
    ///
    /// # Errors
    /// [`Error::NotExtended`] if the files no longer begin with what was read before; as [`Self::open`].
    pub fn refresh(&mut self) -> Result<(), Error> {
        let _lock = lock(&self.folder)?;
        self.take_in()
    }

    /// The same for who holds the lock.
    fn take_in(&mut self) -> Result<(), Error> {
        if self.broken.is_none() && state::checkpoint(&self.folder)? == self.state.checkpoint {
            return Ok(());
        }
        let found = own(&self.folder, self.key.public())?;
        if !found.entries.starts_with(&self.state.entries) {
            return Err(Error::NotExtended);
        }
        self.state = found;
        self.broken = None;
        Ok(())
    }

    fn remember(&self, checkpoint: &[u8]) -> Result<(), Error> {
        self.memory.as_ref().map_or(Ok(()), |memory| memory.advance(checkpoint))
    }

    fn write_all(&mut self, before: u64, entries: &[Entry]) -> Result<(), Error> {
        for entry in entries {
            self.state.entries.push(*entry);
            self.state.tree.push(entry.leaf());
        }
        let size = self.size();
        self.write_tiles(before, size)?;
        let head =
            Checkpoint { origin: self.key().name().to_owned(), size, root: self.state.tree.root(size) };
        let note = head.sign(&self.key).into_bytes();
        covenant_files::replace(&self.folder.join(CHECKPOINT), &note, Mode::Public)?;
        self.remember(&note)?;
        self.state.checkpoint = note;
        self.broken = None;
        self.drop_partial(before, size);
        Ok(())
    }

    /// The proof of the entry at an index: under the checkpoint with the most cosignatures that the folder keeps and that has the entry,
    /// else under the present one. After an append that failed, that is the one before it: what was durable stays so.
    ///
    /// # Errors
    /// [`Error::NotIncluded`] if there is none, [`Error::Broken`] if an append was cut short.
    pub fn proof(&self, index: u64) -> Result<Proof, Error> {
        self.require_durable()?;
        cosigned::proof(&self.folder, self.key(), &self.state, index)
    }

    /// The proof that the log now begins with what it was at `old` entries.
    ///
    /// # Errors
    /// [`Error::NotExtended`] if it has fewer, [`Error::Broken`].
    pub fn consistency(&self, old: u64) -> Result<Vec<Hash>, Error> {
        self.require_durable()?;
        if old > self.size() {
            return Err(Error::NotExtended);
        }
        Ok(self.state.tree.consistency(old, self.size()))
    }

    /// Refuses what a panic left of an append.
    fn require_durable(&self) -> Result<(), Error> {
        if self.broken.is_some_and(|durable| durable != self.size()) { Err(Error::Broken) } else { Ok(()) }
    }

    /// Writes the tiles in which `before` leaves and `size` leaves differ, beside each other: each waits for the disk.
    fn write_tiles(&self, before: u64, size: u64) -> Result<(), Error> {
        let tiles = self.changed_tiles(before, size);
        for some in tiles.chunks(TOGETHER) {
            std::thread::scope(|scope| {
                let (last, others) =
                    some.split_last().map_or((None, some), |(last, others)| (Some(last), others));
                let others: Vec<_> =
                    others.iter().map(|(path, bytes)| scope.spawn(|| self.write(path, bytes))).collect();
                let mut written = last.map_or(Ok(()), |(path, bytes)| self.write(path, bytes));
                for other in others {
                    let other = other.join().unwrap_or(Err(Error::Broken));
                    written = written.and(other);
                }
                written
            })?;
        }
        Ok(())
    }

    /// The paths of the tiles in which `before` leaves and `size` leaves differ, and what is in them.
    fn changed_tiles(&self, before: u64, size: u64) -> Vec<(String, Vec<u8>)> {
        let changed = |before: u64, size: u64| tiles::of(size).skip((before / WIDTH) as usize);
        let range = |index: u64, width: u64| (index * WIDTH) as usize..(index * WIDTH + width) as usize;
        let entries = |(index, width)| {
            (tiles::path(None, index, width), tiles::entries(&self.state.entries[range(index, width)]))
        };
        let mut tiles: Vec<_> = changed(before, size).map(entries).collect();
        for level in 0.. {
            let shift = level * HEIGHT;
            let nodes = self.state.tree.level(shift);
            if nodes.is_empty() {
                break;
            }
            if before >> shift != size >> shift {
                let hashes = |(index, width)| {
                    (tiles::path(Some(level), index, width), tiles::hashes(&nodes[range(index, width)]))
                };
                tiles.extend(changed(before >> shift, size >> shift).map(hashes));
            }
        }
        tiles
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.folder.join(path);
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        Ok(covenant_files::replace(&path, bytes, Mode::Public)?)
    }

    /// Partial tiles of tiles that are full now may go.
    fn drop_partial(&self, before: u64, size: u64) {
        for level in 0.. {
            let (old, new) = (before >> (level * HEIGHT) >> 8, size >> (level * HEIGHT) >> 8);
            if new == 0 {
                return;
            }
            for index in old..new {
                let of = |level| self.folder.join(format!("{}.p", tiles::path(level, index, WIDTH)));
                let _ = fs::remove_dir_all(of(Some(level)));
                if level == 0 {
                    let _ = fs::remove_dir_all(of(None));
                }
            }
        }
    }
}

/// A log whose files somebody else writes, or that was published: what it held when it was opened.
#[derive(Debug)]
pub struct View {
    folder: PathBuf,
    key: NoteKey,
    state: State,
}

impl View {
    /// Reads a log by its public key, and computes its tree from its entries.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::UnknownLog`], [`Error::Io`].
    pub fn open(folder: &Path, key: &NoteKey) -> Result<Self, Error> {
        Ok(Self { folder: folder.to_owned(), key: key.clone(), state: State::read(folder, key)? })
    }

    /// How many entries it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.state.size()
    }

    /// The entry's index, the first if it is there several times.
    #[must_use]
    pub fn find(&self, entry: &Entry) -> Option<u64> {
        self.state.entries.iter().position(|found| found == entry).map(|index| index as u64)
    }

    /// As [`Log::proof`].
    ///
    /// # Errors
    /// [`Error::NotIncluded`].
    pub fn proof(&self, index: u64) -> Result<Proof, Error> {
        cosigned::proof(&self.folder, &self.key, &self.state, index)
    }

    /// Whether a checkpoint is one that this log had.
    #[must_use]
    pub fn extends(&self, old: &Checkpoint) -> bool {
        self.state.extends(old)
    }
}

/// Signs and writes the checkpoint of no entries, where there is none.
fn begin(folder: &Path, key: &SecretNoteKey) -> Result<(), Error> {
    let head = Checkpoint { origin: key.public().name().to_owned(), size: 0, root: Tree::default().root(0) };
    Ok(covenant_files::create(&folder.join(CHECKPOINT), head.sign(key).as_bytes(), Mode::Public)?)
}

/// Held while files of a log are written, or read by who may write them.
pub(crate) fn lock(folder: &Path) -> Result<File, Error> {
    Ok(covenant_files::lock(&folder.join("lock"), Mode::Public)?)
}

fn own(folder: &Path, key: &NoteKey) -> Result<State, Error> {
    State::read(folder, key).map_err(|error| match error {
        Error::UnknownLog => Error::ForeignKey,
        error => error,
    })
}

/// Makes a folder and those above it, each durably.
pub(crate) fn make_folder(folder: &Path) -> Result<(), Error> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make_folder(parent)?;
    }
    match fs::create_dir(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    covenant_files::sync_folder(folder);
    Ok(())
}
