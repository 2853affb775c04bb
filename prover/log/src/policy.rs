//! Whom a verifier trusts: logs, witnesses, and how many of these must have cosigned.

use serde::Deserialize;

use crate::note::{Note, NoteKey, Use};
use crate::{Checkpoint, Error};

/// A policy may have so many bytes, and so many logs and witnesses each.
const MAX_BYTES: usize = 64 * 1024;
const MAX_KEYS: usize = 64;

/// Logs, witnesses and a quorum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<NoteKey>,
    witnesses: Vec<NoteKey>,
    quorum: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    quorum: usize,
    logs: Vec<String>,
    #[serde(default)]
    witnesses: Vec<String>,
}

impl Policy {
    /// Reads a policy's file: TOML with `version = 1`, `quorum`, and the keys' texts in `logs` and `witnesses`.
    ///
    /// # Errors
    /// [`Error::Policy`], [`Error::Key`]. One key under two names is refused: it would count twice.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::Policy("too long"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Error::Policy("not UTF-8"))?;
        // The parser's own message quotes the file.
        let file: File = toml::from_str(text).map_err(|_| Error::Policy("its TOML"))?;
        if file.version != 1 {
            return Err(Error::Policy("its version"));
        }
        if file.logs.len().max(file.witnesses.len()) > MAX_KEYS {
            return Err(Error::Policy("too many keys"));
        }
        let keys =
            |texts: &[String]| texts.iter().map(|text| NoteKey::parse(text)).collect::<Result<Vec<_>, _>>();
        Self::new(keys(&file.logs)?, keys(&file.witnesses)?, file.quorum)
    }

    /// A policy of these keys.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn new(logs: Vec<NoteKey>, witnesses: Vec<NoteKey>, quorum: usize) -> Result<Self, Error> {
        let fit = |keys: &[NoteKey], purpose: Use| keys.iter().all(|key| key.purpose() == purpose);
        if logs.len().max(witnesses.len()) > MAX_KEYS {
            return Err(Error::Policy("too many keys"));
        }
        if !fit(&logs, Use::Note) || !fit(&witnesses, Use::Cosignature) {
            return Err(Error::Policy("a key of another purpose"));
        }
        let policy = Self { logs, witnesses, quorum };
        policy.require_sound().map(|()| policy)
    }

    /// The policy's file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let texts = |keys: &[NoteKey]| {
            let lines = keys.iter().map(|key| format!("    {},\n", toml::Value::String(key.to_text())));
            format!("[\n{}]", lines.collect::<String>())
        };
        let (logs, witnesses) = (texts(&self.logs), texts(&self.witnesses));
        format!("version = 1\nquorum = {}\nlogs = {logs}\nwitnesses = {witnesses}\n", self.quorum)
    }

    /// The witnesses.
    #[must_use]
    pub fn witnesses(&self) -> &[NoteKey] {
        &self.witnesses
    }

    /// The policy of one log and no witness.
    ///
    /// # Errors
    /// [`Error::Policy`] if the key is a witness's.
    pub fn of_log(key: NoteKey) -> Result<Self, Error> {
        if key.purpose() != Use::Note {
            return Err(Error::Policy("a key of another purpose"));
        }
        Ok(Self { logs: vec![key], witnesses: Vec::new(), quorum: 0 })
    }

    fn require_sound(&self) -> Result<(), Error> {
        let all: Vec<_> = self.logs.iter().chain(&self.witnesses).collect();
        let twice = |at: usize, key: &NoteKey| {
            all[..at].iter().any(|other| other.same_key(key) || other.name() == key.name())
        };
        if all.iter().enumerate().any(|(at, key)| twice(at, key)) {
            return Err(Error::Policy("a key or a name is there twice"));
        }
        if self.logs.is_empty() {
            return Err(Error::Policy("no log"));
        }
        if self.quorum > self.witnesses.len() {
            return Err(Error::Policy("a quorum of more witnesses than it names"));
        }
        Ok(())
    }

    /// The checkpoint of a note, with those who have cosigned and when.
    ///
    /// # Errors
    /// [`Error::UnknownLog`], [`Error::Quorum`], and as [`Checkpoint::open`].
    pub fn open(&self, note: &[u8]) -> Result<(Checkpoint, Vec<(String, u64)>), Error> {
        let note = Note::parse(note)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        let log = self.logs.iter().find(|log| log.name() == checkpoint.origin).ok_or(Error::UnknownLog)?;
        note.signed_by(log)?.ok_or(Error::UnknownLog)?;
        let mut witnesses = Vec::new();
        for witness in &self.witnesses {
            if let Some(time) = note.signed_by(witness)? {
                witnesses.push((witness.name().to_owned(), time));
            }
        }
        if witnesses.len() < self.quorum {
            return Err(Error::Quorum { found: witnesses.len(), quorum: self.quorum });
        }
        Ok((checkpoint, witnesses))
    }
}
