//! What every entry of a trust file has to be.

use alloc::vec::Vec;

use ark_ff::AdditiveGroup as _;
use covenant_gadgets::babyjubjub;
use covenant_statements::{Day, Fr, Network};

use super::custody::{CustodyEntry, EntityEntry};
use super::document::TrustDocument;
use super::entries::{AuditorEntry, KeyEntry, NullifierKeyEntry, ProofSystem, ProverEntry, RootEntry};
use super::error::TrustError;
use super::policies::{self, PolicyEntry, PolicyError};
use crate::groth16::VerifyingKey;
use crate::json::JsonError;
use crate::wire::Sha256;

/// The lists, how long each is, and the most entries of each: bounds the work that a file can ask for.
pub(super) fn lengths(document: &TrustDocument) -> Result<(), TrustError> {
    let lists = [
        ("keys", document.keys.len(), 64),
        ("roots", document.roots.len(), 4096),
        ("nullifier_keys", document.nullifier_keys.len(), 16),
        ("policies", document.policies.len(), 256),
        ("facilities", document.facilities.len(), 256),
        ("pools", document.pools.len(), 256),
        ("entities", document.entities.len(), 256),
        ("auditors", document.auditors.len(), 64),
        ("provers", document.provers.len(), 64),
    ];
    match lists.into_iter().find(|(_, length, most)| length > most) {
        Some((list, _, most)) => Err(TrustError::TooMany { list, most }),
        None => Ok(()),
    }
}

/// Each key has its digest, is marked by its network, and is sound as far as this crate can read it; returns those of Groth16 decoded.
pub(super) fn keys(document: &TrustDocument) -> Result<Vec<Option<VerifyingKey>>, TrustError> {
    let development = document.network == Network::Development;
    let mut keys = Vec::with_capacity(document.keys.len());
    for (index, entry) in document.keys.iter().enumerate() {
        name("keys", index, &entry.circuit)?;
        if Sha256::of(&entry.verifying_key) != entry.sha256 {
            return Err(TrustError::KeyDigest { index });
        }
        if entry.development != development {
            return Err(TrustError::DevelopmentMark { index });
        }
        let is_groth16 = entry.system == ProofSystem::Groth16;
        if entry.srs.is_some() == is_groth16 {
            return Err(TrustError::Srs { index });
        }
        let decoded = is_groth16.then(|| VerifyingKey::from_bytes(&entry.verifying_key)).transpose();
        keys.push(decoded.map_err(|error| TrustError::Key { index, error })?);
    }
    let same = |a: &KeyEntry, b: &KeyEntry| a.sha256 == b.sha256;
    no_duplicates("keys", &document.keys, same).map(|()| keys)
}

/// One interval for a root of a kind, from the file's first day on, and none for zero. Sorted, since there may be thousands.
pub(super) fn roots(roots: &[RootEntry], not_before: Day) -> Result<(), TrustError> {
    let list = "roots";
    for (index, entry) in roots.iter().enumerate() {
        days(list, index, entry.from, entry.until)?;
        if entry.from < not_before {
            return Err(TrustError::NotBefore { index });
        }
        if entry.root == Fr::ZERO {
            return Err(TrustError::ZeroRoot { index });
        }
    }
    let mut sorted: Vec<_> =
        roots.iter().enumerate().map(|(index, entry)| (entry.kind, entry.root, index)).collect();
    sorted.sort_unstable();
    let repeated = sorted.array_windows().find(|[a, b]| (a.0, a.1) == (b.0, b.1));
    match repeated {
        Some([_, (_, _, index)]) => Err(TrustError::Duplicate { list, index: *index }),
        None => Ok(()),
    }
}

/// A key in the subgroup, with one home: two registries would each spend the same nullifier.
pub(super) fn nullifier_keys(keys: &[NullifierKeyEntry]) -> Result<(), TrustError> {
    if let Some(index) = keys.iter().position(|entry| !babyjubjub::is_valid_key(&entry.key)) {
        return Err(TrustError::CurveKey { list: "nullifier_keys", index });
    }
    no_duplicates("nullifier_keys", keys, |a, b| a.key == b.key)
}

/// Each is a policy of its kind; returns their digests.
pub(super) fn policies(entries: &[PolicyEntry]) -> Result<Vec<Fr>, TrustError> {
    let mut digests = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        digests.push(policies::digest(entry).map_err(|error| match error {
            PolicyError::Kind => TrustError::PolicyKind { index },
            PolicyError::Earlier => TrustError::EarlierPolicy { index },
            PolicyError::Form => TrustError::Json(JsonError::NotCanonical),
            PolicyError::Value(error) => TrustError::Policy { index, error },
        })?);
    }
    no_duplicates("policies", &digests, |a, b| a == b)?;
    Ok(digests)
}

/// One entry for a custody, for its roles (they are salted, and all that a proof shows of whose custody it is) and for a name, each
/// under a policy of the file's.
pub(super) fn custodies(
    list: &'static str,
    entries: &[CustodyEntry],
    policies: &[Fr],
) -> Result<(), TrustError> {
    for (index, entry) in entries.iter().enumerate() {
        name(list, index, &entry.id)?;
        if !policies.contains(&entry.policy) {
            return Err(TrustError::UnlistedPolicy { list, index });
        }
    }
    no_duplicates(list, entries, |a, b| a.d0 == b.d0 || a.roles == b.roles || a.id == b.id)
}

/// One scope for an entity: two would be two answers to one question.
pub(super) fn entities(entries: &[EntityEntry]) -> Result<(), TrustError> {
    for (index, entry) in entries.iter().enumerate() {
        name("entities", index, &entry.name)?;
    }
    no_duplicates("entities", entries, |a, b| a.party == b.party)
}

/// A key in the subgroup, with its days.
pub(super) fn auditors(entries: &[AuditorEntry]) -> Result<(), TrustError> {
    let list = "auditors";
    for (index, entry) in entries.iter().enumerate() {
        name(list, index, &entry.name)?;
        days(list, index, entry.from, entry.until)?;
        if !babyjubjub::is_valid_key(&entry.key) {
            return Err(TrustError::CurveKey { list, index });
        }
    }
    no_duplicates(list, entries, |a, b| a.key == b.key)
}

/// A name, its days, and no key twice.
pub(super) fn provers(entries: &[ProverEntry]) -> Result<(), TrustError> {
    let list = "provers";
    for (index, entry) in entries.iter().enumerate() {
        name(list, index, &entry.name)?;
        days(list, index, entry.from, entry.until)?;
    }
    no_duplicates(list, entries, |a, b| a.ed25519 == b.ed25519)
}

fn days(list: &'static str, index: usize, from: Day, until: Day) -> Result<(), TrustError> {
    if from > until { Err(TrustError::Days { list, index }) } else { Ok(()) }
}

fn name(list: &'static str, index: usize, text: &str) -> Result<(), TrustError> {
    let is_name = (1..=64).contains(&text.len()) && text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if is_name { Ok(()) } else { Err(TrustError::Name { list, index }) }
}

fn no_duplicates<T>(
    list: &'static str,
    items: &[T],
    same: impl Fn(&T, &T) -> bool,
) -> Result<(), TrustError> {
    let repeats = |(i, item): (usize, &T)| items.iter().take(i).any(|earlier| same(earlier, item));
    match items.iter().enumerate().position(repeats) {
        Some(index) => Err(TrustError::Duplicate { list, index }),
        None => Ok(()),
    }
}
