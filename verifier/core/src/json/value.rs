//! JSON of any shape, in which no object has a key twice.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};

use super::{JsonError, bounded};

/// Reads a document of at most `limit` bytes, whatever its shape. `serde_json` keeps the last of two values under one key, and another
/// reader the first: here a repeated key refuses the document, at any depth, also when it is written with escapes.
///
/// # Errors
/// [`JsonError`] for what is no JSON, is longer, is nested deeper than 128, or repeats a key.
pub fn read_value(bytes: &[u8], limit: usize) -> Result<Value, JsonError> {
    let Strict(value) = serde_json::from_slice(bounded(bytes, limit)?)?;
    Ok(value)
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shape).map(Self)
    }
}

struct Shape;

impl<'de> Visitor<'de> for Shape {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without a repeated key")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(String::from(value)))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, Strict(value))) = entries.next_entry::<String, Strict>()? {
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a repeated key"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(text: &str) -> bool {
        read_value(text.as_bytes(), 1 << 20).is_ok()
    }

    #[test]
    fn a_repeated_key_is_refused_at_any_depth() {
        assert!(accepts(r#"{"a":1,"b":{"a":2},"c":[{"a":1},{"a":1}]}"#));
        for twice in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":1}"#,
            r#"{"x":{"a":1,"b":0,"a":2}}"#,
            r#"[0,[{"a":null,"a":null}]]"#,
        ] {
            assert!(!accepts(twice), "{twice}");
        }
    }

    #[test]
    fn it_reads_what_the_ordinary_reader_reads() {
        let text = r#"{"n":null,"t":true,"u":18446744073709551615,"i":-3,"f":1.5e3,"s":"\"é","l":[1,[],{}]}"#;
        let ordinary: Result<Value, _> = serde_json::from_str(text);
        assert_eq!(read_value(text.as_bytes(), 1 << 20).ok(), ordinary.ok());
        assert_eq!(read_value(b"  1", 2), Err(JsonError::TooLong(2)));
        assert!(!accepts("{\"a\":1} 2") && !accepts("") && !accepts("{\"a\":}"));
        assert!(!accepts(&"[".repeat(100_000)));
    }
}
