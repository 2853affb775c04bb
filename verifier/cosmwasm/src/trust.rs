//! What the registry trusts: circuits by selector, policies by digest, and the last 32 roots of the registry of parties with their lifetimes.
//! The rules are `TrustStore`'s.
//!
//! Whatever the order in which publications come, a revocation is neither lost nor undone: each root comes with the number of revocations that
//! its tree of parties knows. A lower number than before is an older tree, and refused; a higher one is a revocation, whether or not the root
//! that was made by it was ever published.

use cosmwasm_std::{Addr, Event, Storage, Timestamp};
use covenant_statements::Day;
use cw_storage_plus::{Item, Map};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::state::ROLES;
use crate::word::Word;

/// How many roots are kept.
pub const ROOTS: u64 = 32;
/// How long a root lives after the next one was published, in seconds.
pub const ROOT_OVERLAP: u64 = 24 * 3600;
/// How many days the as-of day may lie behind block time.
pub const DAYS_BACK: u32 = 1;

/// A root of the registry of parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// From 1.
    pub sequence: u64,
    /// The last second of its life; 0 while it is the newest.
    pub ends_at: u64,
    /// The as-of days that it is good for, both included.
    pub first_day: Day,
    /// The last of them.
    pub last_day: Day,
}

/// The counters of publications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// The newest root, dead or alive; zero before the first.
    pub latest_root: Word,
    /// The latest number: of the newest root, or of what came after it, as a revocation of all. Whoever publishes says it.
    pub latest_sequence: u64,
    /// Roots with a lower number are revoked.
    pub first_live_sequence: u64,
    /// How many revocations the newest root's tree of parties knows.
    pub revocations: u64,
    /// The day of the latest revocation: no root is good for earlier ones, and no earlier as-of day is taken. It never falls.
    pub not_before: Day,
}

const SELECTORS: Map<&[u8], bool> = Map::new("trusted_selector");
const POLICIES: Map<&[u8], bool> = Map::new("trusted_policy");
const KEPT_ROOTS: Map<&[u8], Root> = Map::new("root");
const COUNTERS: Item<Counters> = Item::new("roots");

pub(crate) fn start(storage: &mut dyn Storage) -> Result<(), Error> {
    let counters = Counters {
        latest_root: Word::ZERO,
        latest_sequence: 0,
        first_live_sequence: 0,
        revocations: 0,
        not_before: Day::MIN,
    };
    Ok(COUNTERS.save(storage, &counters)?)
}

/// The counters.
///
/// # Errors
/// Of storage.
pub fn counters(storage: &dyn Storage) -> Result<Counters, Error> {
    Ok(COUNTERS.load(storage)?)
}

/// A root that was published.
///
/// # Errors
/// Of storage.
pub fn root(storage: &dyn Storage, root: &Word) -> Result<Option<Root>, Error> {
    Ok(KEPT_ROOTS.may_load(storage, &root.0)?)
}

/// Whether proofs of a circuit are taken.
///
/// # Errors
/// Of storage.
pub fn is_selector_trusted(storage: &dyn Storage, selector: &Word) -> Result<bool, Error> {
    Ok(SELECTORS.may_load(storage, &selector.0)?.unwrap_or_default())
}

/// Whether obligations of a policy are taken.
///
/// # Errors
/// Of storage.
pub fn is_policy_trusted(storage: &dyn Storage, policy: &Word) -> Result<bool, Error> {
    Ok(POLICIES.may_load(storage, &policy.0)?.unwrap_or_default())
}

/// Takes or drops a circuit. The owner's.
///
/// # Errors
/// [`Error::UntrustedSelector`] for zero, which marks notes that were never minted.
pub fn set_selector(storage: &mut dyn Storage, selector: &Word, trusted: bool) -> Result<Event, Error> {
    if *selector == Word::ZERO {
        return Err(Error::UntrustedSelector);
    }
    SELECTORS.save(storage, &selector.0, &trusted)?;
    Ok(said("selector_trusted", "selector", selector).add_attribute("trusted", trusted.to_string()))
}

/// Takes or drops a policy. The owner's.
///
/// # Errors
/// [`Error::NotCanonical`].
pub fn set_policy(storage: &mut dyn Storage, policy: &Word, trusted: bool) -> Result<Event, Error> {
    policy.canonical()?;
    POLICIES.save(storage, &policy.0, &trusted)?;
    Ok(said("policy_trusted", "policy", policy).add_attribute("trusted", trusted.to_string()))
}

/// Names another registrar. What the former one has under way fails, and revocations are counted anew: the number is a registrar's own, and
/// the highest of all would leave no room for another's. The owner's.
///
/// # Errors
/// [`Error::Overflow`].
pub fn set_registrar(storage: &mut dyn Storage, registrar: Addr) -> Result<Event, Error> {
    let mut counters = counters(storage)?;
    counters.latest_sequence = next(counters.latest_sequence)?;
    counters.revocations = 0;
    COUNTERS.save(storage, &counters)?;
    name_registrar(storage, Some(registrar))
}

/// A publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The root, of which none is published twice.
    pub root: Word,
    /// The first as-of day that it is good for: the latest revocation's day or later.
    pub first_day: Day,
    /// The last.
    pub last_day: Day,
    /// How many revocations its tree of parties knows.
    pub revocations: u64,
    /// The latest number when this was decided.
    pub expected_sequence: u64,
}

/// Publishes the next root; the one before lives for another 24 hours. The registrar's.
///
/// # Errors
/// [`Error::NotCanonical`], [`Error::BadRoot`], [`Error::StalePublication`], [`Error::OlderTree`], [`Error::BeforeRevocation`].
pub fn publish(storage: &mut dyn Storage, now: Timestamp, new: &Publication) -> Result<Event, Error> {
    new.root.canonical()?;
    let mut counters = counters(storage)?;
    if new.root == Word::ZERO || new.first_day > new.last_day || root(storage, &new.root)?.is_some() {
        return Err(Error::BadRoot);
    }
    check_sequence(&counters, new.expected_sequence)?;
    // Where all roots have ended, a tree that knows no more revocations than the last is of before.
    let ended = counters.first_live_sequence > counters.latest_sequence;
    let at_least = if ended { next(counters.revocations)? } else { counters.revocations };
    if new.revocations < at_least {
        return Err(Error::OlderTree { given: new.revocations, at_least });
    }
    let sequence = next(counters.latest_sequence)?;
    counters.latest_sequence = sequence;
    if new.revocations > counters.revocations {
        counters.revocations = new.revocations;
        revoke_before(&mut counters, sequence, now)?;
    }
    if new.first_day < counters.not_before {
        return Err(Error::BeforeRevocation);
    }
    if let Some(mut former) = root(storage, &counters.latest_root)? {
        former.ends_at = now.seconds().saturating_add(ROOT_OVERLAP);
        KEPT_ROOTS.save(storage, &counters.latest_root.0, &former)?;
    }
    counters.latest_root = new.root;
    let entry = Root { sequence, ends_at: 0, first_day: new.first_day, last_day: new.last_day };
    KEPT_ROOTS.save(storage, &new.root.0, &entry)?;
    COUNTERS.save(storage, &counters)?;
    Ok(said("root_published", "root", &new.root)
        .add_attribute("sequence", sequence.to_string())
        .add_attribute("first_day", new.first_day.to_string())
        .add_attribute("last_day", new.last_day.to_string())
        .add_attribute("revocations", new.revocations.to_string())
        .add_attribute("first_live_sequence", counters.first_live_sequence.to_string())
        .add_attribute("not_before", counters.not_before.to_string()))
}

/// Makes the newest root good for later days: while no party changes there is no other root to publish. The registrar's.
///
/// # Errors
/// [`Error::StalePublication`], [`Error::BadRoot`].
pub fn extend(storage: &mut dyn Storage, root_: &Word, last_day: Day, expected: u64) -> Result<Event, Error> {
    let counters = counters(storage)?;
    check_sequence(&counters, expected)?;
    let mut entry = root(storage, root_)?.ok_or(Error::BadRoot)?;
    let is_live = entry.sequence >= counters.first_live_sequence;
    if *root_ != counters.latest_root || !is_live || last_day <= entry.last_day {
        return Err(Error::BadRoot);
    }
    entry.last_day = last_day;
    KEPT_ROOTS.save(storage, &root_.0, &entry)?;
    Ok(said("root_extended", "root", root_).add_attribute("last_day", last_day.to_string()))
}

/// Ends every root, the newest included, until one is published whose tree knows another revocation. What is under way fails. The registrar's.
///
/// # Errors
/// [`Error::Overflow`].
pub fn revoke_all(storage: &mut dyn Storage, now: Timestamp) -> Result<Event, Error> {
    let mut counters = counters(storage)?;
    counters.latest_sequence = next(counters.latest_sequence)?;
    let first = next(counters.latest_sequence)?;
    revoke_before(&mut counters, first, now)?;
    COUNTERS.save(storage, &counters)?;
    Ok(Event::new("earlier_roots_revoked")
        .add_attribute("before", first.to_string())
        .add_attribute("not_before", counters.not_before.to_string()))
}

/// Takes the registrar's right from it, and ends every root, until the owner has named another who publishes one. The guardian's.
///
/// # Errors
/// [`Error::Overflow`].
pub fn depose_registrar(storage: &mut dyn Storage, now: Timestamp) -> Result<Vec<Event>, Error> {
    Ok(vec![revoke_all(storage, now)?, name_registrar(storage, None)?])
}

/// Returns if obligations of this circuit and policy are taken now.
///
/// # Errors
/// [`Error::UntrustedSelector`], [`Error::UntrustedPolicy`].
pub fn require_trusted(storage: &dyn Storage, selector: &Word, policy: &Word) -> Result<(), Error> {
    if !is_selector_trusted(storage, selector)? {
        return Err(Error::UntrustedSelector);
    }
    if is_policy_trusted(storage, policy)? { Ok(()) } else { Err(Error::UntrustedPolicy) }
}

/// Returns if a proof for that as-of day may rest on the root now: what a market asks before it takes one.
///
/// # Errors
/// [`Error::WrongDay`], [`Error::BeforeRevocation`], [`Error::UntrustedRoot`].
pub fn require_live(storage: &dyn Storage, now: Timestamp, root: &Word, as_of: Day) -> Result<(), Error> {
    let today = today(now)?;
    if as_of > today || as_of.get().saturating_add(DAYS_BACK) < today.get() {
        return Err(Error::WrongDay);
    }
    if as_of < counters(storage)?.not_before {
        return Err(Error::BeforeRevocation);
    }
    if is_live(storage, now, root, as_of)? { Ok(()) } else { Err(Error::UntrustedRoot) }
}

/// Whether the root may be used now for that as-of day.
///
/// # Errors
/// Of storage.
pub fn is_live(storage: &dyn Storage, now: Timestamp, root_: &Word, as_of: Day) -> Result<bool, Error> {
    let Some(entry) = root(storage, root_)? else { return Ok(false) };
    let counters = counters(storage)?;
    Ok(entry.sequence >= counters.first_live_sequence
        && entry.sequence.saturating_add(ROOTS) > counters.latest_sequence
        && (entry.ends_at == 0 || now.seconds() <= entry.ends_at)
        && (entry.first_day..=entry.last_day).contains(&as_of))
}

/// The UTC day of a block.
///
/// # Errors
/// [`Error::Overflow`] after 9999-12-31.
pub fn today(now: Timestamp) -> Result<Day, Error> {
    Day::of_unix_seconds(now.seconds()).map_err(|_| Error::Overflow)
}

fn check_sequence(counters: &Counters, expected: u64) -> Result<(), Error> {
    let latest = counters.latest_sequence;
    if expected == latest { Ok(()) } else { Err(Error::StalePublication { expected, latest }) }
}

/// Block time does not fall, and so `not_before` doesn't.
fn revoke_before(counters: &mut Counters, sequence: u64, now: Timestamp) -> Result<(), Error> {
    counters.first_live_sequence = sequence;
    counters.not_before = today(now)?;
    Ok(())
}

fn name_registrar(storage: &mut dyn Storage, registrar: Option<Addr>) -> Result<Event, Error> {
    let name = registrar.as_ref().map_or("none", Addr::as_str);
    let event = Event::new("registrar_changed").add_attribute("registrar", name);
    let mut roles = ROLES.load(storage)?;
    roles.registrar = registrar;
    ROLES.save(storage, &roles)?;
    Ok(event)
}

fn said(event: &str, name: &str, value: &Word) -> Event {
    Event::new(event).add_attribute(name, value.to_string())
}

/// The number after this one.
pub(crate) fn next(number: u64) -> Result<u64, Error> {
    number.checked_add(1).ok_or(Error::Overflow)
}
