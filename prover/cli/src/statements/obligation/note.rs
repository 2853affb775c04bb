//! The opening of a note: its holder's secret.

use covenant_parties::Format;
use covenant_statements::Note;
use covenant_statements::{Fr, serde_forms};
use serde::{Deserialize, Serialize};

/// The private output that holds it.
pub(crate) const NOTE: &str = "note";

/// A note with its commitment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteOpening {
    /// The commitment, which is public.
    #[serde(with = "serde_forms::field_hex")]
    pub(crate) commitment: Fr,
    /// What it commits to.
    pub(crate) note: Note,
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
