//! An owner who decides, a guardian who stops, and the owner's timelock.
//!
//! On Ethereum the owner is meant to be a timelock contract; here the delay is the registry's own. With a delay, what the owner decides is
//! scheduled first, for everybody to see. Stopping waits for nothing.

use cosmwasm_std::{Addr, Deps, DepsMut, Env, Event, MessageInfo, Storage, to_json_vec};
use cw_storage_plus::Map;
use sha3::{Digest, Keccak256};

use crate::error::Error;
use crate::msg::OwnerCall;
use crate::state::ROLES;
use crate::word::{Word, checked};
use crate::{ibc, router, trust};

/// The longest delay: 90 days. With a longer one a mistake could not be mended in time.
pub const MAX_DELAY: u64 = 90 * 86_400;

/// When a scheduled call may be executed.
const SCHEDULED: Map<&[u8], u64> = Map::new("scheduled");

/// Returns unless the registry is paused.
///
/// # Errors
/// [`Error::Paused`].
pub fn require_not_paused(storage: &dyn Storage) -> Result<(), Error> {
    if ROLES.load(storage)?.paused { Err(Error::Paused) } else { Ok(()) }
}

fn require_owner(storage: &dyn Storage, caller: &Addr) -> Result<(), Error> {
    if ROLES.load(storage)?.owner == *caller { Ok(()) } else { Err(Error::NotOwner) }
}

/// Returns if the caller is the guardian or the owner.
///
/// # Errors
/// [`Error::NotGuardian`].
pub fn require_guardian(storage: &dyn Storage, caller: &Addr) -> Result<(), Error> {
    let roles = ROLES.load(storage)?;
    if roles.owner == *caller || roles.guardian.as_ref() == Some(caller) {
        Ok(())
    } else {
        Err(Error::NotGuardian)
    }
}

/// Returns if the caller is the registrar.
///
/// # Errors
/// [`Error::NotRegistrar`].
pub fn require_registrar(storage: &dyn Storage, caller: &Addr) -> Result<(), Error> {
    if ROLES.load(storage)?.registrar.as_ref() == Some(caller) { Ok(()) } else { Err(Error::NotRegistrar) }
}

/// Stops registering, financing and the handing over of financings. Withdrawing, releasing and settling go on.
///
/// # Errors
/// [`Error::NotGuardian`], [`Error::Paused`].
pub fn pause(storage: &mut dyn Storage, caller: &Addr) -> Result<Event, Error> {
    require_guardian(storage, caller)?;
    require_not_paused(storage)?;
    set_paused(storage, true)
}

fn set_paused(storage: &mut dyn Storage, paused: bool) -> Result<Event, Error> {
    let mut roles = ROLES.load(storage)?;
    roles.paused = paused;
    ROLES.save(storage, &roles)?;
    Ok(Event::new(if paused { "paused" } else { "unpaused" }))
}

/// Takes the ownership that was offered.
///
/// # Errors
/// [`Error::NotPendingOwner`].
pub fn accept(storage: &mut dyn Storage, caller: &Addr) -> Result<Event, Error> {
    let mut roles = ROLES.load(storage)?;
    if roles.pending_owner.as_ref() != Some(caller) {
        return Err(Error::NotPendingOwner);
    }
    roles.owner = caller.clone();
    roles.pending_owner = None;
    ROLES.save(storage, &roles)?;
    Ok(Event::new("ownership_transferred").add_attribute("owner", caller.as_str()))
}

/// A call of the owner's at once, where there is no delay.
///
/// # Errors
/// [`Error::NotOwner`], [`Error::NotScheduled`], the call's own.
pub fn call(deps: DepsMut<'_>, info: &MessageInfo, call: &OwnerCall) -> Result<Event, Error> {
    require_owner(deps.storage, &info.sender)?;
    if ROLES.load(deps.storage)?.delay != 0 {
        return Err(Error::NotScheduled);
    }
    run(deps, call)
}

/// Schedules a call of the owner's.
///
/// # Errors
/// [`Error::NotOwner`], [`Error::AlreadyScheduled`].
pub fn schedule(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    call: &OwnerCall,
    salt: &Word,
) -> Result<Event, Error> {
    require_owner(deps.storage, &info.sender)?;
    let id = id_of(call, salt)?;
    if SCHEDULED.has(deps.storage, &id.0) {
        return Err(Error::AlreadyScheduled);
    }
    let delay = ROLES.load(deps.storage)?.delay;
    let ready_at = env.block.time.seconds().checked_add(delay).ok_or(Error::Overflow)?;
    SCHEDULED.save(deps.storage, &id.0, &ready_at)?;
    Ok(Event::new("scheduled")
        .add_attribute("id", id.to_string())
        .add_attribute("ready_at", ready_at.to_string()))
}

/// Executes a scheduled call whose time has come.
///
/// # Errors
/// [`Error::NotOwner`], [`Error::NotScheduled`], [`Error::TooEarly`], the call's own.
pub fn execute(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    call: &OwnerCall,
    salt: &Word,
) -> Result<Event, Error> {
    require_owner(deps.storage, &info.sender)?;
    let id = id_of(call, salt)?;
    let ready_at = SCHEDULED.may_load(deps.storage, &id.0)?.ok_or(Error::NotScheduled)?;
    if env.block.time.seconds() < ready_at {
        return Err(Error::TooEarly(ready_at));
    }
    SCHEDULED.remove(deps.storage, &id.0);
    run(deps, call)
}

/// Forgets a scheduled call.
///
/// # Errors
/// [`Error::NotGuardian`], [`Error::NotScheduled`].
pub fn cancel(deps: DepsMut<'_>, info: &MessageInfo, call: &OwnerCall, salt: &Word) -> Result<Event, Error> {
    require_guardian(deps.storage, &info.sender)?;
    let id = id_of(call, salt)?;
    if !SCHEDULED.has(deps.storage, &id.0) {
        return Err(Error::NotScheduled);
    }
    SCHEDULED.remove(deps.storage, &id.0);
    Ok(Event::new("cancelled").add_attribute("id", id.to_string()))
}

/// When a scheduled call may be executed.
///
/// # Errors
/// Of storage.
pub fn scheduled(storage: &dyn Storage, call: &OwnerCall, salt: &Word) -> Result<Option<u64>, Error> {
    Ok(SCHEDULED.may_load(storage, &id_of(call, salt)?.0)?)
}

/// keccak256(salt ‖ the call as this contract writes it).
fn id_of(call: &OwnerCall, salt: &Word) -> Result<Word, Error> {
    let digest = Keccak256::new().chain_update(salt.0).chain_update(to_json_vec(call)?).finalize();
    Ok(Word(digest.into()))
}

fn run(deps: DepsMut<'_>, call: &OwnerCall) -> Result<Event, Error> {
    match call {
        OwnerCall::AddKey { circuit, verifying_key, selector } => {
            router::add(deps.storage, circuit, verifying_key, selector)
        }
        OwnerCall::Unfreeze { selector } => router::unfreeze(deps.storage, selector),
        OwnerCall::Remove { selector } => router::remove(deps.storage, selector),
        OwnerCall::SetSelector { selector, trusted } => trust::set_selector(deps.storage, selector, *trusted),
        OwnerCall::SetPolicy { policy, trusted } => trust::set_policy(deps.storage, policy, *trusted),
        OwnerCall::SetRegistrar { registrar } => {
            let registrar = checked(deps.api, registrar)?;
            trust::set_registrar(deps.storage, registrar)
        }
        OwnerCall::SetChannel { channel, trusted } => ibc::set_channel(deps.storage, channel, *trusted),
        OwnerCall::Unpause {} => {
            if !ROLES.load(deps.storage)?.paused {
                return Err(Error::NotPaused);
            }
            set_paused(deps.storage, false)
        }
        OwnerCall::SetGuardian { .. } | OwnerCall::TransferOwnership { .. } | OwnerCall::SetDelay { .. } => {
            change_roles(deps, call)
        }
    }
}

fn change_roles(deps: DepsMut<'_>, call: &OwnerCall) -> Result<Event, Error> {
    let mut roles = ROLES.load(deps.storage)?;
    let event = match call {
        OwnerCall::SetGuardian { guardian } => {
            roles.guardian = optional(deps.as_ref(), guardian.as_deref())?;
            let name = roles.guardian.as_ref().map_or("none", Addr::as_str);
            Event::new("guardian_changed").add_attribute("guardian", name)
        }
        OwnerCall::TransferOwnership { owner } => {
            let pending = checked(deps.api, owner)?;
            let event = Event::new("ownership_offered").add_attribute("owner", pending.as_str());
            roles.pending_owner = Some(pending);
            event
        }
        OwnerCall::SetDelay { delay } => {
            roles.delay = delay_in_bounds(*delay)?;
            Event::new("delay_changed").add_attribute("delay", delay.to_string())
        }
        _ => return Err(Error::Malformed),
    };
    ROLES.save(deps.storage, &roles)?;
    Ok(event)
}

pub(crate) fn delay_in_bounds(delay: u64) -> Result<u64, Error> {
    if delay <= MAX_DELAY { Ok(delay) } else { Err(Error::Overflow) }
}

/// An address of this chain, or none.
pub(crate) fn optional(deps: Deps<'_>, address: Option<&str>) -> Result<Option<Addr>, Error> {
    address.map(|address| checked(deps.api, address)).transpose()
}
