//! JSON whose keys keep the order in which the values are computed, so that a file reads from top to bottom.

use covenant_gadgets::{
    Fr,
    babyjubjub::{Point, Scalar, codec},
    field,
};
use serde::{Serialize, Serializer, ser::SerializeMap};

/// A JSON value.
pub(crate) enum Node {
    Null,
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(&'static str, Node)>),
    /// A value in one of the product's own JSON forms.
    Form(serde_json::Value),
}

/// `object! { "name" => value, … }`, values being anything that becomes a [`Node`].
macro_rules! object {
    ($($name:literal => $value:expr),* $(,)?) => {
        $crate::vectors::node::Node::Object(vec![$(($name, $crate::vectors::node::Node::from($value))),*])
    };
}
pub(crate) use object;

impl Node {
    /// Pretty-printed, with a final newline.
    pub(crate) fn to_text(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        text.unwrap_or_else(|_| unreachable!("keys are strings and nothing else fails")) + "\n"
    }

    /// A list of anything.
    pub(crate) fn list<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    /// Bytes in hexadecimal, with `0x`.
    pub(crate) fn bytes(bytes: &[u8]) -> Self {
        Self::Text(format!("0x{}", field::bytes_hex(bytes)))
    }

    /// A value in the product's own form.
    pub(crate) fn form(value: &impl Serialize) -> Self {
        let value = serde_json::to_value(value);
        Self::Form(value.unwrap_or_else(|_| unreachable!("the product's forms are plain JSON")))
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(b) => serializer.serialize_bool(*b),
            Self::Number(n) => serializer.serialize_u64(*n),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => items.serialize(serializer),
            Self::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (name, value) in entries {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
            Self::Form(value) => value.serialize(serializer),
        }
    }
}

impl From<Fr> for Node {
    /// `0x` and 64 digits, big-endian.
    fn from(x: Fr) -> Self {
        Self::Text(field::to_hex(&x))
    }
}

impl From<Scalar> for Node {
    /// 64 digits, little-endian.
    fn from(s: Scalar) -> Self {
        Self::Text(field::bytes_hex(&codec::scalar_to_bytes(&s)))
    }
}

impl From<Point> for Node {
    fn from(point: Point) -> Self {
        object! { "x" => point.x, "y" => point.y, "packed" => codec::to_hex(&point) }
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Node {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<u64> for Node {
    fn from(n: u64) -> Self {
        Self::Number(n)
    }
}

impl From<u32> for Node {
    fn from(n: u32) -> Self {
        Self::Number(n.into())
    }
}

impl From<Vec<Node>> for Node {
    fn from(items: Vec<Node>) -> Self {
        Self::List(items)
    }
}

impl<T: Into<Node>> From<Option<T>> for Node {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
