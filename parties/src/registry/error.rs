//! Why a registry, or a change of one, is refused.

use alloc::string::String;

use covenant_verifier::json::JsonError;

use super::register::MAX_IDENTIFIERS;
use crate::possession::PossessionError;

/// Why a registry, or a change of one, is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// Not the JSON of a registry.
    #[error("{0}")]
    Malformed(JsonError),
    /// A registry that does not hold together; why.
    #[error("{0}")]
    Damaged(&'static str),
    /// Nobody has this identifier.
    #[error("no party has this {scheme} identifier")]
    UnknownParty {
        /// The identifier's scheme.
        scheme: String,
        /// The field at fault.
        field: &'static str,
    },
    /// No identifier.
    #[error("a party has an identifier")]
    NoIdentifier,
    /// Two parties' identifiers.
    #[error("an identifier belongs to another party than the first or the tax identifier of these")]
    IdentifierTaken,
    /// Too many identifiers.
    #[error("a party has at most {MAX_IDENTIFIERS} identifiers")]
    TooManyIdentifiers,
    /// No role.
    #[error("a key has a role")]
    NoRole,
    /// A key that is the identity or outside the prime-order subgroup.
    #[error("the public key is not in the prime-order subgroup")]
    KeySubgroup,
    /// A proof of possession for something else.
    #[error("{0}")]
    Possession(PossessionError),
    /// An agent without a principal, or a principal of something else.
    #[error("an agent has a principal, and nobody else")]
    Principal,
    /// A last day before the first.
    #[error("the last day is before the first")]
    Validity,
    /// A second fiscal rule for one seller.
    #[error("the seller's fiscal year is fixed: another would give its invoices a second nullifier")]
    FiscalRule,
    /// A time after the last day that there is.
    #[error("the time is after 9999-12-31: no day could be judged by any more")]
    Clock,
    /// A rotation from a day that is over.
    #[error("another key takes over today or later: a stolen key is revoked, not rotated")]
    RotationBackdated,
    /// A revocation from a day to come.
    #[error("a key is revoked from today or an earlier day: until then its holder could go on")]
    RevocationAhead,
    /// No key that is valid on the day.
    #[error("the party has no key that is valid on that day")]
    NothingToRevoke,
}

impl RegistryError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) | Self::Damaged(_) => "home/registry-damaged",
            Self::UnknownParty { .. } => "party/unknown",
            Self::NoIdentifier => "party/no-identifier",
            Self::IdentifierTaken => "party/identifier-taken",
            Self::TooManyIdentifiers => "party/too-many-identifiers",
            Self::NoRole => "party/no-role",
            Self::KeySubgroup => "key/subgroup",
            Self::Possession(error) => error.code(),
            Self::Principal => "party/principal",
            Self::Validity => "party/validity",
            Self::FiscalRule => "party/fiscal-rule",
            Self::Clock => "party/clock",
            Self::RotationBackdated => "party/rotation-backdated",
            Self::RevocationAhead => "party/revocation-ahead",
            Self::NothingToRevoke => "party/nothing-to-revoke",
        }
    }

    /// The field at fault.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Malformed(_) | Self::Damaged(_) => "home.parties",
            Self::UnknownParty { field, .. } => field,
            Self::NoIdentifier | Self::IdentifierTaken | Self::TooManyIdentifiers | Self::NothingToRevoke => {
                "id"
            }
            Self::NoRole => "role",
            Self::KeySubgroup => "public_key",
            Self::Possession(error) => error.field(),
            Self::Principal => "principal",
            Self::Validity => "valid_until",
            Self::RotationBackdated => "valid_from",
            Self::Clock => "now",
            Self::RevocationAhead => "on",
            Self::FiscalRule => "fiscal_year_start",
        }
    }
}
