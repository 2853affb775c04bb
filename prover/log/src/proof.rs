//! Proofs for somebody offline (`c2sp.org/tlog-proof`).

use crate::merkle::{self, Hash};
use crate::note::{self, Note};
use crate::{Checkpoint, Entry, Error, Policy, decimal};

/// The first line of a proof's text.
const HEAD: &str = "c2sp.org/tlog-proof@v1";
/// A proof may have so many bytes: a note, a path, and what nobody reads.
const MAX_BYTES: usize = 2 * note::MAX_BYTES;
/// No tree of a `u64` of leaves is deeper.
const MAX_PATH: usize = 64;

/// An entry's place in a log, with what shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The entry's index, from 0.
    pub index: u64,
    /// The path from the entry to the root.
    pub path: Vec<Hash>,
    /// The checkpoint, a signed note.
    pub checkpoint: Vec<u8>,
}

/// What a proof has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The log.
    pub origin: String,
    /// The entry's index.
    pub index: u64,
    /// The log's size at that checkpoint.
    pub size: u64,
    /// The witnesses who have cosigned it, and when, in seconds since 1970.
    pub witnesses: Vec<(String, u64)>,
}

impl Proof {
    /// The first line of a proof's text.
    pub const FIRST_LINE: &str = HEAD;
    /// The most bytes that are read of one.
    pub const MAX_BYTES: usize = MAX_BYTES;

    /// The proof's text.
    #[must_use]
    pub fn to_text(&self) -> Vec<u8> {
        let mut text = format!("{HEAD}\nindex {}\n", self.index);
        for hash in &self.path {
            text.push_str(&note::encode_hash(hash));
            text.push('\n');
        }
        text.push('\n');
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.checkpoint);
        bytes
    }

    /// Reads a proof. Extra data is let pass and not read: nobody has signed it.
    ///
    /// # Errors
    /// [`Error::Proof`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::Proof("too long"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Error::Proof("not UTF-8"))?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(Error::Proof("no checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEAD) {
            return Err(Error::Proof("its first line"));
        }
        let extra = lines.next_if(|line| line.starts_with("extra "));
        if extra.is_some_and(|line| !note::is_base64(&line["extra ".len()..])) {
            return Err(Error::Proof("its extra data"));
        }
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(decimal::parse);
        let index = index.ok_or(Error::Proof("its index"))?;
        let path =
            lines.map(note::decode_hash).collect::<Option<Vec<_>>>().ok_or(Error::Proof("its path"))?;
        if path.len() > MAX_PATH {
            return Err(Error::Proof("its path"));
        }
        Ok(Self { index, path, checkpoint: checkpoint.as_bytes().to_vec() })
    }

    /// Whether the path leads from the entry to the root that its checkpoint states. That says nothing of who signed: [`Self::verify`] does.
    ///
    /// # Errors
    /// [`Error::NotIncluded`], [`Error::Note`], [`Error::Checkpoint`].
    pub fn require_leads_from(&self, entry: &Entry) -> Result<Checkpoint, Error> {
        let checkpoint = Checkpoint::parse(Note::parse(&self.checkpoint)?.text())?;
        let root = &checkpoint.root;
        merkle::verify_inclusion(&entry.leaf(), self.index, checkpoint.size, &self.path, root)?;
        Ok(checkpoint)
    }

    /// Whether a log of the policy holds the entry, and as many witnesses as must have seen it.
    ///
    /// # Errors
    /// [`Error::NotIncluded`], and as [`Policy::open`].
    pub fn verify(&self, entry: &Entry, policy: &Policy) -> Result<Verified, Error> {
        let (checkpoint, witnesses) = policy.open(&self.checkpoint)?;
        let size = checkpoint.size;
        merkle::verify_inclusion(&entry.leaf(), self.index, size, &self.path, &checkpoint.root)?;
        Ok(Verified { origin: checkpoint.origin, index: self.index, size, witnesses })
    }
}
