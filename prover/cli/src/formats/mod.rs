//! Files that people hand to each other. Each has a `kind` and a version, strict keys, and one reader that is total.

pub(crate) mod acknowledgement;
pub(crate) mod consent;
pub(crate) mod key_file;
pub(crate) mod note;
pub(crate) mod request;
#[cfg(test)]
mod tests;

use std::path::Path;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::failure::{Exit, Failure, Result};
use crate::files;

/// The most bytes of any of these files.
pub(crate) const MAX_BYTES: usize = 64 * 1024;

/// What stands at the head of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Versioned<T> {
    /// What the file is, such as `covenant/acknowledgement`.
    kind: String,
    /// The version of its form.
    version: u32,
    /// What it holds.
    content: T,
}

/// A file's content: its kind, its version and what a bad one is called.
pub(crate) trait Format: Serialize + DeserializeOwned {
    /// What the file is.
    const KIND: &'static str;
    /// The version that is read and written.
    const VERSION: u32 = 1;
    /// The code of a file that is not one.
    const MALFORMED: &'static str;
    /// What a bad file exits with.
    const EXIT: Exit = Exit::Input;

    /// The JSON with its head, laid out for people.
    fn to_json(&self) -> Vec<u8> {
        let head = Versioned { kind: Self::KIND.to_owned(), version: Self::VERSION, content: self };
        // Types that derive their form from strings, numbers and lists have no way to fail.
        let mut bytes = serde_json::to_vec_pretty(&head).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Reads the JSON; `what` names the file in errors.
    fn from_json(bytes: &[u8], what: &str) -> Result<Self> {
        if bytes.len() > MAX_BYTES {
            return Err(Failure::input("file/too-large", format!("more than {MAX_BYTES} bytes")).at(what));
        }
        let head: Versioned<Self> =
            files::parse(bytes).map_err(|error| error.refuse(Self::EXIT, Self::MALFORMED, what))?;
        if head.kind != Self::KIND || head.version != Self::VERSION {
            let message = format!("not a {} of version {}", Self::KIND, Self::VERSION);
            return Err(Failure::new(Self::EXIT, Self::MALFORMED, message).at(what));
        }
        Ok(head.content)
    }

    /// Reads a file.
    fn read(path: &Path, what: &str) -> Result<Self> {
        Self::from_json(&files::read(path, MAX_BYTES, what)?, what)
    }
}
