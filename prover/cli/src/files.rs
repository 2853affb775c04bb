//! Reading within bounds, and writing so that a file is whole or not there.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

pub(crate) use covenant_files::{Mode, reason};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::commands::log::MADE_POLICY;
use crate::failure::{Exit, Failure, Result};

/// Reads a file of at most `limit` bytes. `what` names it in errors.
pub(crate) fn read(path: &Path, limit: usize, what: &str) -> Result<Zeroizing<Vec<u8>>> {
    let unreadable = |error: io::Error| {
        Failure::input("file/unreadable", format!("{}: {}", path.display(), reason(&error))).at(what)
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
    require_free(path, bytes)?;
    replace(path, bytes, mode)
}

/// The same for the public files of one folder, which is made if it is not there: all of them or, where one name is taken, none.
pub(crate) fn outputs(folder: &Path, files: &[(impl AsRef<Path>, String)]) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(folder).map_err(|error| {
        let message = format!("{}: {}", folder.display(), reason(&error));
        Failure::new(Exit::Input, "file/unwritable", message).at("output")
    })?;
    let files: Vec<(PathBuf, &[u8])> =
        files.iter().map(|(name, text)| (folder.join(name), text.as_bytes())).collect();
    files.iter().try_for_each(|(path, bytes)| require_free(path, bytes))?;
    files.iter().try_for_each(|(path, bytes)| replace(path, bytes, Mode::Public))?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// Refuses a path at which [`output`] would not write a file of this form: asked before long work.
pub(crate) fn require_output(path: &Path, form: &[u8]) -> Result<()> {
    require_free(path, form)
}

/// Refuses a path at which there is anything but these bytes or a file of their format.
fn require_free(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::symlink_metadata(path).is_err() {
        return Ok(());
    }
    let existing = fs::read(path).unwrap_or_default();
    let format = format_of(&existing);
    if existing == bytes || (format.is_some() && format == format_of(bytes)) {
        return Ok(());
    }
    let message = format!("{}: there is a file of another format", path.display());
    Err(Failure::input("file/exists", message).at("output"))
}

/// What tells formats of files apart.
#[derive(PartialEq, Eq)]
enum Format {
    /// A JSON object: the kind that it names, and its keys.
    Object(Option<String>, Vec<String>),
    /// A JSON list of decimal numbers in strings: snarkjs's public inputs.
    Numbers,
    /// Solidity that this program made.
    Contract,
    /// A page that this program made.
    Page,
    /// A proof that an attestation is in a log.
    LogProof,
    /// A checkpoint of a log.
    Checkpoint,
    /// A policy of logs that this program made.
    LogPolicy,
}

fn format_of(bytes: &[u8]) -> Option<Format> {
    let is_number =
        |value: &Value| value.as_str().is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => {
            let kind = object.get("kind").and_then(Value::as_str).map(str::to_owned);
            Some(Format::Object(kind, object.keys().cloned().collect()))
        }
        Ok(Value::Array(list)) if list.iter().all(is_number) => Some(Format::Numbers),
        Ok(_) => None,
        Err(_) => {
            let text = std::str::from_utf8(bytes).ok()?;
            if text.lines().nth(1) == Some(MADE_HTML) {
                return Some(Format::Page);
            }
            match text.lines().next() {
                Some(covenant_log::Proof::FIRST_LINE) => return Some(Format::LogProof),
                Some(MADE_POLICY) => return Some(Format::LogPolicy),
                _ => {}
            }
            let note = covenant_log::Note::parse(bytes);
            if note.is_ok_and(|note| covenant_log::Checkpoint::parse(note.text()).is_ok()) {
                return Some(Format::Checkpoint);
            }
            text.lines().any(|line| line.starts_with(EXPORTED)).then_some(Format::Contract)
        }
    }
}

/// The line that contracts made by `export evm` have.
const EXPORTED: &str = "// Generated by `covenant export evm` from the verifying key";

/// The second line of pages that this program makes.
pub(crate) const MADE_HTML: &str = "<!-- Made by `covenant check --html`. -->";

/// The same, but refuses a path that is taken.
pub(crate) fn create(path: &Path, bytes: &[u8], mode: Mode) -> Result<()> {
    covenant_files::create(path, bytes, mode).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let code = if error.kind() == io::ErrorKind::AlreadyExists { "file/exists" } else { "file/unwritable" };
    Failure::new(Exit::Input, code, format!("{}: {}", path.display(), reason(error)))
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
    fn outputs_of_one_folder_are_all_written_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("new");
        let contract = |key: &str| format!("// SPDX\n{EXPORTED} with SHA-256\n// {key}.\n");
        let files = |key: &str| {
            [
                ("a.json", r#"{"x":1}"#.to_owned()),
                ("b.json", r#"["1","2"]"#.to_owned()),
                ("C.sol", contract(key)),
                ("I.sol", "interface I {}".to_owned()),
            ]
        };
        assert_eq!(outputs(&inner, &files("1")).unwrap().len(), 4);
        outputs(&inner, &files("2")).unwrap();
        assert_eq!(fs::read_to_string(inner.join("C.sol")).unwrap(), contract("2"));
        for (name, other) in [
            ("a.json", r#"{"y":1}"#),
            ("b.json", r#"["a"]"#),
            ("b.json", "{}"),
            ("C.sol", "contract C {}"),
            ("I.sol", "interface J {}"),
        ] {
            outputs(&inner, &files("2")).unwrap();
            let before = fs::read_to_string(inner.join(name)).unwrap();
            fs::write(inner.join(name), other).unwrap();
            assert_eq!(outputs(&inner, &files("3")).unwrap_err().code, "file/exists");
            assert_eq!(fs::read_to_string(inner.join(name)).unwrap(), other);
            if name != "C.sol" {
                assert_eq!(
                    fs::read_to_string(inner.join("C.sol")).unwrap(),
                    contract("2"),
                    "nothing else is replaced"
                );
            }
            fs::write(inner.join(name), before).unwrap();
        }
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
