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
    /// An entry without a printable ASCII name of 1 to 64 characters.
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
    /// A structured reference string's digest on a Groth16 key, or none on a key of another system.
    #[error("keys[{index}]: keys of Groth16 name no structured reference string, and all others do")]
    Srs {
        /// The entry.
        index: usize,
    },
    /// A root that is good for days before the file's first.
    #[error("roots[{index}] is good for days before not_before")]
    NotBefore {
        /// The entry.
        index: usize,
    },
    /// The root zero, which stands for "no price was used" and is of no tree.
    #[error("roots[{index}] is zero, which is no tree's root")]
    ZeroRoot {
        /// The entry.
        index: usize,
    },
    /// A key of the curve that is the identity or outside the prime-order subgroup.
    #[error("{list}[{index}]: the key is the identity or outside the subgroup")]
    CurveKey {
        /// The list.
        list: &'static str,
        /// The entry.
        index: usize,
    },
    /// A policy of a kind that is not known here.
    #[error("policies[{index}]: policies of this kind are not read here")]
    PolicyKind {
        /// The entry.
        index: usize,
    },
    /// A policy in a form whose digests were others: what was proved under it names a digest that no policy has any more.
    #[error(
        "policies[{index}] is in an earlier form, whose digest was another: have the trust file exported again, with the policy written anew"
    )]
    EarlierPolicy {
        /// The entry.
        index: usize,
    },
    /// An entry under a policy that the file does not hold.
    #[error("{list}[{index}]: its policy is not one of the file's")]
    UnlistedPolicy {
        /// The list.
        list: &'static str,
        /// The entry.
        index: usize,
    },
    /// A policy that is refused.
    #[error("policies[{index}]: {error}")]
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
            Self::Srs { .. } => "trust/srs",
            Self::NotBefore { .. } => "trust/not-before",
            Self::ZeroRoot { .. } => "trust/zero-root",
            Self::CurveKey { list: "nullifier_keys", .. } => "trust/nullifier-key",
            Self::CurveKey { .. } => "trust/auditor-key",
            Self::PolicyKind { .. } => "trust/policy-kind",
            Self::EarlierPolicy { .. } => "trust/earlier-policy",
            Self::UnlistedPolicy { .. } => "trust/unlisted-policy",
            Self::Policy { .. } => "trust/policy",
        }
    }
}
