//! A vault as a folder of the borrower.
//!
//! | path | what |
//! |---|---|
//! | `vault.json` | the facility and the lines' commitments in their order: what the servicer needs (0600) |
//! | `notes/` | the openings, by commitment (0600) |
//! | `attestations/` | the attestations that made the notes, by commitment |
//!
//! What leaves the vault stays in `notes/`: it is the borrower's money.

use std::fs::{DirBuilder, File};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use covenant_parties::collateral::{Facility, Vault};
use covenant_parties::obligation::NoteOpening;
use covenant_parties::{Error, Format as _};
use covenant_statements::{Fr, Note, field};
use covenant_verifier::attestation::collateral::{REWRITE_TYPE, RewriteStatement};
use covenant_verifier::dsse::{Envelope, MAX_ENVELOPE_BYTES};
use serde_json::json;
use zeroize::Zeroizing;

use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::{formats, statements};

/// An open vault.
pub(crate) struct VaultFolder {
    folder: PathBuf,
    /// The lines.
    pub(crate) vault: Vault,
}

/// Held while a vault is changed.
pub(crate) struct Lock {
    _file: File,
}

impl VaultFolder {
    /// Makes the folder of an empty vault.
    pub(crate) fn init(folder: &Path, facility: Facility) -> Result<Self> {
        for part in ["", "notes", "attestations"] {
            let path = folder.join(part);
            let made = DirBuilder::new().recursive(true).mode(0o700).create(&path);
            made.map_err(|error| unwritable(&path, &error))?;
        }
        let opened = Self { folder: folder.to_owned(), vault: Vault::new(facility) };
        files::create(&opened.lines_path(), &opened.vault.to_json(), Mode::Secret)?;
        Ok(opened)
    }

    /// Opens a vault; the openings are not read.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let vault = formats::read(&folder.join("vault.json"), "vault")?;
        Ok(Self { folder: folder.to_owned(), vault })
    }

    /// Opens a vault and waits until no other process changes it.
    pub(crate) fn locked(folder: &Path) -> Result<(Self, Lock)> {
        // Before the lock, which makes its file: a folder without a vault is left as it is.
        Self::open(folder)?;
        let path = folder.join("vault.lock");
        let lock = covenant_files::lock(&path, Mode::Secret).map_err(|error| unwritable(&path, &error))?;
        Ok((Self::open(folder)?, Lock { _file: lock }))
    }

    /// The openings of all lines, in order.
    pub(crate) fn openings(&self) -> Result<Vec<Note>> {
        let opening = |(row, note): (usize, &Fr)| {
            let path = self.note_path(note);
            let read: Result<NoteOpening> = formats::read(&path, "vault.notes");
            let read = read.map_err(|failure| failure.with("row", json!(row)))?;
            Ok(read.note)
        };
        let notes: Result<Vec<Note>> = (1..).zip(self.vault.notes()).map(opening).collect();
        let notes = notes?;
        self.vault.require_openings(&notes).map_err(Error::from)?;
        Ok(notes)
    }

    /// Adds a note with the attestation that made it.
    pub(crate) fn add(&mut self, opening: NoteOpening, attestation: Option<&[u8]>) -> Result<()> {
        if !opening.is_sound() {
            let message = "the opening's commitment is not that of its note";
            return Err(Failure::input("note/malformed", message).at("note"));
        }
        if let Some(bytes) = attestation {
            require_of_note(bytes, &opening.commitment)?;
        }
        self.vault.add(&self.openings()?, &opening.note).map_err(Error::from)?;
        let note = opening.commitment;
        files::replace(&self.note_path(&note), &Zeroizing::new(opening.to_json()), Mode::Secret)?;
        if let Some(bytes) = attestation {
            files::replace(&self.attestation_path(&note), bytes, Mode::Public)?;
        }
        // Last: a line has its opening.
        self.write()
    }

    /// Lets lines go, by their places from 1.
    pub(crate) fn release(&mut self, lines: &[usize]) -> Result<Vec<Fr>> {
        let released = self.vault.release(lines).map_err(Error::from)?;
        self.write()?;
        Ok(released)
    }

    /// Lets go the lines that a rewrite's attestation names, if that leads from this vault to what it says. Nothing is judged here but
    /// that: the signature and the proof are for `verify`.
    pub(crate) fn release_by(&mut self, attestation: &[u8]) -> Result<Vec<Fr>> {
        let other = || {
            let message = "not an attestation of a rewrite of this vault as it is";
            Failure::refused("vault/other-rewrite", message).at("attestation")
        };
        let envelope = Envelope::from_json(attestation).map_err(|_| other())?;
        let stated = RewriteStatement::from_payload(envelope.payload()).map_err(|_| other())?;
        let (inputs, before) = (&stated.predicate.public_inputs, self.vault.digest());
        let mut after = self.vault.clone();
        let lines: Vec<usize> = stated.predicate.released.iter().map(|line| line.line as usize + 1).collect();
        after.release(&lines).map_err(|_| other())?;
        if stated.predicate_type != REWRITE_TYPE
            || (inputs.vault, inputs.new_vault) != (before, after.digest())
        {
            return Err(other());
        }
        self.release(&lines)
    }

    /// The attestation that made a note, if it is there.
    pub(crate) fn attestation(&self, note: &Fr) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let path = self.attestation_path(note);
        if !path.exists() {
            return Ok(None);
        }
        files::read(&path, MAX_ENVELOPE_BYTES, "vault.attestations").map(Some)
    }

    /// Where a note's opening is.
    pub(crate) fn note_path(&self, note: &Fr) -> PathBuf {
        self.folder.join("notes").join(file_name(note))
    }

    fn attestation_path(&self, note: &Fr) -> PathBuf {
        self.folder.join("attestations").join(file_name(note))
    }

    fn lines_path(&self) -> PathBuf {
        self.folder.join("vault.json")
    }

    fn write(&self) -> Result<()> {
        files::replace(&self.lines_path(), &self.vault.to_json(), Mode::Secret)
    }
}

fn file_name(note: &Fr) -> String {
    format!("{}.json", field::bytes_hex(&field::to_be_bytes(note)))
}

/// Refuses an attestation that made another note. Its signature and its proof are for `verify`.
pub(crate) fn require_of_note(attestation: &[u8], note: &Fr) -> Result<()> {
    let envelope = Envelope::from_json(attestation).ok();
    let stated = envelope.and_then(|envelope| statements::stated_proof(envelope.payload()));
    let made = stated.and_then(|stated| stated.input("note"));
    if made.as_ref() == Some(note) {
        return Ok(());
    }
    Err(Failure::refused("vault/other-attestation", "the attestation made another note")
        .at("vault.attestations"))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("{}: {}", path.display(), files::reason(error));
    Failure::input("file/unwritable", message).at("vault")
}
