//! Verifying keys by selector: what `VerifierRouter` and the generated verifiers are on Ethereum.
//!
//! A selector names network, circuit and key, and the contract works it out itself: on the production network a key made for development has
//! another selector than it says. A key is judged when it is added, and kept as e(α, β) and its uncompressed points.

use core::fmt;

use cosmwasm_std::{Event, Storage};
use covenant_statements::{Fr, Selector};
use covenant_verifier::groth16::{
    self, BatchError, MAX_PUBLIC_INPUTS, PROOF_BYTES, PreparedVerifyingKey, Proof, ProofError, VerifyingKey,
    field_from_bytes,
};
use cw_storage_plus::Map;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::msg::Proved;
use crate::state::FIXED;
use crate::word::Word;

/// The most statements of one batch.
pub const MAX_BATCH: usize = 64;
/// The longest name of a circuit.
const MAX_NAME: usize = 64;
/// The longest key.
const MAX_KEY_BYTES: usize = 448 + 64 * (MAX_PUBLIC_INPUTS + 1);

/// What a selector is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Never seen.
    #[default]
    Unknown,
    /// Its proofs are verified.
    Active,
    /// Stopped until the owner lifts it or removes it.
    Frozen,
    /// Gone for good.
    Removed,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "unknown",
            Self::Active => "active",
            Self::Frozen => "frozen",
            Self::Removed => "removed",
        })
    }
}

const STATUS: Map<&[u8], Status> = Map::new("status");
const CIRCUITS: Map<&[u8], String> = Map::new("circuit");

/// Where a key's bytes are: raw, since they are read at every verification.
fn kept_at(selector: &Word) -> Vec<u8> {
    [b"key/".as_slice(), &selector.0].concat()
}

/// A selector's status.
///
/// # Errors
/// Of storage.
pub fn status_of(storage: &dyn Storage, selector: &Word) -> Result<Status, Error> {
    Ok(STATUS.may_load(storage, &selector.0)?.unwrap_or_default())
}

/// The circuit of a selector that was added.
///
/// # Errors
/// Of storage.
pub fn circuit_of(storage: &dyn Storage, selector: &Word) -> Result<Option<String>, Error> {
    Ok(CIRCUITS.may_load(storage, &selector.0)?)
}

/// Returns if the selector is active.
///
/// # Errors
/// [`Error::WrongStatus`].
pub fn active(storage: &dyn Storage, selector: &Word) -> Result<(), Error> {
    expect(storage, selector, Status::Active)
}

fn expect(storage: &dyn Storage, selector: &Word, expected: Status) -> Result<(), Error> {
    let status = status_of(storage, selector)?;
    if status == expected { Ok(()) } else { Err(Error::WrongStatus(status)) }
}

/// Judges a key and adds it under the selector that it has on this network. The owner's.
///
/// # Errors
/// [`Error::UnsupportedSystem`] for what rests on halo2's proofs, [`Error::Key`], [`Error::SelectorMismatch`], [`Error::WrongStatus`].
pub fn add(storage: &mut dyn Storage, circuit: &str, key: &str, given: &Word) -> Result<Event, Error> {
    check_circuit(circuit)?;
    if key.len() > 2 * MAX_KEY_BYTES {
        return Err(groth16::KeyError::Length.into());
    }
    let bytes = hex::decode(key).map_err(|_| Error::Malformed)?;
    let selector = Word(Selector::new(FIXED.load(storage)?.network, circuit, &bytes).0);
    if selector != *given {
        return Err(Error::SelectorMismatch);
    }
    expect(storage, &selector, Status::Unknown)?;
    let key = VerifyingKey::from_bytes(&bytes)?;
    storage.set(&kept_at(&selector), &key.to_kept());
    STATUS.save(storage, &selector.0, &Status::Active)?;
    CIRCUITS.save(storage, &selector.0, &String::from(circuit))?;
    Ok(Event::new("key_added")
        .add_attribute("selector", selector.to_string())
        .add_attribute("circuit", circuit))
}

/// A name and a version; and not of what rests on halo2's proofs. A coverage is its own Groth16 proof, the reserves' and every chunk's of
/// liabilities together, or nothing.
fn check_circuit(circuit: &str) -> Result<(), Error> {
    if ["liabilities-", "coverage-", "transparent"].iter().any(|system| circuit.starts_with(system)) {
        return Err(Error::UnsupportedSystem);
    }
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    match circuit.split_once('/') {
        Some((name, version))
            if circuit.len() <= MAX_NAME
                && !name.is_empty()
                && name.bytes().all(fits)
                && version.parse::<u32>().is_ok_and(|v| v > 0 && v.to_string() == version) =>
        {
            Ok(())
        }
        _ => Err(Error::Malformed),
    }
}

/// Stops a selector until the owner lifts the freeze or removes it. The guardian's.
///
/// # Errors
/// [`Error::WrongStatus`].
pub fn freeze(storage: &mut dyn Storage, selector: &Word) -> Result<Event, Error> {
    expect(storage, selector, Status::Active)?;
    set(storage, selector, Status::Frozen, "key_frozen")
}

/// Lifts a freeze. The owner's.
///
/// # Errors
/// [`Error::WrongStatus`].
pub fn unfreeze(storage: &mut dyn Storage, selector: &Word) -> Result<Event, Error> {
    expect(storage, selector, Status::Frozen)?;
    set(storage, selector, Status::Active, "key_unfrozen")
}

/// Removes a selector, forever; one that was never added may be removed too. The owner's.
///
/// # Errors
/// [`Error::WrongStatus`].
pub fn remove(storage: &mut dyn Storage, selector: &Word) -> Result<Event, Error> {
    let status = status_of(storage, selector)?;
    if status == Status::Removed {
        return Err(Error::WrongStatus(status));
    }
    storage.remove(&kept_at(selector));
    set(storage, selector, Status::Removed, "key_removed")
}

fn set(storage: &mut dyn Storage, selector: &Word, to: Status, event: &str) -> Result<Event, Error> {
    STATUS.save(storage, &selector.0, &to)?;
    Ok(Event::new(event).add_attribute("selector", selector.to_string()))
}

fn key(storage: &dyn Storage, selector: &Word) -> Result<PreparedVerifyingKey, Error> {
    active(storage, selector)?;
    let kept = storage.get(&kept_at(selector)).unwrap_or_default();
    PreparedVerifyingKey::from_kept(&kept).ok_or(Error::Malformed)
}

/// Returns if the proof proves these inputs under this selector's key.
///
/// # Errors
/// [`Error::WrongStatus`], [`Error::Proof`].
pub fn verify(storage: &dyn Storage, selector: &Word, inputs: &[Word], proof: &str) -> Result<(), Error> {
    let proof = proof_bytes(proof)?;
    if inputs.len() > MAX_PUBLIC_INPUTS {
        return Err(Error::TooMany(MAX_PUBLIC_INPUTS));
    }
    let inputs: Vec<[u8; 32]> = inputs.iter().map(|input| input.0).collect();
    Ok(groth16::verify_bytes(&key(storage, selector)?, &inputs, &proof)?)
}

/// The same for many statements of one circuit, of which one that does not hold refuses all. The coefficients are hashed from all of them.
///
/// # Errors
/// [`Error::WrongStatus`], [`Error::TooMany`], [`Error::Batch`].
pub fn verify_batch(storage: &dyn Storage, selector: &Word, batch: &[Proved]) -> Result<(), Error> {
    if batch.len() > MAX_BATCH {
        return Err(Error::TooMany(MAX_BATCH));
    }
    let key = key(storage, selector)?;
    let mut statements = Vec::with_capacity(batch.len());
    for (index, statement) in batch.iter().enumerate() {
        let source = |source| BatchError::Statement { index, source };
        let expected = key.public_inputs();
        let given = statement.public_inputs.len();
        if given != expected {
            return Err(source(ProofError::InputCount { expected, given }).into());
        }
        let mut inputs = Vec::with_capacity(expected);
        for (i, input) in statement.public_inputs.iter().enumerate() {
            let canonical: Option<Fr> = field_from_bytes(&input.0);
            inputs.push(canonical.ok_or(source(ProofError::NotCanonicalInput(i)))?);
        }
        let proof = Proof::from_bytes(&proof_bytes(&statement.proof)?).map_err(source)?;
        statements.push((inputs, proof));
    }
    let items: Vec<_> = statements.iter().map(|(inputs, proof)| (inputs.as_slice(), proof)).collect();
    Ok(groth16::verify_batch(&key, &items)?)
}

/// The length first, so that nothing long is decoded.
fn proof_bytes(text: &str) -> Result<[u8; PROOF_BYTES], Error> {
    if text.len() != 2 * PROOF_BYTES {
        return Err(ProofError::Length.into());
    }
    let mut bytes = [0; PROOF_BYTES];
    if text.bytes().any(|digit| digit.is_ascii_uppercase()) {
        return Err(Error::Malformed);
    }
    hex::decode_to_slice(text, &mut bytes).map_err(|_| Error::Malformed)?;
    Ok(bytes)
}
