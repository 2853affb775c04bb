//! The deliberate acts by which a home trusts a key.

use super::{
    KeyStore, KeySummary,
    error::{KeyRefusal, StoreError, cannot},
    files::{self, HEADER, MATRICES, PORTABLE},
    full,
    header::Entry,
    pins::{Act, Pin},
};
use std::{
    fs::{self, File},
    path::Path,
};

impl KeyStore {
    /// What a key's folder, or its `key.json`, says of itself. Nothing is checked but the header's form.
    ///
    /// # Errors
    /// [`StoreError::Key`].
    pub fn inspect(&self, from: &Path) -> Result<KeySummary, StoreError> {
        let folder = folder_of(from);
        let read = Entry::from_folder(folder).map_err(named(from))?;
        self.summary(&read).map_err(named(from))
    }

    /// Copies a key into the home, checks all of it, and trusts it: its digests, its circuit's matrices, that its proving key
    /// blinds and its queries belong together, and that it proves. A damaged key of the same digest is replaced.
    ///
    /// `digest` is that of the verifying key, from a source that the caller believes: whoever made the key may be able to
    /// forge proofs under it, and nothing in its files can say otherwise.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the folder holds a key of another digest, [`StoreError::Key`] when it is refused; the home
    /// is then as it was.
    pub fn import(&self, from: &Path, digest: &str) -> Result<KeySummary, StoreError> {
        let folder = folder_of(from);
        let read = Entry::from_folder(folder).map_err(named(from))?;
        if read.digest.to_string() != digest {
            return Err(StoreError::NotFound);
        }
        let _lock = self.lock()?;
        let copied = self.place(read.digest, |partial| {
            for file in [HEADER, PORTABLE, MATRICES] {
                fs::copy(folder.join(file), partial.join(file)).map_err(cannot("copy", file))?;
                let copy = File::open(partial.join(file)).map_err(cannot("open", file))?;
                copy.sync_all().map_err(cannot("write", file))?;
            }
            // Of the copy, which is what will be trusted.
            let copied = Entry::from_folder(partial)?;
            if copied.digest != read.digest {
                return Err(KeyRefusal::Name);
            }
            full::check(&self.files_in(partial, copied.digest), &copied)?;
            Ok(copied)
        })?;
        self.trust(&copied, Act::Imported)
    }

    /// Trusts a key that lies in the folder already, after the same checks.
    ///
    /// # Errors
    /// As [`Self::import`].
    pub fn pin(&self, digest: &str) -> Result<KeySummary, StoreError> {
        let _lock = self.lock()?;
        let (folder, name) = self.named(digest)?;
        let read = self.read(digest).map_err(named(&folder))?;
        full::check(&self.files_in(&folder, name), &read).map_err(named(&folder))?;
        self.trust(&read, Act::Imported)
    }

    /// Trusts a key no more. Its files stay where they are.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it was not trusted.
    pub fn unpin(&self, digest: &str) -> Result<(), StoreError> {
        let _lock = self.lock()?;
        let mut pins = self.pins()?;
        if !super::store::parse_digest(digest).is_some_and(|digest| pins.remove(digest)) {
            return Err(StoreError::NotFound);
        }
        pins.write(self.pins_path())
    }

    /// Puts a key that has been checked onto the list.
    pub(super) fn trust(&self, read: &Entry, by: Act) -> Result<KeySummary, StoreError> {
        let mut pins = self.pins()?;
        pins.add(Pin { verifying_key: read.digest, header: read.header_digest, by });
        pins.write(self.pins_path())?;
        self.summary(read).map_err(named(&self.folder_of(read.digest)))
    }
}

/// A key's folder, by its own name or by its header's.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if path.file_name().is_some_and(|name| name == files::HEADER) => folder,
        _ => path,
    }
}

/// A refusal of the key at a path, by the path's last part.
fn named(path: &Path) -> impl Fn(KeyRefusal) -> StoreError {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    move |source| StoreError::Key { name: name.clone(), source }
}
