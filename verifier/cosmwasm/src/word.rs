//! 32 bytes that have one text, and addresses as 32 bytes.

use core::fmt;
use core::str::FromStr;

use cosmwasm_std::{Addr, Api, CanonicalAddr};
use covenant_statements::{Fr, binding::Address, field};
use covenant_verifier::groth16::field_from_bytes;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;

/// 32 bytes: `0x` and 64 lower-case hexadecimal digits. Not necessarily below the field's modulus: see [`Word::canonical`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word(pub [u8; 32]);

impl Word {
    /// Zero, which is no selector, no root and nobody's address.
    pub const ZERO: Self = Self([0; 32]);

    /// The field element of this word.
    ///
    /// # Errors
    /// [`Error::NotCanonical`] from the modulus up: x and x + r would be two names of one value.
    pub fn canonical(&self) -> Result<Fr, Error> {
        field_from_bytes(&self.0).ok_or(Error::NotCanonical)
    }

    /// The word of a field element.
    #[must_use]
    pub fn of(value: &Fr) -> Self {
        Self(field::to_be_bytes(value))
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for Word {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 64).ok_or(Error::Malformed)?;
        if digits.bytes().any(|digit| digit.is_ascii_uppercase()) {
            return Err(Error::Malformed);
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| Error::Malformed)?;
        Ok(Self(bytes))
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom("0x and 64 lower-case hexadecimal digits are expected"))
    }
}

/// An address of this chain as a word: its bytes with zeros before them.
///
/// # Errors
/// Of the chain, for a text that is no address of its.
pub fn word_of(api: &dyn Api, address: &str) -> Result<Word, Error> {
    let canonical = api.addr_canonicalize(address)?;
    let bytes = canonical.as_slice();
    let mut word = [0; 32];
    let start = word.len().checked_sub(bytes.len()).ok_or(Error::Malformed)?;
    word.get_mut(start..).ok_or(Error::Malformed)?.copy_from_slice(bytes);
    if word == [0; 32] {
        return Err(Error::ZeroAddress);
    }
    Ok(Word(word))
}

/// The address of a context's beneficiary on this chain: an account of 20 bytes where the first twelve are zero, else a contract's 32.
///
/// # Errors
/// [`Error::ZeroAddress`].
pub fn address_of(api: &dyn Api, address: &Address) -> Result<Addr, Error> {
    if address.0 == [0; 32] {
        return Err(Error::ZeroAddress);
    }
    let (padding, account) = address.0.split_at(12);
    let bytes = if padding == [0; 12] { account } else { &address.0 };
    Ok(api.addr_humanize(&CanonicalAddr::from(bytes))?)
}

/// An address of this chain in the chain's own form.
///
/// # Errors
/// Of the chain, for a text that is no address of its.
pub fn checked(api: &dyn Api, address: &str) -> Result<Addr, Error> {
    word_of(api, address)?;
    Ok(api.addr_validate(address)?)
}
