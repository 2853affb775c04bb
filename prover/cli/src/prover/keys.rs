//! The keys of a home.

use covenant_core::keys::{KeySummary, StoreError};
use covenant_core::{CircuitKey, KeyStore};
use covenant_statements::{CircuitInfo, Network, Selector};
use covenant_verifier::trust::KeyEntry;

use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::statements::AnyStatement;

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::refused(error.code(), error.to_string()).at("keys")
    }
}

/// The home's folder of keys.
pub(crate) fn store(home: &Home) -> Result<KeyStore> {
    Ok(KeyStore::open(home.folder().join("keys"))?)
}

/// The key that new proofs of a circuit are made with. A development home that has none makes one, which takes some seconds.
pub(crate) fn current(home: &Home, circuit: &CircuitInfo) -> Result<KeySummary> {
    let store = store(home)?;
    if let Some(key) = find(&store, circuit, home.network())? {
        return Ok(key);
    }
    if !home.config().is_development() {
        return Err(StoreError::NotFound.into());
    }
    store.ensure_development(circuit.id)?;
    find(&store, circuit, Network::Development)?.ok_or_else(|| StoreError::NotFound.into())
}

/// Whether the home has a key of a circuit already.
pub(crate) fn is_made(home: &Home, circuit: &CircuitInfo) -> Result<bool> {
    Ok(find(&store(home)?, circuit, home.network())?.is_some())
}

/// Whether the home has a key for each of these statements already.
pub(crate) fn are_made(home: &Home, statements: &[&dyn AnyStatement]) -> Result<bool> {
    for statement in statements {
        if !is_made(home, statement.circuit())? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn find(store: &KeyStore, circuit: &CircuitInfo, network: Network) -> Result<Option<KeySummary>> {
    let all = store.list()?;
    Ok(all.into_iter().find(|key| key.circuit == circuit.id && key.network == network && key.is_current))
}

/// The key that a context names, ready to prove with.
pub(crate) fn of_selector(home: &Home, selector: Selector) -> Result<CircuitKey> {
    let store = store(home)?;
    let unknown = || {
        let message = "this home has no key of the selector that the seller consented to";
        Failure::refused("key/unknown-selector", message).at("context.selector")
    };
    let summary = store.list()?.into_iter().find(|key| key.selector == selector).ok_or_else(unknown)?;
    Ok(store.load(&summary.digest)?)
}

/// A key as trust files name it.
pub(crate) fn key_entry(key: &KeySummary) -> KeyEntry {
    KeyEntry::groth16(key.circuit, key.verifying_key.clone(), key.network == Network::Development)
}
