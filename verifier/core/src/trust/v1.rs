//! Version 1 of the trust file: read, never written. It knew one statement, one proof system, no end and no revocations.

use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::serde_forms::field_hex;
use covenant_statements::{Day, Fr, Network, ObligationPolicy, Policy as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::document::{MAX_TRUST_BYTES, TrustDocument};
use super::entries::{KeyEntry, NullifierKeyEntry, ProofSystem, ProverEntry, RootEntry, RootKind};
use super::policies::PolicyEntry;
use crate::json::{self, JsonError};
use crate::wire::{self, Sha256};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    network: Network,
    keys: Vec<Key>,
    registry_roots: Vec<Root>,
    nullifier_keys: Vec<NullifierKeyEntry>,
    obligation_policies: Vec<Value>,
    provers: Vec<ProverEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    circuit: String,
    sha256: Sha256,
    #[serde(with = "wire::bytes")]
    verifying_key: Vec<u8>,
    development: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Root {
    #[serde(with = "field_hex")]
    root: Fr,
    from: Day,
    until: Day,
}

/// Reads a file of version 1 as what it means in today's form: all keys are of Groth16, all roots of parties.
pub(super) fn read(bytes: &[u8]) -> Result<TrustDocument, JsonError> {
    let old: Document = json::read(bytes, MAX_TRUST_BYTES)?;
    let keys = old.keys.into_iter().map(|key| KeyEntry {
        circuit: key.circuit,
        system: ProofSystem::Groth16,
        sha256: key.sha256,
        verifying_key: key.verifying_key,
        srs: None,
        development: key.development,
    });
    let roots = old.registry_roots.into_iter().map(|entry| RootEntry {
        kind: RootKind::Parties,
        root: entry.root,
        from: entry.from,
        until: entry.until,
    });
    let policies = old
        .obligation_policies
        .into_iter()
        .map(|policy| PolicyEntry { kind: ObligationPolicy::KIND.into(), policy });
    Ok(TrustDocument {
        keys: keys.collect(),
        roots: roots.collect(),
        nullifier_keys: old.nullifier_keys,
        policies: policies.collect(),
        provers: old.provers,
        ..TrustDocument::empty(old.network)
    })
}
