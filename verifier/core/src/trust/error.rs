//! Why a trust file is refused.

use covenant_statements::ValueError;

use crate::groth16::KeyError;
use crate::json::JsonError;

/// Why a trust file is refused; `index` is the entry's place in its list, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// Not the JSON of a trust file.
    #[error("trust file: {0}")]
    Json(#[from] JsonError),
    /// Another version of the form.
    #[error("the trust file's version is not one that is read here")]
    Version,
    /// A list with more entries than are read.
    #[error("{list} has more than {most} entries")]
    TooMany {
        /// The list.
        list: &'static str,
        /// Its bound.
        most: usize,
    },
    /// The same entry twice, or two entries that contradict each other.
    #[error("{list}[{index}] repeats an earlier entry")]
    Duplicate {
        /// The list.
        list: &'static str,
        /// The entry.
        index: usize,
    },
    /// A first day after the last.
    #[error("{list}[{index}] starts after it ends")]
    Days {
        /// The list.
        list: &'static str,
        /// The entry.
        index: usize,
    },
    /// A circuit or a prover without a printable ASCII name of 1 to 64 characters.
    #[error("{list}[{index}] has no printable name of 1 to 64 ASCII characters")]
    Name {
        /// The list.
        list: &'static str,
        /// The entry.
        index: usize,
    },
    /// A verifying key that is refused.
    #[error("keys[{index}]: {error}")]
    Key {
        /// The entry.
        index: usize,
        /// Why.
        error: KeyError,
    },
    /// A verifying key under a digest that is not its own.
    #[error("keys[{index}]: the verifying key does not have this digest")]
    KeyDigest {
        /// The entry.
        index: usize,
    },
    /// A key marked for development on the production network, or the other way round.
    #[error("keys[{index}]: keys are marked for development on the development network, and there only")]
    DevelopmentMark {
        /// The entry.
        index: usize,
    },
    /// A nullifier key that is the identity or outside the prime-order subgroup.
    #[error("nullifier_keys[{index}]: the key is the identity or outside the subgroup")]
    NullifierKey {
        /// The entry.
        index: usize,
    },
    /// A policy that is refused.
    #[error("obligation_policies[{index}]: {error}")]
    Policy {
        /// The entry.
        index: usize,
        /// Why.
        error: ValueError,
    },
}

impl TrustError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Json(JsonError::TooLong(_)) => "trust/too-long",
            Self::Json(_) => "trust/malformed",
            Self::Version => "trust/version",
            Self::TooMany { .. } => "trust/too-many",
            Self::Duplicate { .. } => "trust/duplicate",
            Self::Days { .. } => "trust/days",
            Self::Name { .. } => "trust/name",
            Self::Key { error, .. } => error.code(),
            Self::KeyDigest { .. } => "trust/key-digest",
            Self::DevelopmentMark { .. } => "trust/development-mark",
            Self::NullifierKey { .. } => "trust/nullifier-key",
            Self::Policy { .. } => "trust/policy",
        }
    }
}
