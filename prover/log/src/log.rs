//! A log in a folder.
//!
//! An append writes the tiles that change, each whole or not at all, and then the checkpoint: it is in the log when that is on
//! the disk. What a crash leaves beyond the checkpoint was promised to nobody and is written over.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use covenant_files::Mode;

use crate::merkle::Hash;
use crate::note::{NoteKey, SecretNoteKey, Use};
use crate::tiles::{self, CHECKPOINT, HEIGHT, WIDTH};
use crate::tree::Tree;
use crate::{Checkpoint, Entry, Error, Proof};

/// A log that this process, and no other, writes. In memory it takes some 96 bytes an entry.
#[derive(Debug)]
pub struct Log {
    folder: PathBuf,
    key: SecretNoteKey,
    entries: Vec<Entry>,
    tree: Tree,
    checkpoint: Vec<u8>,
    /// Set while files are written, and for good if that fails: they are read anew then.
    broken: bool,
    _lock: File,
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
        let head =
            Checkpoint { origin: key.public().name().to_owned(), size: 0, root: Tree::default().root(0) };
        covenant_files::create(&folder.join(CHECKPOINT), head.sign(&key).as_bytes(), Mode::Public)?;
        Self::open(folder, key)
    }

    /// Opens a log, and computes its tree from its entries.
    ///
    /// # Errors
    /// [`Error::Damaged`] if that is not the tree of its checkpoint, [`Error::ForeignKey`], [`Error::InUse`], [`Error::Io`].
    pub fn open(folder: &Path, key: SecretNoteKey) -> Result<Self, Error> {
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Error::InUse,
            TryLockError::Error(error) => Error::Io(error),
        })?;
        let (entries, tree, checkpoint) = read(folder, key.public())?;
        Ok(Self { folder: folder.to_owned(), key, entries, tree, checkpoint, broken: false, _lock: lock })
    }

    /// The log's public key.
    #[must_use]
    pub fn key(&self) -> &NoteKey {
        self.key.public()
    }

    /// How many entries are in it durably.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    /// The entry at an index.
    #[must_use]
    pub fn entry(&self, index: u64) -> Option<&Entry> {
        self.entries.get(usize::try_from(index).ok()?)
    }

    /// The checkpoint's note, without cosignatures.
    #[must_use]
    pub fn checkpoint(&self) -> &[u8] {
        &self.checkpoint
    }

    /// Appends entries. When this returns they are on the disk, under a new checkpoint.
    ///
    /// # Errors
    /// [`Error::Io`]: the log is then read anew before it is used again, and may hold the entries or not. What a read can
    /// find is as in [`Self::open`].
    pub fn append(&mut self, entries: &[Entry]) -> Result<(), Error> {
        self.recover()?;
        if entries.is_empty() {
            return Ok(());
        }
        let before = self.size();
        self.broken = true;
        let written = self.write_all(before, entries);
        if written.is_err() {
            // Not told to anybody before it is known to be on the disk.
            self.entries.truncate(before as usize);
        }
        written
    }

    /// Reads the files again, if an append has failed.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn recover(&mut self) -> Result<(), Error> {
        if self.broken {
            (self.entries, self.tree, self.checkpoint) = read(&self.folder, self.key.public())?;
            self.broken = false;
        }
        Ok(())
    }

    fn write_all(&mut self, before: u64, entries: &[Entry]) -> Result<(), Error> {
        for entry in entries {
            self.entries.push(*entry);
            self.tree.push(entry.leaf());
        }
        let size = self.size();
        self.write_tiles(before, size)?;
        let head = Checkpoint { origin: self.key().name().to_owned(), size, root: self.tree.root(size) };
        let note = head.sign(&self.key).into_bytes();
        covenant_files::replace(&self.folder.join(CHECKPOINT), &note, Mode::Public)?;
        self.checkpoint = note;
        self.broken = false;
        self.drop_partial(before, size);
        Ok(())
    }

    /// The proof of the entry at an index, under the present checkpoint.
    ///
    /// # Errors
    /// [`Error::NotIncluded`] if there is none, [`Error::Broken`].
    pub fn proof(&self, index: u64) -> Result<Proof, Error> {
        if self.broken {
            return Err(Error::Broken);
        }
        if index >= self.size() {
            return Err(Error::NotIncluded);
        }
        let path = self.tree.inclusion(index, self.size());
        Ok(Proof { index, path, checkpoint: self.checkpoint.clone() })
    }

    /// The proof that the log now begins with what it was at `old` entries.
    ///
    /// # Errors
    /// [`Error::NotExtended`] if it has fewer, [`Error::Broken`].
    pub fn consistency(&self, old: u64) -> Result<Vec<Hash>, Error> {
        if self.broken {
            return Err(Error::Broken);
        }
        if old > self.size() {
            return Err(Error::NotExtended);
        }
        Ok(self.tree.consistency(old, self.size()))
    }

    /// Writes the tiles in which `before` leaves and `size` leaves differ.
    fn write_tiles(&self, before: u64, size: u64) -> Result<(), Error> {
        let changed = |before: u64, size: u64| tiles::of(size).skip((before / WIDTH) as usize);
        let range = |index: u64, width: u64| (index * WIDTH) as usize..(index * WIDTH + width) as usize;
        for (index, width) in changed(before, size) {
            self.write(
                &tiles::path(None, index, width),
                &tiles::entries(&self.entries[range(index, width)]),
            )?;
        }
        for level in 0.. {
            let shift = level * HEIGHT;
            let nodes = self.tree.level(shift);
            if nodes.is_empty() {
                return Ok(());
            }
            if before >> shift != size >> shift {
                for (index, width) in changed(before >> shift, size >> shift) {
                    let bytes = tiles::hashes(&nodes[range(index, width)]);
                    self.write(&tiles::path(Some(level), index, width), &bytes)?;
                }
            }
        }
        Ok(())
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

/// What a log's files hold.
fn read(folder: &Path, key: &NoteKey) -> Result<(Vec<Entry>, Tree, Vec<u8>), Error> {
    let checkpoint = fs::read(folder.join(CHECKPOINT))?;
    let head = match Checkpoint::open(&checkpoint, key) {
        Ok((head, _)) => head,
        Err(Error::UnknownLog) => return Err(Error::ForeignKey),
        Err(error) => return Err(error),
    };
    let damaged = || Error::Damaged { what: "entries" };
    let mut entries = Vec::new();
    for (index, width) in tiles::of(head.size) {
        let bytes = fs::read(folder.join(tiles::path(None, index, width)))?;
        entries.extend(tiles::read_entries(&bytes, width).ok_or_else(damaged)?);
    }
    let mut tree = Tree::default();
    entries.iter().for_each(|entry| tree.push(entry.leaf()));
    if tree.root(head.size) == head.root { Ok((entries, tree, checkpoint)) } else { Err(damaged()) }
}

/// Makes a folder and those above it, each durably.
fn make_folder(folder: &Path) -> Result<(), Error> {
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
