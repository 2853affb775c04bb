//! Entries of a trust file: keys, roots, nullifier registries, provers, auditors.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use covenant_statements::serde_forms::{field_hex, point_hex};
use covenant_statements::{Day, Fr, Point};
use serde::{Deserialize, Serialize};

use super::home::HomeRegistry;
use crate::dsse::PublicKey;
use crate::groth16::VerifyingKey;
use crate::wire::{self, Sha256};

/// A proof system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ProofSystem {
    /// Groth16 over BN254, verified by this crate.
    Groth16,
    /// halo2 with KZG over BN254, verified by what the caller hands in.
    Halo2,
}

impl fmt::Display for ProofSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Groth16 => "groth16",
            Self::Halo2 => "halo2",
        })
    }
}

/// A verifying key and the circuit that it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyEntry {
    /// The circuit, `name/version`.
    pub circuit: String,
    /// The proof system.
    pub system: ProofSystem,
    /// SHA-256 of the key's bytes: the name by which attestations find it.
    pub sha256: Sha256,
    /// The key's bytes, in hexadecimal.
    #[serde(with = "wire::bytes")]
    pub verifying_key: Vec<u8>,
    /// SHA-256 of the structured reference string that the key was made from; null for Groth16, whose key is all there is.
    pub srs: Option<Sha256>,
    /// Whether the setup was made on one machine, whose owner can forge.
    pub development: bool,
}

impl KeyEntry {
    /// The entry of a Groth16 key.
    #[must_use]
    pub fn new(circuit: &str, key: &VerifyingKey, development: bool) -> Self {
        Self::groth16(circuit, key.to_bytes(), development)
    }

    /// The entry of a Groth16 key's bytes; the trust store checks them.
    #[must_use]
    pub fn groth16(circuit: &str, verifying_key: Vec<u8>, development: bool) -> Self {
        Self {
            circuit: String::from(circuit),
            system: ProofSystem::Groth16,
            sha256: Sha256::of(&verifying_key),
            verifying_key,
            srs: None,
            development,
        }
    }
}

/// What a root is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RootKind {
    /// The registry of parties.
    Parties,
    /// A day's prices.
    Prices,
}

/// A root and the days (as_of) that it is good for, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootEntry {
    /// What it is the root of.
    pub kind: RootKind,
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

/// An auditor's key and the days (as_of) on which figures are disclosed to it, both included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditorEntry {
    /// A name for reports.
    pub name: String,
    /// The public key, in circomlib's packed form.
    #[serde(with = "point_hex")]
    pub key: Point,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}
