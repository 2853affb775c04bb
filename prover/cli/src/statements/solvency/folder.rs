//! The folder for all holders' files, looked at before any is written: what lies in it goes where it goes, to an application that hands
//! holders theirs or to everybody. So it has files of one kind and of one statement's proofs, and no access codes.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use covenant_liabilities::inclusion::{packed, sealed};
use covenant_statements::Fr;

use crate::failure::{Failure, Result};
use crate::files;

/// What a file is, by its name, and also where its writer was killed before it had that name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Holders,
    Sealed,
}

fn kind(path: &Path) -> Option<Kind> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    if name.contains(".holders") {
        return Some(Kind::Holders);
    }
    name.contains(".sealed").then_some(Kind::Sealed)
}

/// Refuses a folder that has files of the other kind, or of others than these proofs: the environment and the digest of liabilities.
pub(super) fn require_own(folder: &Path, is_sealed: bool, of: (Fr, Fr)) -> Result<()> {
    let own = if is_sealed { Kind::Sealed } else { Kind::Holders };
    let mut inner = entries(folder)?;
    for path in inner.clone().into_iter().filter(|path| path.is_dir()) {
        inner.extend(entries(&path)?);
    }
    for path in inner {
        let Some(kind) = kind(&path) else { continue };
        if kind != own {
            return refuse(
                "inclusion/other-kind",
                &path,
                "packs for everybody and files of holders lie in two folders",
            );
        }
        let is_pending = path.extension().is_some_and(|end| end == "part");
        if !is_pending && !is_of(&path, kind, of) {
            return refuse(
                "inclusion/other-statement",
                &path,
                "it is of other proofs, which this folder is not for",
            );
        }
    }
    Ok(())
}

fn is_of(path: &Path, kind: Kind, of: (Fr, Fr)) -> bool {
    let read = match kind {
        Kind::Holders => packed::head(path).map(|head| (head.environment, head.liabilities)),
        Kind::Sealed => sealed::head(path).map(|head| (head.environment, head.liabilities)),
    };
    read == Ok(of)
}

fn refuse(code: &'static str, path: &Path, message: &str) -> Result<()> {
    Err(Failure::input(code, format!("{}: {message}", path.display())).at("output"))
}

/// What is in a folder; nothing where there is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    match read() {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            let message = format!("{}: {}", folder.display(), files::reason(&error));
            Err(Failure::input("file/unreadable", message).at("output"))
        }
        read => Ok(read.unwrap_or_default()),
    }
}

/// Refuses codes that would lie in the folder: who has it would have everybody's file.
pub(super) fn require_outside(codes: &Path, folder: &Path) -> Result<()> {
    // What a link at the codes' own place leads to is not written: the link is replaced.
    let beside = match codes.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if real(beside).starts_with(real(folder)) {
        let message = format!("{}: access codes do not go where the packs go", codes.display());
        return Err(Failure::usage("inclusion/codes-in-output", message).at("codes"));
    }
    Ok(())
}

/// A path with its links followed, as far as it is there.
fn real(path: &Path) -> PathBuf {
    let mut there = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut behind: Vec<OsString> = Vec::new();
    let mut real = loop {
        if let Ok(real) = there.canonicalize() {
            break real;
        }
        let Some(last) = there.components().next_back() else { break there };
        behind.push(last.as_os_str().to_owned());
        if !there.pop() {
            break there;
        }
    };
    for part in behind.iter().rev() {
        match Path::new(part).components().next() {
            Some(Component::ParentDir) => _ = real.pop(),
            _ => real.push(part),
        }
    }
    real
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn codes_below_the_folder_are_found_by_any_way_there() {
        let top = tempfile::tempdir().unwrap();
        let at = |path: &str| top.path().join(path);
        fs::create_dir_all(at("web/chunk-00")).unwrap();
        fs::create_dir(at("mail")).unwrap();
        symlink(at("web"), at("link")).unwrap();
        symlink(at("web/codes.csv"), at("mail/to-web.csv")).unwrap();
        symlink(at("mail/codes.csv"), at("web/to-mail.csv")).unwrap();
        for (codes, folder) in [
            ("web/codes.csv", "web"),
            ("web/chunk-00/codes.csv", "web"),
            ("link/codes.csv", "web"),
            ("web/codes.csv", "link"),
            ("mail/../web/codes.csv", "web/."),
            ("web/to-mail.csv", "web"),
            ("new/codes.csv", "new"),
            ("new/deep/../codes.csv", "new"),
            ("link/new/codes.csv", "web/new"),
        ] {
            let refused = require_outside(&at(codes), &at(folder)).unwrap_err();
            assert_eq!(refused.code, "inclusion/codes-in-output", "{codes} in {folder}");
        }
        for (codes, folder) in [
            ("codes.csv", "web"),
            ("mail/codes.csv", "web"),
            ("web-codes.csv", "web"),
            ("mail/to-web.csv", "web"),
            ("web/codes.csv", "web/chunk-00"),
            ("new/../codes.csv", "new"),
        ] {
            require_outside(&at(codes), &at(folder)).unwrap();
        }
    }
}
