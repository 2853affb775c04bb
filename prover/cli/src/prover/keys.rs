//! The keys of a home.

use covenant_core::keys::{KeySummary, StoreError};
use covenant_core::{CircuitKey, KeyStore};
use covenant_statements::invoice::CIRCUIT_ID;
use covenant_statements::{Network, Selector};

use crate::failure::{Failure, Result};
use crate::home::Home;

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::refused(error.code(), error.to_string()).at("keys")
    }
}

/// The home's folder of keys.
pub(crate) fn store(home: &Home) -> Result<KeyStore> {
    Ok(KeyStore::open(home.folder().join("keys"))?)
}

/// The key of statement 1 that new proofs are made with. A development home that has none makes one, which takes some seconds.
pub(crate) fn current(home: &Home) -> Result<KeySummary> {
    let store = store(home)?;
    if let Some(key) = find(&store, home.network())? {
        return Ok(key);
    }
    if !home.config().is_development() {
        return Err(StoreError::NotFound.into());
    }
    store.ensure_development(CIRCUIT_ID)?;
    find(&store, Network::Development)?.ok_or_else(|| StoreError::NotFound.into())
}

/// Whether the home has a key already.
pub(crate) fn is_made(home: &Home) -> Result<bool> {
    Ok(find(&store(home)?, home.network())?.is_some())
}

fn find(store: &KeyStore, network: Network) -> Result<Option<KeySummary>> {
    let all = store.list()?;
    Ok(all.into_iter().find(|key| key.circuit == CIRCUIT_ID && key.network == network && key.is_current))
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
