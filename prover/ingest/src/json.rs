//! Strict JSON: a tree in which no key occurs twice, of bounded depth and size, and readers of its fields.
//!
//! serde's derive would do most of this, but its messages carry values from the document and know no field path.

use crate::error::{Code, Field, IngestError, JsonFault};
use core::{cell::Cell, fmt};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Bytes of a document.
pub const MAX_BYTES: usize = 64 << 10;
/// Nested objects and lists.
pub const MAX_DEPTH: usize = 8;
/// Entries of an object or a list.
pub const MAX_ITEMS: usize = 64;
/// Bytes of a text.
pub const MAX_TEXT_BYTES: usize = 1_024;

/// A JSON value. Numbers other than unsigned integers are kept as `Other`: no field takes them.
#[derive(PartialEq)]
pub(crate) enum Json {
    Text(String),
    Unsigned(u64),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
    Other,
}

/// Reads a whole document.
///
/// # Errors
/// `json/…`, without a field: the text is not what it should be.
pub(crate) fn parse(bytes: &[u8]) -> Result<Json, IngestError> {
    if bytes.len() > MAX_BYTES {
        return Err(IngestError::document(JsonFault::TooLarge));
    }
    let fault = Cell::new(JsonFault::Malformed);
    // A byte order mark is no part of the text (RFC 8259, 8.1).
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let tree = Node { depth: 0, fault: &fault }.deserialize(&mut deserializer);
    let tree = tree.map_err(|_| IngestError::document(fault.get()))?;
    deserializer.end().map_err(|_| IngestError::document(JsonFault::Malformed))?;
    Ok(tree)
}

/// Reads one value at a depth. The fault is passed beside serde's error, which holds texts only.
#[derive(Clone, Copy)]
struct Node<'f> {
    depth: usize,
    fault: &'f Cell<JsonFault>,
}

impl Node<'_> {
    fn fail<E: Error>(self, fault: JsonFault) -> E {
        self.fault.set(fault);
        E::custom(fault.describe())
    }

    fn below<E: Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            Err(self.fail(JsonFault::TooDeep))
        } else {
            Ok(Self { depth: self.depth + 1, ..self })
        }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Unsigned(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(self.fail(JsonFault::TextTooLong));
        }
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let below = self.below()?;
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element_seed(below)? {
            if list.len() == MAX_ITEMS {
                return Err(self.fail(JsonFault::TooManyItems));
            }
            list.push(entry);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let below = self.below()?;
        let mut object: Vec<(String, Json)> = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            if object.iter().any(|(known, _)| *known == key) {
                return Err(self.fail(JsonFault::DuplicateKey));
            }
            if object.len() == MAX_ITEMS {
                return Err(self.fail(JsonFault::TooManyItems));
            }
            let value = entries.next_value_seed(below)?;
            object.push((key, value));
        }
        Ok(Json::Object(object))
    }
}

/// An object whose fields are taken out one by one; [`Object::finish`] refuses what is left.
pub(crate) struct Object {
    path: String,
    entries: Vec<(String, Json)>,
}

impl Object {
    /// The object at `path`.
    pub(crate) fn new(value: Json, path: impl Into<String>) -> Result<Self, IngestError> {
        let path = path.into();
        match value {
            Json::Object(entries) => Ok(Self { path, entries }),
            _ => Err(IngestError::new(JsonFault::Type, Field::at(path))),
        }
    }

    /// The place of a field of this object.
    pub(crate) fn field(&self, key: &str) -> Field {
        Field::at(if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) })
    }

    /// An error at a field of this object.
    pub(crate) fn error(&self, key: &str, code: impl Into<Code>) -> IngestError {
        IngestError::new(code, self.field(key))
    }

    /// Takes a field that must be there.
    pub(crate) fn take(&mut self, key: &str) -> Result<Json, IngestError> {
        let index = self.entries.iter().position(|(known, _)| known == key);
        let index = index.ok_or_else(|| self.error(key, JsonFault::Missing))?;
        Ok(self.entries.swap_remove(index).1)
    }

    /// Takes a text.
    pub(crate) fn text(&mut self, key: &str) -> Result<String, IngestError> {
        match self.take(key)? {
            Json::Text(text) => Ok(text),
            _ => Err(self.error(key, JsonFault::Type)),
        }
    }

    /// Takes a whole number that is not negative.
    pub(crate) fn unsigned(&mut self, key: &str) -> Result<u64, IngestError> {
        match self.take(key)? {
            Json::Unsigned(number) => Ok(number),
            _ => Err(self.error(key, JsonFault::Type)),
        }
    }

    /// Takes a list of texts.
    pub(crate) fn texts(&mut self, key: &str) -> Result<Vec<String>, IngestError> {
        let Json::List(list) = self.take(key)? else { return Err(self.error(key, JsonFault::Type)) };
        let texts: Option<Vec<String>> = list
            .into_iter()
            .map(|entry| match entry {
                Json::Text(text) => Some(text),
                _ => None,
            })
            .collect();
        texts.ok_or_else(|| self.error(key, JsonFault::Type))
    }

    /// Takes an object.
    pub(crate) fn object(&mut self, key: &str) -> Result<Self, IngestError> {
        let path = self.field(key).path;
        Self::new(self.take(key)?, path)
    }

    /// Refuses fields that nobody took. Their names are the document's and are not repeated.
    pub(crate) fn finish(self) -> Result<(), IngestError> {
        if self.entries.is_empty() {
            return Ok(());
        }
        Err(IngestError::new(JsonFault::UnknownKey, Field::at(self.path)))
    }
}
