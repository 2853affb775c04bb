//! The kinds of identifiers.

use crate::ValueError;
use core::str::FromStr;

/// What account holders are identified by: something that the institution cannot assign, or it would give one to two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[repr(u8)]
pub enum IdentifierScheme {
    /// A verified address of e-mail.
    Email = 1,
    /// A verified telephone number, E.164.
    Telephone = 2,
    /// A legal identifier, `SCHEME:VALUE`.
    LegalId = 3,
}

impl IdentifierScheme {
    /// All schemes with their names on the command line and in JSON.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Email, "email"), (Self::Telephone, "telephone"), (Self::LegalId, "legal-id")];

    /// The number that is hashed.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(scheme, _)| *scheme == self).map_or("", |(_, name)| name)
    }
}

impl FromStr for IdentifierScheme {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError::new("identifier", "email, telephone or legal-id");
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(scheme, _)| *scheme).ok_or(error)
    }
}
