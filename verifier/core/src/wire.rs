//! JSON forms of what `covenant-statements` does not write itself: digests, lists of field elements, keys and bytes. Each
//! value has one form.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Digest as _;

/// A SHA-256 digest: 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// The digest of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = lower_hex(&String::deserialize(deserializer)?);
        let bytes = digits.and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| D::Error::custom("64 lower-case hexadecimal digits are expected"))
    }
}

/// Bytes of an even number of lower-case hexadecimal digits.
fn lower_hex(digits: &str) -> Option<Vec<u8>> {
    if digits.bytes().any(|digit| digit.is_ascii_uppercase()) { None } else { hex::decode(digits).ok() }
}

/// Lists of field elements.
pub(crate) mod fields {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Vec};
    use covenant_statements::Fr;

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Element(#[serde(with = "covenant_statements::serde_forms::field_hex")] Fr);

    pub(crate) fn serialize<S: Serializer>(values: &[Fr], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(|value| Element(*value)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Fr>, D::Error> {
        Ok(Vec::<Element>::deserialize(deserializer)?.into_iter().map(|element| element.0).collect())
    }
}

/// Field elements in an in-toto digest set: 64 digits without `0x`, as digest sets have them.
pub(crate) mod bare_field {
    use super::{Deserialize, Deserializer, Serializer, String};
    use alloc::format;
    use covenant_statements::{Fr, field};
    use serde::de::Error as _;

    pub(crate) fn serialize<S: Serializer>(value: &Fr, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(field::to_be_bytes(value)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fr, D::Error> {
        field::from_hex(&format!("0x{}", String::deserialize(deserializer)?)).map_err(D::Error::custom)
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) mod bytes {
    use super::{Deserialize, Deserializer, Serializer, String, Vec, lower_hex};
    use serde::de::Error as _;

    pub(crate) fn serialize<S: Serializer>(value: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(value))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let digits = String::deserialize(deserializer)?;
        lower_hex(&digits).ok_or_else(|| D::Error::custom("lower-case hexadecimal digits are expected"))
    }
}

/// An index in a public log, or null. 2^64 − 1 is refused: an Ethereum attestation says null with it.
pub(crate) mod log_index {
    use super::{Deserialize, Deserializer, Serialize, Serializer};
    use serde::de::Error as _;

    pub(crate) fn serialize<S: Serializer>(value: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
        match Option::deserialize(deserializer)? {
            Some(u64::MAX) => Err(D::Error::custom("an index below 2^64 - 1 is expected")),
            index => Ok(index),
        }
    }
}

/// Ed25519 public keys: 64 digits.
pub(crate) mod public_key {
    use super::{Deserialize, Deserializer, Serializer, String, lower_hex};
    use crate::dsse::PublicKey;
    use serde::de::Error as _;

    pub(crate) fn serialize<S: Serializer>(value: &PublicKey, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(value.to_bytes()))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PublicKey, D::Error> {
        let bytes = lower_hex(&String::deserialize(deserializer)?).and_then(|bytes| bytes.try_into().ok());
        let bytes: [u8; 32] =
            bytes.ok_or_else(|| D::Error::custom("64 lower-case hexadecimal digits are expected"))?;
        PublicKey::from_bytes(&bytes).map_err(D::Error::custom)
    }
}
