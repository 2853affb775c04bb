//! What a home trusts, as a trust file.

use covenant_statements::Day;
use covenant_verifier::trust::{
    HomeRegistry, NullifierKeyEntry, ProverEntry, RootEntry, TRUST_VERSION, TrustDocument, TrustStore,
};

use super::{Home, policies};
use crate::failure::{Failure, Result};
use crate::prover::{attest, keys, service};

/// The most roots that a trust file takes.
const MAX_ROOTS: usize = 4096;

/// The home's own trust: its keys, its registry's roots with their days, its nullifier key, its policies, its prover.
pub(crate) fn of(home: &Home, home_registry: Option<HomeRegistry>) -> Result<TrustStore> {
    // Makes the keys of a new development home.
    keys::current(home)?;
    let own = keys::store(home)?.list()?;
    let keys = own.iter().filter(|key| key.network == home.network()).map(service::key_entry).collect();
    let registry = home.registry()?;
    let latest = registry.roots().iter().rev().take(MAX_ROOTS);
    let registry_roots = latest
        .map(|root| RootEntry { root: root.root, from: Day::MIN, until: root.until.unwrap_or(Day::MAX) })
        .collect();
    let nullifier_keys = match home_registry {
        Some(registry) => vec![NullifierKeyEntry { key: home.nullifier_key()?.public(), home: registry }],
        None => Vec::new(),
    };
    let prover = ProverEntry {
        name: "the prover of this home".into(),
        ed25519: attest::public_key(&home.prover_key()?)?,
        from: Day::MIN,
        until: Day::MAX,
    };
    let document = TrustDocument {
        version: TRUST_VERSION,
        network: home.network(),
        keys,
        registry_roots,
        nullifier_keys,
        obligation_policies: policies::trusted(home)?,
        provers: vec![prover],
    };
    TrustStore::from_document(document)
        .map_err(|error| Failure::refused(error.code(), error.to_string()).at("trust"))
}
