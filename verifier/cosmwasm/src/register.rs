//! Registering by proof: `ObligationRegistry`'s rules, in its order.

use cosmwasm_std::{Deps, DepsMut, Env, Event};
use covenant_gadgets::babyjubjub::is_valid_key;
use covenant_statements::{Context, Day, Fr, Point, Selector, binding::Address};

use crate::error::Error;
use crate::msg::{self, Submission};
use crate::notes::{self, Note};
use crate::poseidon::{hash2, hash5};
use crate::state::FIXED;
use crate::word::{Word, address_of, word_of};
use crate::{owner, router, trust};

/// Registers an obligation and mints its note to the beneficiary. Parts are checked, then the proof, then state changes.
///
/// # Errors
/// By the first rule that fails.
pub fn register(deps: DepsMut<'_>, env: &Env, s: &Submission) -> Result<Event, Error> {
    owner::require_not_paused(deps.storage)?;
    let beneficiary = address_of(deps.api, &s.beneficiary)?;
    let now = env.block.time;
    if now.seconds() > s.expiry {
        return Err(Error::Expired);
    }
    s.nullifier.canonical()?;
    s.note.canonical()?;
    notes::require_free(deps.storage, &s.nullifier, &s.note, s.sequence)?;
    trust::require_trusted(deps.storage, &s.selector, &s.policy)?;
    trust::require_live(deps.storage, now, &s.registry_root, s.as_of)?;
    let inputs = [
        context_of(deps.as_ref(), env, &s.selector, s.beneficiary, s.expiry, s.sequence)?,
        environment(deps.as_ref(), &s.policy, s.as_of, &s.registry_root)?,
        s.nullifier,
        s.note,
    ];
    router::verify(deps.storage, &s.selector, &inputs, &s.proof)?;
    let event = Event::new("obligation_registered")
        .add_attribute("nullifier", s.nullifier.to_string())
        .add_attribute("note", s.note.to_string())
        .add_attribute("beneficiary", beneficiary.as_str())
        .add_attribute("policy", s.policy.to_string())
        .add_attribute("selector", s.selector.to_string())
        .add_attribute("as_of", s.as_of.to_string())
        .add_attribute("sequence", s.sequence.to_string());
    let entry = Note { nullifier: s.nullifier, policy: s.policy, selector: s.selector };
    notes::enter(deps.storage, env, &s.note, &entry, beneficiary)?;
    Ok(event)
}

/// The public input `context` of proofs for this contract on this chain, by its live id.
///
/// # Errors
/// [`Error::Chain`] where the chain's id is no CAIP-2 reference.
pub fn context_of(
    deps: Deps<'_>,
    env: &Env,
    selector: &Word,
    beneficiary: Address,
    expiry: u64,
    sequence: u32,
) -> Result<Word, Error> {
    let chain = format!("cosmos:{}", env.block.chain_id).parse().map_err(|_| Error::Chain)?;
    let contract = Address(word_of(deps.api, env.contract.address.as_str())?.0);
    let selector = Selector(selector.0);
    Ok(Word::of(&Context { selector, chain, contract, beneficiary, expiry, sequence }.to_field()))
}

/// The public input `environment` of these parts. It says nothing about trust in them.
///
/// # Errors
/// [`Error::NotCanonical`].
pub fn environment(deps: Deps<'_>, policy: &Word, as_of: Day, registry_root: &Word) -> Result<Word, Error> {
    let fixed = FIXED.load(deps.storage)?;
    let values = [
        fixed.network.to_field(),
        policy.canonical()?,
        Fr::from(as_of.get()),
        registry_root.canonical()?,
        fixed.nullifier_key.canonical()?,
    ];
    Ok(Word::of(&hash5("covenant/environment/obligation", values)))
}

/// The digest of a nullifier key. What a proof says of an evaluation it says for keys in the prime-order subgroup only.
///
/// # Errors
/// [`Error::BadNullifierKey`].
pub fn nullifier_key_digest(key: &msg::Point) -> Result<Word, Error> {
    let bad = |_| Error::BadNullifierKey;
    let (x, y) = (key.x.canonical().map_err(bad)?, key.y.canonical().map_err(bad)?);
    if !is_valid_key(&Point::new_unchecked(x, y)) {
        return Err(Error::BadNullifierKey);
    }
    Ok(Word::of(&hash2("covenant/nullifier-key", [x, y])))
}
