//! The service's folder: its lock and its key.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::Secret;

const KEY_BYTES: usize = 32;

/// How long a home that seems to be in use is asked for.
const LAST_CHILD: Duration = Duration::from_millis(500);

/// Why the service's folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HomeError {
    /// Another service runs on this folder.
    #[error("another service uses {home}")]
    InUse {
        /// The folder.
        home: PathBuf,
    },
    /// The key file can be read by others, or is not 32 bytes long.
    #[error("{path} must be a file of 32 bytes that only its owner can read")]
    KeyFile {
        /// The key file.
        path: PathBuf,
    },
    /// The folder or a file in it cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// What was being read or written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The service's folder, held by this process alone until dropped.
#[derive(Debug)]
pub(crate) struct Home {
    folder: PathBuf,
    lock: File,
}

impl Home {
    /// Makes the folder (mode 0700) when it is missing, and takes its lock.
    pub(crate) fn open(folder: &Path) -> Result<Self, HomeError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| HomeError::Io { path, source }
        };
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io(folder))?;
        let path = folder.join("service.lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(io(&path))?;
        let began = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { folder: folder.to_owned(), lock }),
                // Of a service that was killed a child may be left for a moment that was just being started, and has the file still.
                Err(TryLockError::WouldBlock) if began.elapsed() < LAST_CHILD => {
                    std::thread::sleep(LAST_CHILD / 20)
                }
                Err(TryLockError::WouldBlock) => return Err(HomeError::InUse { home: folder.to_owned() }),
                Err(TryLockError::Error(source)) => return Err(HomeError::Io { path, source }),
            }
        }
    }

    /// Where the store's database is: a file that only its owner can read, empty at first.
    /// SQLite gives the files that it puts beside it the same mode.
    pub(crate) fn database(&self) -> Result<PathBuf, HomeError> {
        let path = self.folder.join("jobs.sqlite");
        match OpenOptions::new().create(true).append(true).mode(0o600).open(&path) {
            Ok(_) => Ok(path),
            Err(source) => Err(HomeError::Io { path, source }),
        }
    }

    /// The service's key, which must be there: whoever joins others has been given theirs.
    pub(crate) fn given_key(&self) -> Result<Secret, HomeError> {
        let path = self.folder.join("service.key");
        read_key(&path).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => HomeError::KeyFile { path },
            _ => HomeError::Io { path, source: error },
        })
    }

    /// The service's key; made (mode 0600) and made durable when there is none.
    pub(crate) fn key(&self) -> Result<Secret, HomeError> {
        let path = self.folder.join("service.key");
        let key = match read_key(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::make_key(&path),
            other => other,
        };
        match key {
            Ok(key) => Ok(key),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(HomeError::KeyFile { path }),
            Err(source) => Err(HomeError::Io { path, source }),
        }
    }

    /// The key appears under its name only when all of it is on the disk.
    fn make_key(path: &Path) -> io::Result<Secret> {
        let mut key = vec![0; KEY_BYTES];
        getrandom::fill(&mut key).map_err(|_| io::Error::other("the system gives no randomness"))?;
        let key = Secret::new(key);
        covenant_files::create(path, key.expose(), covenant_files::Mode::Secret)?;
        Ok(key)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // Closing is not enough: a process that is just being forked has the file too.
        let _ = self.lock.unlock();
    }
}

fn read_key(path: &Path) -> io::Result<Secret> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.mode() & 0o077 != 0 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut key = Vec::with_capacity(KEY_BYTES + 1);
    file.take(KEY_BYTES as u64 + 1).read_to_end(&mut key)?;
    let key = Secret::new(key);
    if key.len() == KEY_BYTES { Ok(key) } else { Err(io::ErrorKind::InvalidData.into()) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_key_stays_the_same_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path()).unwrap();
        let key = home.key().unwrap();
        assert_eq!(key, home.key().unwrap());
        let path = folder.path().join("service.key");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(home.key(), Err(HomeError::KeyFile { .. })));
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path()).unwrap();
        home.key().unwrap();
        for length in [0, 31, 33] {
            fs::write(folder.path().join("service.key"), vec![7; length]).unwrap();
            assert!(matches!(home.key(), Err(HomeError::KeyFile { .. })), "{length}");
        }
    }

    #[test]
    fn one_service_for_a_home() {
        let folder = tempfile::tempdir().unwrap();
        let first = Home::open(folder.path()).unwrap();
        assert!(matches!(Home::open(folder.path()), Err(HomeError::InUse { .. })));
        drop(first);
        Home::open(folder.path()).unwrap();
    }
}
