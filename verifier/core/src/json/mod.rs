//! Strict JSON: sizes bounded, duplicate keys, unknown keys and second forms refused, no value in an error, and none left in memory
//! but what was asked for: secret keys are read by this too.

mod value;

use alloc::vec::Vec;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zeroize::Zeroize as _;

pub use value::read_value;

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

/// Reads a document of at most `limit` bytes that people may lay out as they like; each key and each value still has one form. The typed
/// reader refuses unknown keys, [`read_value`] a key that is repeated anywhere; comparing the two refuses what serde takes besides: arrays
/// for objects, missing keys for null.
///
/// # Errors
/// [`JsonError`] for anything but a layout of what `T` writes.
pub fn read<T: DeserializeOwned + Serialize>(bytes: &[u8], limit: usize) -> Result<T, JsonError> {
    let bytes = bounded(bytes, limit)?;
    let typed: T = serde_json::from_slice(bytes)?;
    let mut untyped = read_value(bytes, limit)?;
    let mut written = serde_json::to_value(&typed)?;
    let is_same = written == untyped;
    wipe(&mut untyped);
    wipe(&mut written);
    if is_same { Ok(typed) } else { Err(JsonError::NotCanonical) }
}

/// Overwrites every string. The readers bound the depth.
fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
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

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Pair {
        a: u8,
        b: Option<u8>,
    }

    #[test]
    fn json_has_one_form() {
        let read = |bytes: &[u8]| read::<Pair>(bytes, 1 << 20);
        assert!(read(br#"{"a":1,"b":null}"#).is_ok_and(|p| p.a == 1 && p.b.is_none()));
        for bad in
            [&b"{}"[..], br#"[1,2]"#, br#"{"a":1}"#, br#"{"a":1,"a":1,"b":null}"#, br#"{"a":1,"b":2,"c":3}"#]
        {
            assert!(read(bad).is_err());
        }
        assert!(read(&b"[".repeat(100_000)).is_err());
        assert_eq!(super::read::<Pair>(br#"{"a":1,"b":null}"#, 15).err(), Some(JsonError::TooLong(15)));
    }

    #[test]
    fn what_was_read_besides_is_wiped() {
        let mut value = serde_json::json!({ "a": ["secret", { "b": "secret" }], "c": 7 });
        wipe(&mut value);
        assert_eq!(value, serde_json::json!({ "a": ["", { "b": "" }], "c": 7 }));
    }
}
