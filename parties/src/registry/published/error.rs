//! Why a published registry is refused.

use covenant_verifier::json::JsonError;

/// Why a published registry, or one of its entries, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListError {
    /// Not the bytes of an entry.
    #[error("{0}")]
    Entry(JsonError),
    /// An entry does not follow from those before it.
    #[error("entry {number} of the published registry: {why}")]
    Inconsistent {
        /// Which one, from 0.
        number: usize,
        /// What is wrong.
        why: &'static str,
    },
    /// The last entry is no root.
    #[error("the published registry does not end with a root")]
    Incomplete,
    /// The registrar's own registry no longer extends what it published.
    #[error("the registry is not an extension of what was published: {0}")]
    Rewritten(&'static str),
}

impl ListError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Entry(_) => "registry/entry",
            Self::Inconsistent { .. } => "registry/inconsistent",
            Self::Incomplete => "registry/incomplete",
            Self::Rewritten(_) => "registry/rewritten",
        }
    }
}
