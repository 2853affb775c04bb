//! The opening of a note: its holder's secret.

use core::fmt;

use covenant_statements::Note;
use covenant_statements::{Fr, serde_forms};
use serde::{Deserialize, Serialize};

use crate::Format;

/// A note with its commitment. Whether the one is the other's is [said](Self::is_sound) apart.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteOpening {
    /// The commitment, which is public.
    #[serde(with = "serde_forms::field_hex")]
    pub commitment: Fr,
    /// What it commits to.
    pub note: Note,
}

impl Format for NoteOpening {
    const KIND: &'static str = "covenant/note";
    const MALFORMED: &'static str = "note/malformed";
}

impl From<Note> for NoteOpening {
    fn from(note: Note) -> Self {
        Self { commitment: note.commitment(), note }
    }
}

impl fmt::Debug for NoteOpening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoteOpening([redacted])")
    }
}

impl NoteOpening {
    /// Whether the note has this commitment.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.note.commitment() == self.commitment
    }
}
