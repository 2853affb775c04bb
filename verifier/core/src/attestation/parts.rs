//! What the predicates of all statements share.

use alloc::format;
use alloc::string::String;

use covenant_statements::Selector;
use serde::{Deserialize, Serialize};

use crate::wire::Sha256;

/// A circuit and its version. There is no default version: each is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CircuitName {
    /// The circuit, `invoice`.
    pub id: String,
    /// Its version, from 1.
    pub version: u32,
}

impl CircuitName {
    /// The name by which keys are found and selectors made: `invoice/1`.
    #[must_use]
    pub fn key_name(&self) -> String {
        format!("{}/{}", self.id, self.version)
    }
}

/// The verifying key, by name: the key itself comes from the verifier's trust store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KeyName {
    /// SHA-256 of the key's bytes.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Sha256"))]
    pub sha256: Sha256,
    /// keccak256 over network, circuit and key: what contracts pin.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Word"))]
    pub selector: Selector,
    /// Whether the key is of a development setup, whose maker can forge.
    pub development: bool,
}
