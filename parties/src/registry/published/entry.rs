//! What the list holds, and the one form of its bytes.

use alloc::vec::Vec;
use core::fmt;

use covenant_statements::serde_forms::field_hex;
use covenant_statements::{Day, Fr, Identifier, Leaf};
use covenant_verifier::json;
use serde::{Deserialize, Serialize};

use super::ListError;

/// The most bytes of an entry: a party with all the names that it may have.
pub const MAX_ENTRY_BYTES: usize = 8 * 1024;

/// An entry of the list. For members: it names parties, and its salts open leaves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Entry {
    /// A party, or more names of one that is known.
    Party(PartyNames),
    /// A key is registered: the next leaf.
    Key(Leaf),
    /// A key ends earlier than it did.
    Ended(EndedKey),
    /// The root over the keys so far, which ends the entries of one publication.
    Root(PublishedRoot),
}

/// A party's names.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyNames {
    /// The identifier that the party id is made of.
    pub primary: Identifier,
    /// Those that are new.
    pub aliases: Vec<Identifier>,
    /// Uniform: names can be guessed.
    #[serde(with = "field_hex")]
    pub salt: Fr,
}

/// A key that ends, by rotation or revocation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndedKey {
    /// Which leaf, from 0.
    pub place: u32,
    /// Its last valid day from now on; never a later one than before.
    pub valid_until: Day,
    /// Its salt from now on, another one.
    #[serde(with = "field_hex")]
    pub salt: Fr,
}

/// A root and what it does to those before it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedRoot {
    /// The root.
    #[serde(with = "field_hex")]
    pub root: Fr,
    /// When it was made, in seconds since 1970-01-01T00:00:00Z.
    pub made_at: u64,
    /// How many revocations its tree knows.
    pub revocations: u64,
    /// The day of the last revocation; null before there was one.
    pub not_before: Option<Day>,
    /// The last day of the root before it in the list; null for the first.
    pub previous_until: Option<Day>,
    /// The last day, at most, of all roots before that one; null where none of them ends earlier than it did.
    pub earlier_until: Option<Day>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Party(_) => "Party([redacted])",
            Self::Key(_) => "Key([redacted])",
            Self::Ended(_) => "Ended([redacted])",
            Self::Root(_) => "Root([redacted])",
        })
    }
}

impl Entry {
    /// The one encoding: JSON without white space, keys in the order of the fields. A log's leaf is over these bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Strings, numbers and lists have no way to fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// [`ListError::Entry`] for anything but the one encoding of an entry.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ListError> {
        let entry: Self = json::read(bytes, MAX_ENTRY_BYTES).map_err(ListError::Entry)?;
        if entry.to_bytes() == bytes {
            Ok(entry)
        } else {
            Err(ListError::Entry(json::JsonError::NotCanonical))
        }
    }
}
