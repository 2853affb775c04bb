//! The keys of a home.

use covenant_core::keys::{KeySummary, StoreError};
use covenant_core::{CircuitKey, KeyStore};
use covenant_statements::{CircuitInfo, Network, Selector};
use covenant_verifier::trust::KeyEntry;

use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::output::Output;
use crate::progress::Display;
use crate::statements::{AnyStatement, STATEMENTS};

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::refused(error.code(), error.to_string()).at("keys")
    }
}

/// The home's keys.
pub(crate) fn store(home: &Home) -> Result<KeyStore> {
    Ok(KeyStore::open(home.folder())?)
}

/// The key that new proofs of a circuit are made with. A development home that has none makes one, and says how far it is: seconds
/// for an invoice's, minutes for a circuit of millions of constraints.
pub(crate) fn current(home: &Home, circuit: &CircuitInfo) -> Result<KeySummary> {
    let store = store(home)?;
    let find = || store.current(circuit.id, home.network());
    if let Some(key) = find()? {
        return Ok(key);
    }
    if makes_keys(home) {
        let display = &mut Display::new(Output::of_process(), &format!("key of {}", circuit.id));
        let made = store.ensure_development_with(circuit.id, &mut |phase, done, total| {
            display.report(phase.name(), phase.fraction(done, total).into(), None);
        });
        display.clear();
        made?;
    }
    Ok(find()?.ok_or(StoreError::NotFound)?)
}

/// Whether a home makes the proving keys that it lacks: a development home that proves. Others import their prover's.
pub(crate) fn makes_keys(home: &Home) -> bool {
    home.config().is_development() && home.is_prover()
}

/// Whether the home has a key of a circuit already.
pub(crate) fn is_made(home: &Home, circuit: &CircuitInfo) -> Result<bool> {
    Ok(store(home)?.current(circuit.id, home.network())?.is_some())
}

/// A circuit that a home proves, its statement, and its key.
pub(crate) type Offered = (&'static dyn AnyStatement, &'static CircuitInfo, KeySummary);

/// The circuits that a home proves. For a statement's one circuit a development home makes a key; of a statement's tiers it offers those
/// that have one: a large tier's takes minutes, and is made by whoever first proves with it.
pub(crate) fn offered(home: &Home) -> Result<Vec<Offered>> {
    let mut offered = Vec::new();
    for statement in STATEMENTS.iter().copied() {
        for circuit in statement.circuits() {
            if is_always_offered(statement) || is_made(home, circuit)? {
                offered.push((statement, circuit, current(home, circuit)?));
            }
        }
    }
    Ok(offered)
}

fn is_always_offered(statement: &dyn AnyStatement) -> bool {
    statement.circuits().len() == 1
}

/// Whether the home has every key that [`offered`] would make.
pub(crate) fn are_made(home: &Home) -> Result<bool> {
    for statement in STATEMENTS.iter().copied().filter(|statement| is_always_offered(*statement)) {
        for circuit in statement.circuits() {
            if !is_made(home, circuit)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// The key that a context names, ready to prove with.
pub(crate) fn of_selector(home: &Home, selector: Selector) -> Result<CircuitKey> {
    let store = store(home)?;
    let unknown = || {
        let message = "this home trusts no key of the selector that the context names";
        Failure::refused("key/unknown-selector", message).at("context.selector")
    };
    let summary = store.of_selector(selector)?.ok_or_else(unknown)?;
    Ok(store.open_key(&summary.digest)?)
}

/// A key as trust files name it.
pub(crate) fn key_entry(key: &KeySummary) -> KeyEntry {
    KeyEntry::groth16(key.circuit, key.verifying_key.clone(), key.network == Network::Development)
}
