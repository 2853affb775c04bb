//! What the predicates of all statements share.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::{CircuitInfo, Context, Day, Fr, Network, Selector};
use serde::{Deserialize, Serialize};

use super::error::AttestationError;
use crate::groth16::VerifyingKey;
use crate::wire::Sha256;

/// A circuit and its version. There is no default version: each is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CircuitName {
    /// The circuit's name.
    pub id: String,
    /// Its version, from 1.
    pub version: u32,
}

impl CircuitName {
    /// The name by which keys are found and selectors made: `name/version`.
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

/// What the procedures that all statements share read of a predicate.
#[derive(Clone, Copy, Debug)]
pub struct Head<'p> {
    /// The circuit that the context's selector is of.
    pub circuit: &'p CircuitName,
    /// Its verifying key.
    pub verifying_key: &'p KeyName,
    /// The network that the environment is bound to.
    pub network: Network,
    /// Where the attestation may be used, in clear.
    pub context: &'p Context,
    /// The public input that is said to be the context's hash.
    pub context_input: Fr,
    /// The day by which it was judged.
    pub as_of: Day,
    /// The last second of use, as the predicate repeats it.
    pub expiry: u64,
    /// The index in a public log that the prover names.
    pub log_index: Option<u64>,
    /// What is proved, in words.
    pub proved: &'p [String],
    /// What is not, in words.
    pub not_proved: &'p [String],
}

/// One proof of an attestation, and the key that it is under, by name.
#[derive(Clone, Debug)]
pub struct ProofPart<'p> {
    /// The circuit.
    pub circuit: &'p CircuitName,
    /// Its verifying key.
    pub verifying_key: &'p KeyName,
    /// The public inputs, in the circuit's order.
    pub inputs: Vec<Fr>,
    /// The proof's bytes.
    pub proof: &'p [u8],
}

/// The names of circuit and key.
pub(super) fn names(
    circuit: &CircuitInfo,
    network: Network,
    key: &VerifyingKey,
    context: &Context,
) -> (CircuitName, KeyName) {
    let circuit = CircuitName { id: String::from(circuit.name()), version: circuit.version() };
    let key = KeyName {
        sha256: Sha256::of(&key.to_bytes()),
        selector: context.selector,
        development: network == Network::Development,
    };
    (circuit, key)
}

/// Sentences as a predicate carries them.
pub(super) fn words(sentences: &[&str]) -> Vec<String> {
    sentences.iter().map(|sentence| (*sentence).to_owned()).collect()
}

/// The first of `rules` (a field, and whether it agrees with the rest) that does not hold.
pub(super) fn all_agree(rules: &[(&'static str, bool)]) -> Result<(), AttestationError> {
    match rules.iter().find(|(_, holds)| !holds) {
        Some((field, _)) => Err(AttestationError::Inconsistent(field)),
        None => Ok(()),
    }
}
