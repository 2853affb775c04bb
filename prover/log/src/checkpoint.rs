//! Checkpoints (`c2sp.org/tlog-checkpoint`): a log's name, its size and its root.

use crate::merkle::Hash;
use crate::note::{self, Note, NoteKey, SecretNoteKey, Use};
use crate::tree::Tree;
use crate::{Error, decimal};

/// What a log's checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, that of its key.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// Reads a note's text. Lines after the third are signed with it and say nothing here.
    ///
    /// # Errors
    /// [`Error::Checkpoint`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let body = text.strip_suffix('\n').ok_or(Error::Checkpoint("no end of its last line"))?;
        let mut lines = body.split('\n');
        let mut next = || lines.next().filter(|line| !line.is_empty()).ok_or(Error::Checkpoint("its lines"));
        let (origin, size, root) = (next()?.to_owned(), next()?, next()?);
        let size = decimal::parse(size).ok_or(Error::Checkpoint("its size"))?;
        let root = note::decode_hash(root).ok_or(Error::Checkpoint("its root"))?;
        if lines.any(str::is_empty) {
            return Err(Error::Checkpoint("its lines"));
        }
        Ok(Self { origin, size, root })
    }

    /// The text that is signed.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, note::encode_hash(&self.root))
    }

    /// The checkpoint of a note that a log's key has signed under its own name.
    ///
    /// # Errors
    /// [`Error::UnknownLog`] if it has not, [`Error::Signature`], [`Error::Note`], [`Error::Checkpoint`].
    pub fn open(bytes: &[u8], key: &NoteKey) -> Result<(Self, Note), Error> {
        let note = Note::parse(bytes)?;
        let checkpoint = Self::parse(note.text())?;
        if key.purpose() != Use::Note || checkpoint.origin != key.name() || note.signed_by(key)?.is_none() {
            return Err(Error::UnknownLog);
        }
        Ok((checkpoint, note))
    }

    /// The checkpoint of a log whose entries the caller has, as hashes of leaves in their order, under the key that is to sign it.
    #[must_use]
    pub fn over(key: &NoteKey, leaves: &[Hash]) -> Self {
        let mut tree = Tree::default();
        leaves.iter().for_each(|leaf| tree.push(*leaf));
        let size = leaves.len() as u64;
        Self { origin: key.name().to_owned(), size, root: tree.root(size) }
    }

    /// The note that a log publishes.
    #[must_use]
    pub fn sign(&self, key: &SecretNoteKey) -> String {
        let text = self.to_text();
        let line = key.line(&text, 0);
        format!("{text}\n{line}")
    }

    /// The note with a witness's cosignature at its end. Whether the log was extended is for the witness to know: see
    /// [`crate::check::folder`].
    ///
    /// # Errors
    /// [`Error::Note`]; [`Error::Key`] unless the key is a witness's.
    pub fn cosign(note: &[u8], witness: &SecretNoteKey, time: u64) -> Result<String, Error> {
        if witness.public().purpose() != Use::Cosignature {
            return Err(Error::Key("not a witness's"));
        }
        let parsed = Note::parse(note)?;
        let mut text = String::from_utf8(note.to_vec()).map_err(|_| Error::Note("not UTF-8"))?;
        text.push_str(&witness.line(parsed.text(), time));
        Ok(text)
    }
}
