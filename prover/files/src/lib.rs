//! Files that are whole or not there.
//!
//! What is written goes to a neighbour of a name that nobody else takes, is brought to the disk, and then takes its place in
//! one step: readers see the old file or the new one, also after a crash. A neighbour that never took its place is removed.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// 0644, less what the umask takes.
    Public,
    /// 0600 from its creation on.
    Secret,
}

/// A file that is being written beside its place.
#[derive(Debug)]
pub struct Pending {
    file: File,
    partial: PathBuf,
    path: PathBuf,
}

impl Pending {
    /// Begins a file that will be at `path`, in the same folder.
    ///
    /// # Errors
    /// The folder cannot be written, or the system gives no randomness for a name.
    pub fn new(path: &Path, mode: Mode) -> io::Result<Self> {
        let partial = neighbour(path)?;
        let file = open_new(&partial, mode)?;
        Ok(Self { file, partial, path: path.to_owned() })
    }

    /// Takes its place; what is there is replaced.
    ///
    /// # Errors
    /// It cannot be brought to the disk or renamed; the place is then as it was.
    pub fn replace(self) -> io::Result<()> {
        self.place(|from, to| fs::rename(from, to))
    }

    /// Takes its place, if nothing is there.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] where something is; as [`Self::replace`].
    pub fn create(self) -> io::Result<()> {
        self.place(|from, to| fs::hard_link(from, to))
    }

    fn place(self, place: impl FnOnce(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
        uninterrupted(|| self.file.sync_all())?;
        place(&self.partial, &self.path)?;
        sync_folder(&self.path);
        Ok(())
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        // After a rename there is none.
        let _ = fs::remove_file(&self.partial);
    }
}

/// Writes a file that replaces what is at `path`.
///
/// # Errors
/// As [`Pending::replace`].
pub fn replace(path: &Path, bytes: &[u8], mode: Mode) -> io::Result<()> {
    let mut pending = Pending::new(path, mode)?;
    pending.write_all(bytes)?;
    pending.replace()
}

/// Writes a file where none is.
///
/// # Errors
/// As [`Pending::create`].
pub fn create(path: &Path, bytes: &[u8], mode: Mode) -> io::Result<()> {
    let mut pending = Pending::new(path, mode)?;
    pending.write_all(bytes)?;
    pending.create()
}

/// Makes the names in the folder of `path` durable. A file system that cannot say so loses no more than the name.
pub fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(parent(path)) {
        let _ = folder.sync_all();
    }
}

/// A name beside `path` that no other process takes; it begins with a dot and ends in `.part`.
///
/// # Errors
/// The system gives no randomness.
pub fn neighbour(path: &Path) -> io::Result<PathBuf> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|_| io::Error::other("the system gives no randomness"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(parent(path).join(format!(".{name}.{:016x}.part", u64::from_le_bytes(random))))
}

/// Waits until nobody else holds the lock at `path`; it is held until the file is dropped. The file is made if it is not there.
///
/// # Errors
/// It cannot be opened or made, or the file system has no locks.
pub fn lock(path: &Path, mode: Mode) -> io::Result<File> {
    let file = lock_file(path, mode)?;
    // A signal ends the wait, not the wish.
    uninterrupted(|| file.lock())?;
    Ok(file)
}

/// The lock at `path`, if nobody else holds it. The file is made if it is not there.
///
/// # Errors
/// As [`lock`].
pub fn try_lock(path: &Path, mode: Mode) -> io::Result<Option<File>> {
    let file = lock_file(path, mode)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The same as [`lock`], beside any number of others that take it so, and beside nobody who takes it by [`lock`].
///
/// # Errors
/// As [`lock`].
pub fn lock_shared(path: &Path, mode: Mode) -> io::Result<File> {
    let file = lock_file(path, mode)?;
    uninterrupted(|| file.lock_shared())?;
    Ok(file)
}

fn lock_file(path: &Path, mode: Mode) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    set_mode(&mut options, mode);
    options.open(path)
}

/// What the system said, for people: the kind of error and its number, and no path.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    match error.raw_os_error() {
        // Some numbers have no kind of their own.
        Some(number) => format!("{} (os error {number})", error.kind()),
        None => error.kind().to_string(),
    }
}

/// Asks again for as long as a signal comes between.
fn uninterrupted<T>(mut ask: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match ask() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

fn open_new(path: &Path, mode: Mode) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    set_mode(&mut options, mode);
    options.open(path)
}

fn set_mode(options: &mut OpenOptions, mode: Mode) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, if mode == Mode::Secret { 0o600 } else { 0o644 });
    #[cfg(not(unix))]
    let _ = (options, mode);
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_replaced_or_created_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        create(&path, b"one", Mode::Public).unwrap();
        assert_eq!(create(&path, b"two", Mode::Public).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        replace(&path, b"three", Mode::Public).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"three");
        assert_eq!(names(folder.path()), ["file"]);
    }

    #[test]
    fn what_is_given_up_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let mut pending = Pending::new(&folder.path().join("file"), Mode::Public).unwrap();
        pending.write_all(b"half").unwrap();
        let names = || names(folder.path());
        assert!(names()[0].starts_with(".file.") && names()[0].ends_with(".part"));
        drop(pending);
        assert!(names().is_empty());
        assert!(Pending::new(&folder.path().join("none/file"), Mode::Public).is_err());
    }

    #[test]
    fn a_lock_is_waited_for_and_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = lock(&path, Mode::Public).unwrap();
        assert!(try_lock(&path, Mode::Public).unwrap().is_none());
        let waits = std::thread::spawn({
            let path = path.clone();
            move || lock(&path, Mode::Public).map(|_| ())
        });
        drop(held);
        waits.join().unwrap().unwrap();
        assert!(try_lock(&path, Mode::Public).unwrap().is_some());
        assert!(lock(&folder.path().join("none/lock"), Mode::Public).is_err());
    }

    #[test]
    fn a_reason_has_kind_and_number() {
        let folder = tempfile::tempdir().unwrap();
        let missing = File::open(folder.path().join("private-name")).unwrap_err();
        assert_eq!(reason(&missing), "entity not found (os error 2)");
        assert_eq!(reason(&io::Error::new(io::ErrorKind::TimedOut, "private")), "timed out");
        // Too many open files: the kind alone says nothing.
        assert_eq!(reason(&io::Error::from_raw_os_error(24)), "uncategorized error (os error 24)");
    }

    #[test]
    fn a_signal_is_no_refusal() {
        let mut signals = 3;
        let asked = uninterrupted(|| {
            signals -= 1;
            if signals > 0 { Err(io::ErrorKind::Interrupted.into()) } else { Ok("answer") }
        });
        assert_eq!((asked.unwrap(), signals), ("answer", 0));
        let refused: io::Result<()> = uninterrupted(|| Err(io::ErrorKind::StorageFull.into()));
        assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::StorageFull);
    }

    #[cfg(unix)]
    #[test]
    fn secrets_are_private_from_the_first_byte() {
        use std::os::unix::fs::MetadataExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let pending = Pending::new(&path, Mode::Secret).unwrap();
        assert_eq!(fs::metadata(&pending.partial).unwrap().mode() & 0o777, 0o600);
        pending.create().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }
}
