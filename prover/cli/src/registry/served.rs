//! The published list, as the service hands it out.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use covenant_parties::registry::published::PublishedRegistry;
use covenant_service::{PartyRegistry, RegistryError, RegistryPage};

use crate::formats;
use crate::home::Home;

/// What `registry publish` wrote last. It is read anew when it has been written anew.
pub(crate) struct PublishedList {
    path: PathBuf,
    read: Mutex<Option<(Stamp, Arc<Ready>)>>,
}

/// How the file looks: one that takes its place is another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp(u64, u64, i64, i64);

impl From<Metadata> for Stamp {
    fn from(file: Metadata) -> Self {
        Self(file.ino(), file.len(), file.mtime(), file.mtime_nsec())
    }
}

/// Head and entries as they travel.
struct Ready {
    head: Vec<u8>,
    entries: Vec<Vec<u8>>,
}

impl PublishedList {
    /// The list of a home, which may come later.
    pub(crate) fn of(home: &Home) -> Self {
        Self { path: home.list_path(), read: Mutex::default() }
    }

    fn ready(&self) -> Result<Arc<Ready>, RegistryError> {
        let stamp = match std::fs::metadata(&self.path) {
            Ok(file) => Stamp::from(file),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(RegistryError::NotPublished);
            }
            Err(_) => return Err(RegistryError::Unreadable),
        };
        // Whoever comes meanwhile waits: it is read once.
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, ready)) = &*read
            && *known == stamp
        {
            return Ok(Arc::clone(ready));
        }
        let list: PublishedRegistry =
            formats::read(&self.path, "registry").map_err(|_| RegistryError::Unreadable)?;
        let with_line_feed = |mut bytes: Vec<u8>| {
            bytes.push(b'\n');
            bytes
        };
        let entries = list.entries.iter().map(|entry| with_line_feed(entry.to_bytes())).collect();
        let ready = Arc::new(Ready { head: list.head.into_bytes(), entries });
        *read = Some((stamp, Arc::clone(&ready)));
        Ok(ready)
    }
}

impl PartyRegistry for PublishedList {
    fn entries(&self, first: u64, most: usize) -> Result<RegistryPage, RegistryError> {
        let ready = self.ready()?;
        let rest = usize::try_from(first).ok().and_then(|first| ready.entries.get(first..));
        let mut entries = Vec::new();
        for entry in rest.unwrap_or_default() {
            if !entries.is_empty() && entries.len() + entry.len() > most {
                break;
            }
            entries.extend_from_slice(entry);
        }
        Ok(RegistryPage { head: ready.head.clone(), entries })
    }
}
