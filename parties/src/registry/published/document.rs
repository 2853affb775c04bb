//! The list as a file that goes from hand to hand.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};

use super::{Entry, ListError, Replay};
use crate::registry::{MAX_BYTES, Registry};
use crate::{Error, ErrorKind, Format};

/// A published registry with its head. For members; nothing of it is believed before the head is verified to be the registrar's, over these
/// entries, and to extend the last one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedRegistry {
    /// A signed note: the checkpoint of a log over the entries' bytes.
    pub head: String,
    /// All entries.
    pub entries: Vec<Entry>,
}

impl fmt::Debug for PublishedRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublishedRegistry([redacted], {} entries)", self.entries.len())
    }
}

impl Format for PublishedRegistry {
    const KIND: &'static str = "covenant/published-registry";
    const MAX_BYTES: usize = MAX_BYTES;
    const MALFORMED: &'static str = "registry/malformed";
    const REFUSAL: ErrorKind = ErrorKind::Refused;
}

impl PublishedRegistry {
    /// Goes through all entries.
    ///
    /// # Errors
    /// [`ListError`], for the first entry that does not follow from those before it.
    pub fn replay(&self) -> Result<Replay, Error> {
        let mut replay = Replay::new()?;
        self.entries.iter().try_for_each(|entry| replay.apply(entry))?;
        Ok(replay)
    }

    /// The registry that the entries tell of.
    ///
    /// # Errors
    /// [`ListError`].
    pub fn registry(&self) -> Result<Registry, Error> {
        Ok(self.replay()?.registry()?.clone())
    }
}

impl From<ListError> for Error {
    fn from(error: ListError) -> Self {
        Self::List(error)
    }
}
