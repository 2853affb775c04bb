//! The trust file, `trust.json`, as it is written.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use covenant_statements::binding::{Address, ChainId};
use covenant_statements::serde_forms::{field_hex, point_hex};
use covenant_statements::{Context, Day, Fr, Network, ObligationPolicy, Point, ValueError};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::dsse::PublicKey;
use crate::groth16::VerifyingKey;
use crate::wire::{self, Sha256};

/// The version of the file's form that this crate reads and writes.
pub const TRUST_VERSION: u32 = 1;
/// The most bytes that a trust file may have.
pub const MAX_TRUST_BYTES: usize = 4 * 1024 * 1024;

/// The whole trust file. It is public; what it needs is to come from somebody whom the verifier believes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustDocument {
    /// [`TRUST_VERSION`].
    pub version: u32,
    /// The one network whose proofs are accepted.
    pub network: Network,
    /// Verifying keys, each for one circuit.
    pub keys: Vec<KeyEntry>,
    /// Roots of the registry of parties.
    pub registry_roots: Vec<RootEntry>,
    /// Public keys of nullifier registries.
    pub nullifier_keys: Vec<NullifierKeyEntry>,
    /// Policies for obligations, whole.
    pub obligation_policies: Vec<ObligationPolicy>,
    /// Who may sign attestations.
    pub provers: Vec<ProverEntry>,
}

/// A verifying key and the circuit that it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyEntry {
    /// The circuit's name and version, `invoice/1`.
    pub circuit: String,
    /// SHA-256 of the key's bytes: the name by which attestations find it.
    pub sha256: Sha256,
    /// The key's bytes, in hexadecimal.
    #[serde(with = "wire::bytes")]
    pub verifying_key: Vec<u8>,
    /// Whether the setup was made on one machine, whose owner can forge.
    pub development: bool,
}

impl KeyEntry {
    /// The entry of a key.
    #[must_use]
    pub fn new(circuit: &str, key: &VerifyingKey, development: bool) -> Self {
        let verifying_key = key.to_bytes();
        Self {
            circuit: String::from(circuit),
            sha256: Sha256::of(&verifying_key),
            verifying_key,
            development,
        }
    }
}

/// A root of the registry of parties and the days (as_of) that it is good for, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootEntry {
    /// The root.
    #[serde(with = "field_hex")]
    pub root: Fr,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

/// A nullifier registry's public key and the one registry that spends its nullifiers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NullifierKeyEntry {
    /// K, in circomlib's packed form.
    #[serde(with = "point_hex")]
    pub key: Point,
    /// Where these nullifiers are spent.
    pub home: HomeRegistry,
}

/// A contract by CAIP-10, `eip155:31337:0x…`, the address in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeRegistry {
    /// The chain.
    pub chain: ChainId,
    /// The contract on it.
    pub contract: Address,
}

impl HomeRegistry {
    /// Whether a context is bound to this very contract on this very chain.
    #[must_use]
    pub fn is_of(&self, context: &Context) -> bool {
        self.chain == context.chain && self.contract == context.contract
    }
}

impl fmt::Display for HomeRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.chain, self.contract)
    }
}

impl FromStr for HomeRegistry {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError { what: "home registry", why: "a CAIP-10 name such as eip155:1:0x…" };
        let (chain, contract) = text.rsplit_once(':').ok_or(error)?;
        Ok(Self { chain: chain.parse()?, contract: contract.parse()? })
    }
}

impl Serialize for HomeRegistry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HomeRegistry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A prover's signing key and the days on which its signature counts, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProverEntry {
    /// A name for reports.
    pub name: String,
    /// The public key.
    #[serde(with = "wire::public_key")]
    pub ed25519: PublicKey,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}
