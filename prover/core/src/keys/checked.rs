//! Which files were hashed, and how they looked then: `checked-keys.json`. Hashing a key of gigabytes takes seconds, and a file that
//! nobody has written to since need not be hashed again.
//!
//! The list lies outside the folder of keys, like the list of trusted ones: who can write to the folder alone cannot make
//! a changed file look unchanged, since no ordinary call sets a file's change time. It is disposable: without it files are
//! hashed once more. It is no defence against one who writes while a key is being opened or used.

use covenant_files::Mode;
use covenant_verifier::wire::Sha256;
use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use std::{
    collections::BTreeMap,
    fs::{self, File, Metadata},
    io::{self, Read as _},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

const MAX_BYTES: u64 = 1 << 20;

/// The list.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    path: PathBuf,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Document {
    version: u32,
    files: BTreeMap<String, Seen>,
}

/// A file as it was when it was hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    sha256: Sha256,
    look: Look,
}

/// What could not be done with a file that was to be hashed, and what the system said.
#[derive(Debug)]
pub(super) struct Fault(pub(super) &'static str, pub(super) io::Error);

impl Fault {
    fn of(operation: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |error| Self(operation, error)
    }
}

/// What changes when somebody writes to a file or puts another one in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Look {
    bytes: u64,
    device: u64,
    inode: u64,
    /// Seconds and nanoseconds.
    modified: [i64; 2],
    changed: [i64; 2],
}

impl Look {
    fn of(file: &Metadata) -> Self {
        Self {
            bytes: file.size(),
            device: file.dev(),
            inode: file.ino(),
            modified: [file.mtime(), file.mtime_nsec()],
            changed: [file.ctime(), file.ctime_nsec()],
        }
    }
}

impl Checked {
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Whether the file at `path` has this digest: known from the last time, or else hashed and noted.
    ///
    /// A file looks otherwise also when somebody links to it, renames it or changes its mode, and its bytes are the same: what
    /// was hashed then has the digest, and is not noted.
    pub(super) fn has_digest(&self, name: &str, path: &Path, expected: Sha256) -> Result<bool, Fault> {
        let mut file = File::open(path).map_err(Fault::of("open"))?;
        let look = Look::of(&file.metadata().map_err(Fault::of("look at"))?);
        if self.read().files.get(name) == Some(&Seen { sha256: expected, look }) {
            return Ok(true);
        }
        if hash(&mut file).map_err(Fault::of("read"))? != expected {
            return Ok(false);
        }
        if file.metadata().is_ok_and(|file| Look::of(&file) == look) {
            self.note(name, Seen { sha256: expected, look });
        }
        Ok(true)
    }

    /// The digest that was noted for a file, whatever it looks like by now.
    pub(super) fn noted(&self, name: &str) -> Option<Sha256> {
        self.read().files.get(name).map(|seen| seen.sha256)
    }

    /// Notes the digest of a file that this process has just written.
    pub(super) fn wrote(&self, name: &str, path: &Path, sha256: Sha256) {
        if let Ok(file) = fs::metadata(path) {
            self.note(name, Seen { sha256, look: Look::of(&file) });
        }
    }

    /// A note that gets lost, because the home cannot be written or another process writes too, costs one more hash.
    fn note(&self, name: &str, seen: Seen) {
        let mut document = self.read();
        document.version = 1;
        document.files.insert(name.to_owned(), seen);
        if let Ok(bytes) = serde_json::to_vec_pretty(&document) {
            let _ = covenant_files::replace(&self.path, &bytes, Mode::Public);
        }
    }

    fn read(&self) -> Document {
        let mut bytes = Vec::new();
        let read = File::open(&self.path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes));
        let document: Document =
            read.ok().and_then(|_| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        if document.version == 1 { document } else { Document::default() }
    }
}

fn hash(file: &mut impl io::Read) -> io::Result<Sha256> {
    let mut hash = sha2::Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(Sha256(hash.finalize().into())),
            Ok(read) => hash.update(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    #[test]
    fn a_file_is_hashed_again_when_it_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let checked = Checked::at(folder.path().join("checked.json"));
        let path = folder.path().join("file");
        fs::write(&path, b"one").unwrap();
        let (one, two) = (Sha256::of(b"one"), Sha256::of(b"two"));
        let has = |digest| checked.has_digest("file", &path, digest).unwrap();
        assert!(has(one) && has(one) && !has(two));
        // The same length and, set back by hand, the same time of the last write.
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        std::thread::sleep(Duration::from_millis(20));
        fs::write(&path, b"two").unwrap();
        File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
        assert!(!has(one), "written to");
        assert!(has(two));
        assert_eq!(checked.noted("file"), Some(two));
        fs::write(folder.path().join("other"), b"one").unwrap();
        fs::rename(folder.path().join("other"), &path).unwrap();
        assert!(!has(two), "replaced");
    }

    /// A backup that links to a file while it is hashed changes how it looks, and nothing in it.
    #[test]
    fn a_file_that_is_linked_to_while_it_is_read_is_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let checked = Checked::at(folder.path().join("checked.json"));
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        let bytes = vec![7; 32 << 20];
        fs::write(&path, &bytes).unwrap();
        let digest = Sha256::of(&bytes);
        let done = AtomicBool::new(false);
        let linked = std::thread::scope(|scope| {
            let links = scope.spawn(|| {
                let mut links = 0;
                while !done.load(Ordering::Relaxed) {
                    fs::hard_link(&path, &link).unwrap();
                    fs::remove_file(&link).unwrap();
                    links += 1;
                }
                links
            });
            let asked: Vec<_> = (0..8)
                .map(|_| {
                    let [holds, other] = [digest, Sha256::of(b"other")]
                        .map(|digest| checked.has_digest("file", &path, digest).ok());
                    (holds, other, fs::metadata(&path).map(|file| Look::of(&file)).ok())
                })
                .collect();
            done.store(true, Ordering::Relaxed);
            assert!(asked.iter().all(|(holds, other, _)| (*holds, *other) == (Some(true), Some(false))));
            assert!(
                asked.windows(2).all(|pair| pair[0].2 != pair[1].2),
                "it was linked to while it was hashed"
            );
            links.join().unwrap()
        });
        assert!(linked > 0);
        assert!(checked.has_digest("file", &path, digest).unwrap());
        let seen = checked.read().files["file"];
        assert_eq!(seen, Seen { sha256: digest, look: Look::of(&fs::metadata(&path).unwrap()) });
    }

    #[test]
    fn a_list_that_is_none_is_no_list() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("checked.json");
        let checked = Checked::at(list.clone());
        let path = folder.path().join("file");
        fs::write(&path, b"one").unwrap();
        for bad in [&b"{"[..], b"[]", b"{\"version\":2,\"files\":{}}"] {
            fs::write(&list, bad).unwrap();
            assert_eq!(checked.noted("file"), None);
            assert!(checked.has_digest("file", &path, Sha256::of(b"one")).unwrap());
        }
        assert!(checked.noted("file").is_some());
    }

    /// What is believed without hashing is what the list says of this very file.
    #[test]
    fn the_list_is_believed() {
        let folder = tempfile::tempdir().unwrap();
        let checked = Checked::at(folder.path().join("checked.json"));
        let path = folder.path().join("file");
        fs::write(&path, b"one").unwrap();
        let claimed = Sha256::of(b"not hashed");
        checked.wrote("file", &path, claimed);
        assert!(checked.has_digest("file", &path, claimed).unwrap());
    }
}
