//! Files that parties hand to each other. Each has a `kind` and a version, strict keys, and one reader that is total.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_verifier::json::{self, JsonError};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::ErrorKind;

/// What stands at the head of a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Versioned<T> {
    /// What the file is, such as `covenant/acknowledgement`.
    kind: String,
    /// The version of its form.
    version: u32,
    /// What it holds.
    content: T,
}

/// A file's content: its kind, its version, its bounds and what a bad one is called.
pub trait Format: Serialize + DeserializeOwned {
    /// What the file is.
    const KIND: &'static str;
    /// The version that is read and written.
    const VERSION: u32 = 1;
    /// The most bytes of such a file.
    const MAX_BYTES: usize = 64 * 1024;
    /// The code of a file that is not one.
    const MALFORMED: &'static str;
    /// What kind of refusal a bad file is.
    const REFUSAL: ErrorKind = ErrorKind::Input;

    /// The JSON with its head, laid out for people.
    fn to_json(&self) -> Vec<u8> {
        let head = Versioned { kind: Self::KIND.to_owned(), version: Self::VERSION, content: self };
        let mut bytes = write(&head, Self::MAX_BYTES);
        bytes.push(b'\n');
        bytes
    }

    /// Reads the JSON; `file` names the file in errors.
    fn from_json(bytes: &[u8], file: &'static str) -> Result<Self, FormatError> {
        let refuse =
            |problem| FormatError { file, malformed: Self::MALFORMED, refusal: Self::REFUSAL, problem };
        let head: Versioned<Self> =
            json::read(bytes, Self::MAX_BYTES).map_err(|error| refuse(Problem::Json(error)))?;
        if head.kind != Self::KIND || head.version != Self::VERSION {
            return Err(refuse(Problem::OtherKind { kind: Self::KIND, version: Self::VERSION }));
        }
        Ok(head.content)
    }
}

/// A document in a buffer that has room for `most` bytes, up to four mebibytes: one that grows leaves copies of secrets behind that nothing
/// wipes.
#[cfg(feature = "std")]
fn write<T: Serialize>(document: &T, most: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(most.min(4 << 20));
    // Types that derive their form from strings, numbers and lists have no way to fail.
    let _ = serde_json::to_writer_pretty(&mut bytes, document);
    bytes
}

/// A document; without `std` the JSON writer chooses its buffer.
#[cfg(not(feature = "std"))]
fn write<T: Serialize>(document: &T, _most: usize) -> Vec<u8> {
    serde_json::to_vec_pretty(document).unwrap_or_default()
}

/// Why a file is not one of its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct FormatError {
    /// The file, by its name in errors.
    pub file: &'static str,
    malformed: &'static str,
    refusal: ErrorKind,
    problem: Problem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Problem {
    #[error("{0}")]
    Json(JsonError),
    #[error("not a {kind} of version {version}")]
    OtherKind { kind: &'static str, version: u32 },
}

impl FormatError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        if self.is_too_long() { "file/too-large" } else { self.malformed }
    }

    /// What kind of refusal it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        if self.is_too_long() { ErrorKind::Input } else { self.refusal }
    }

    fn is_too_long(&self) -> bool {
        matches!(self.problem, Problem::Json(JsonError::TooLong(_)))
    }
}
