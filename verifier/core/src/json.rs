//! Strict JSON: sizes bounded, duplicate keys, unknown keys and second forms refused, and no value in an error.

use alloc::vec::Vec;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why a document is refused. It says where, and never what was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// More bytes than the format allows.
    #[error("more than {0} bytes")]
    TooLong(usize),
    /// Not JSON, or not the shape that the format asks for.
    #[error("line {line}, column {column}: not what the format asks for")]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// Column, from 0.
        column: usize,
    },
    /// Readable, and not in the one form that the format writes.
    #[error("readable, and not in the one form in which the format writes it")]
    NotCanonical,
}

impl From<serde_json::Error> for JsonError {
    fn from(error: serde_json::Error) -> Self {
        Self::Malformed { line: error.line(), column: error.column() }
    }
}

/// Refuses more than `limit` bytes.
pub(crate) fn bounded(bytes: &[u8], limit: usize) -> Result<&[u8], JsonError> {
    if bytes.len() > limit { Err(JsonError::TooLong(limit)) } else { Ok(bytes) }
}

/// Reads a document that people may lay out as they like; each key and each value still has one form. The typed reader refuses duplicate
/// and unknown keys; comparing with the untyped reading refuses what serde takes besides: arrays for
/// objects, missing keys for null.
pub(crate) fn read<T: DeserializeOwned + Serialize>(bytes: &[u8], limit: usize) -> Result<T, JsonError> {
    let bytes = bounded(bytes, limit)?;
    let typed: T = serde_json::from_slice(bytes)?;
    let untyped: Value = serde_json::from_slice(bytes)?;
    if serde_json::to_value(&typed)? == untyped { Ok(typed) } else { Err(JsonError::NotCanonical) }
}

/// Reads a document that has exactly one encoding, [`write()`]'s: no white space, keys in the format's order.
pub(crate) fn read_canonical<T: DeserializeOwned + Serialize>(
    bytes: &[u8],
    limit: usize,
) -> Result<T, JsonError> {
    let typed: T = serde_json::from_slice(bounded(bytes, limit)?)?;
    if write(&typed)? == bytes { Ok(typed) } else { Err(JsonError::NotCanonical) }
}

/// The one encoding of a document.
pub(crate) fn write<T: Serialize>(document: &T) -> Result<Vec<u8>, JsonError> {
    Ok(serde_json::to_vec(document)?)
}
