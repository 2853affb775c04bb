//! What an operator trusts, as the document that others verify by.

use alloc::vec::Vec;

use covenant_statements::{Day, Network, Point};
use covenant_verifier::dsse::PublicKey;
use covenant_verifier::trust::{
    CustodyEntry, HomeRegistry, KeyEntry, NullifierKeyEntry, ProverEntry, RootEntry, RootKind, TrustDocument,
    TrustError, TrustStore,
};

use crate::Registry;
use crate::policies::AnyPolicy;
use crate::prices::{MAX_TRUSTED, TrustedPrices};
use crate::solvency::FollowedEntities;

/// The most roots of parties that are exported: the latest. Price roots have the rest of the 4096 that a trust file takes.
const MAX_ROOTS: usize = 4096 - MAX_TRUSTED;

/// All that an operator trusts.
pub struct Trusted<'a> {
    /// The one network.
    pub network: Network,
    /// The last day on which it is used; [`Day::MAX`] for no end.
    pub until: Day,
    /// Verifying keys.
    pub keys: Vec<KeyEntry>,
    /// The registry, for its roots with their days.
    pub registry: &'a Registry,
    /// The nullifier registry's public key, with the contract that spends its nullifiers; none before that is known.
    pub nullifier_key: Option<(Point, HomeRegistry)>,
    /// Policies.
    pub policies: Vec<AnyPolicy>,
    /// Roots of days' prices.
    pub prices: &'a TrustedPrices,
    /// The vaults of facilities.
    pub facilities: Vec<CustodyEntry>,
    /// Pools.
    pub pools: Vec<CustodyEntry>,
    /// Whose coverage is followed, auditors, and keys of liabilities.
    pub entities: FollowedEntities,
    /// The prover, and its name in reports; none where the operator proves nothing.
    pub prover: Option<(&'a str, PublicKey)>,
}

impl Trusted<'_> {
    /// Each price root for its days, but none before the last revocation. Two days may have the same prices: then the root, which a trust
    /// file lists once, is good for both if nothing is between, else for the later.
    fn price_roots(&self, not_before: Day) -> Vec<RootEntry> {
        let mut entries: Vec<RootEntry> = Vec::new();
        for days in self.prices.roots().iter().filter(|days| days.until >= not_before) {
            let from = days.day.max(not_before);
            match entries.iter_mut().find(|entry| entry.root == days.root) {
                Some(entry) if from.get() <= entry.until.get() + 1 => {
                    entry.until = entry.until.max(days.until)
                }
                Some(entry) => (entry.from, entry.until) = (from, days.until),
                None => entries.push(RootEntry {
                    kind: RootKind::Prices,
                    root: days.root,
                    from,
                    until: days.until,
                }),
            }
        }
        entries
    }

    /// The store that judges by it; its document is the trust file.
    pub fn to_store(self) -> Result<TrustStore, TrustError> {
        let from = self.registry.not_before();
        let parties = party_roots(self.registry, from);
        let roots = parties.into_iter().chain(self.price_roots(from)).collect();
        let policies: Result<_, _> = self.policies.iter().map(AnyPolicy::entry).collect();
        let provers = self.prover.into_iter().map(|(name, ed25519)| ProverEntry {
            name: name.into(),
            ed25519,
            from: Day::MIN,
            until: Day::MAX,
        });
        let nullifier_key = self.nullifier_key.map(|(key, home)| NullifierKeyEntry { key, home });
        TrustStore::from_document(TrustDocument {
            until: self.until,
            not_before: from,
            keys: self.keys.into_iter().chain(self.entities.keys().iter().cloned()).collect(),
            roots,
            nullifier_keys: nullifier_key.into_iter().collect(),
            policies: policies?,
            facilities: self.facilities,
            pools: self.pools,
            entities: self.entities.entities().to_vec(),
            auditors: self.entities.auditors().to_vec(),
            provers: provers.collect(),
            ..TrustDocument::empty(self.network)
        })
    }
}

/// A trust document of somebody else's, judged by the registry of parties that one follows oneself: its roots of parties, and the day of the
/// last revocation, are that registry's, as late as it was read. No root reaches back before the later of the two days.
#[must_use]
pub fn with_registry(document: TrustDocument, registry: &Registry) -> TrustDocument {
    let not_before = document.not_before.max(registry.not_before());
    let mut roots = party_roots(registry, not_before);
    let others = document.roots.into_iter().filter(|root| root.kind != RootKind::Parties);
    roots.extend(others.filter(|root| root.until >= not_before).map(|mut root| {
        root.from = root.from.max(not_before);
        root
    }));
    TrustDocument { not_before, roots, ..document }
}

/// The latest roots of parties, each for its days from `from` on. One that has ended before is good for no day.
fn party_roots(registry: &Registry, from: Day) -> Vec<RootEntry> {
    let latest = registry.roots().iter().rev().take(MAX_ROOTS);
    let days = latest.map(|root| (root.root, root.until.unwrap_or(Day::MAX)));
    let entry = |(root, until)| RootEntry { kind: RootKind::Parties, root, from, until };
    days.filter(|(_, until)| *until >= from).map(entry).collect()
}
