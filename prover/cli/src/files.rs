//! Reading within bounds, and writing so that a file is whole or not there.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

pub(crate) use covenant_files::Mode;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::failure::{Exit, Failure, Result};

/// Reads a file of at most `limit` bytes. `what` names it in errors.
pub(crate) fn read(path: &Path, limit: usize, what: &str) -> Result<Zeroizing<Vec<u8>>> {
    let unreadable = |error: io::Error| {
        Failure::input("file/unreadable", format!("{}: {}", path.display(), error.kind())).at(what)
    };
    let file = File::open(path).map_err(unreadable)?;
    // Grown by the reader, a longer buffer would leave copies behind that nothing wipes.
    let expected = file.metadata().map_or(0, |data| data.len()).min(limit as u64);
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(expected).unwrap_or(limit) + 1));
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > limit {
        let message = format!("{}: more than {limit} bytes", path.display());
        return Err(Failure::input("file/too-large", message).at(what));
    }
    Ok(bytes)
}

/// Writes a file: readers see the old one or the new one, also after a crash.
pub(crate) fn replace(path: &Path, bytes: &[u8], mode: Mode) -> Result<()> {
    covenant_files::replace(path, bytes, mode).map_err(|error| unwritable(path, &error))
}

/// Writes what a command was asked for. A file that is there is replaced only by one of the same format: no typing error costs a key, a
/// home's state or a document.
pub(crate) fn output(path: &Path, bytes: &[u8], mode: Mode) -> Result<()> {
    let is_taken = match fs::symlink_metadata(path) {
        Ok(_) => format_of(&fs::read(path).unwrap_or_default())
            .is_none_or(|existing| Some(existing) != format_of(bytes)),
        Err(_) => false,
    };
    if is_taken {
        let message = format!("{}: there is a file of another format", path.display());
        return Err(Failure::input("file/exists", message).at("output"));
    }
    replace(path, bytes, mode)
}

/// What tells formats of files apart: the kind that a JSON object names, and its keys.
fn format_of(bytes: &[u8]) -> Option<(Option<String>, Vec<String>)> {
    let Ok(Value::Object(object)) = serde_json::from_slice(bytes) else { return None };
    let kind = object.get("kind").and_then(Value::as_str).map(str::to_owned);
    Some((kind, object.keys().cloned().collect()))
}

/// The same, but refuses a path that is taken.
pub(crate) fn create(path: &Path, bytes: &[u8], mode: Mode) -> Result<()> {
    covenant_files::create(path, bytes, mode).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let code = if error.kind() == io::ErrorKind::AlreadyExists { "file/exists" } else { "file/unwritable" };
    Failure::new(Exit::Input, code, format!("{}: {}", path.display(), error.kind()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt as _;

    use super::*;

    #[test]
    fn secrets_are_private_and_nothing_is_overwritten_by_accident() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        create(&path, b"one", Mode::Secret).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(create(&path, b"two", Mode::Secret).unwrap_err().code, "file/exists");
        assert_eq!(fs::read(&path).unwrap(), b"one");
        replace(&path, b"three", Mode::Secret).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"three");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn an_output_replaces_only_its_own_format() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        output(&path, br#"{"kind":"a","x":1}"#, Mode::Public).unwrap();
        output(&path, br#"{"kind":"a","x":2}"#, Mode::Public).unwrap();
        for other in [&br#"{"kind":"b","x":2}"#[..], br#"{"kind":"a"}"#, b"text"] {
            assert_eq!(output(&path, other, Mode::Public).unwrap_err().code, "file/exists");
        }
        fs::write(&path, b"<Invoice/>").unwrap();
        assert_eq!(output(&path, b"{}", Mode::Public).unwrap_err().code, "file/exists");
        assert_eq!(output(folder.path(), b"{}", Mode::Public).unwrap_err().code, "file/exists");
    }

    #[test]
    fn reads_are_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        fs::write(&path, [0; 10]).unwrap();
        assert_eq!(read(&path, 10, "f").unwrap().len(), 10);
        assert_eq!(read(&path, 9, "f").unwrap_err().code, "file/too-large");
        assert_eq!(read(folder.path(), 9, "f").unwrap_err().code, "file/unreadable");
    }
}
