//! in-toto Statements, version 1 (<https://github.com/in-toto/attestation>), over values that are field elements.
//!
//! A statement has exactly one encoding here: the compact JSON that this crate writes, keys in the order of the
//! format. Anything else (white space, another order, an unknown or repeated key, an escaped letter) is refused,
//! so that nothing can be read in two ways.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::Fr;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::json::{self, JsonError};
use crate::wire;

/// The `_type` of every statement.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// The most bytes that a statement may have: a coverage carries the proofs of up to 64 chunks.
pub const MAX_STATEMENT_BYTES: usize = 1 << 20;

/// A claim (`predicate`) about things named by their digests (`subject`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Statement<P> {
    /// The type of the statement, in-toto's version 1.
    #[serde(rename = "_type")]
    #[cfg_attr(feature = "schema", schemars(extend("const" = STATEMENT_TYPE)))]
    pub statement_type: String,
    /// What the predicate is about.
    pub subject: Vec<Subject>,
    /// Which predicate follows: a URI that is a name and need not resolve.
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// The claim.
    pub predicate: P,
}

/// A thing named by its digest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// What it is, a name of the predicate's own.
    pub name: String,
    /// Its digest.
    pub digest: SubjectDigest,
}

/// A digest set with one algorithm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubjectDigest {
    /// A Poseidon hash over BN254's scalar field: 64 hexadecimal digits, big-endian, without `0x`.
    #[serde(rename = "poseidonBn254", with = "wire::bare_field")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::BareField"))]
    pub poseidon_bn254: Fr,
}

impl Subject {
    /// The subject of this name and value.
    #[must_use]
    pub fn new(name: &str, value: Fr) -> Self {
        Self { name: name.to_owned(), digest: SubjectDigest { poseidon_bn254: value } }
    }
}

/// The predicate's type alone, to choose who reads the rest.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "_type")]
    statement_type: String,
    #[serde(rename = "predicateType")]
    predicate_type: String,
}

/// The statement's and the predicate's type of a payload.
///
/// # Errors
/// [`JsonError`] when the payload is no JSON object with these two strings.
pub fn types(payload: &[u8]) -> Result<(String, String), JsonError> {
    let head: Head = serde_json::from_slice(json::bounded(payload, MAX_STATEMENT_BYTES)?)?;
    Ok((head.statement_type, head.predicate_type))
}

impl<P: Serialize + DeserializeOwned> Statement<P> {
    /// Reads the one encoding of a statement.
    ///
    /// # Errors
    /// [`JsonError`] for anything that [`Self::to_payload`] does not write.
    pub fn from_payload(payload: &[u8]) -> Result<Self, JsonError> {
        json::read_canonical(payload, MAX_STATEMENT_BYTES)
    }

    /// Writes the one encoding of a statement.
    ///
    /// # Errors
    /// None for the predicates of this crate: every field has a JSON form.
    pub fn to_payload(&self) -> Result<Vec<u8>, JsonError> {
        json::write(self)
    }
}
