//! The predicate as it is written.

use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::serde_forms::{field_hex, point_hex};
use covenant_statements::{Context, Day, Environment, Fr, Network, ObligationPolicy, Point};
use serde::{Deserialize, Serialize};

#[cfg(feature = "schema")]
use super::{NOT_PROVED, PROVED};
use crate::attestation::{CircuitName, KeyName};
use crate::wire;

/// What is claimed about a note, a nullifier and a registry root.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ObligationPredicate {
    /// The circuit.
    pub circuit: CircuitName,
    /// The verifying key's name.
    pub verifying_key: KeyName,
    /// The proof's public inputs.
    pub public_inputs: PublicInputs,
    /// The parts whose hash is the public input `environment`.
    pub environment: EnvironmentParts,
    /// The parts whose hash is the public input `context`.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Context"))]
    pub context: Context,
    /// The proof: A ‖ B ‖ C, 256 bytes in hexadecimal.
    #[serde(with = "wire::bytes")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Proof"))]
    pub proof: Vec<u8>,
    /// The day by which the obligation was judged; the environment's.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Day"))]
    pub as_of: Day,
    /// The last second of use; the context's.
    pub expiry: u64,
    /// Nullifiers to be spent; here the public input `nullifier` alone.
    #[serde(with = "wire::fields")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::Field>"))]
    pub nullifiers: Vec<Fr>,
    /// The scope that figures are limited to; null, since an obligation has none.
    pub scope: Option<String>,
    /// Index in a public log of attestations, below 2^64 − 1; null where there is none.
    #[serde(with = "wire::log_index")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::LogIndex>"))]
    pub log_index: Option<u64>,
    /// What is proved, in plain words: exactly these sentences.
    #[cfg_attr(feature = "schema", schemars(extend("const" = PROVED)))]
    pub proved: Vec<String>,
    /// What is not proved, in plain words: exactly these sentences.
    #[cfg_attr(feature = "schema", schemars(extend("const" = NOT_PROVED)))]
    pub not_proved: Vec<String>,
}

/// The circuit's public inputs, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PublicInputs {
    /// Where the proof may be used.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub context: Fr,
    /// What it is judged by.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub environment: Fr,
    /// N1.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub nullifier: Fr,
    /// The note commitment.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub note: Fr,
}

impl PublicInputs {
    /// As the verifying equation takes them.
    #[must_use]
    pub fn in_order(&self) -> [Fr; 4] {
        [self.context, self.environment, self.nullifier, self.note]
    }
}

/// The environment's parts in clear, the policy as the whole document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EnvironmentParts {
    /// The network.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Network"))]
    pub network: Network,
    /// The digest of `policy`.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub policy_digest: Fr,
    /// The policy.
    #[cfg_attr(feature = "schema", schemars(with = "super::schema::ObligationPolicy"))]
    pub policy: ObligationPolicy,
    /// The day by which the obligation was judged.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Day"))]
    pub as_of: Day,
    /// The root of the registry of parties.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub registry_root: Fr,
    /// The nullifier registry's public key, in circomlib's packed form.
    #[serde(with = "point_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Point"))]
    pub nullifier_key: Point,
}

impl EnvironmentParts {
    /// The environment that these parts make, its policy digest taken from the document.
    #[must_use]
    pub fn environment(&self) -> Environment {
        Environment {
            network: self.network,
            policy: self.policy.digest(),
            as_of: self.as_of,
            registry_root: self.registry_root,
            nullifier_key: self.nullifier_key,
        }
    }
}
