//! What an operator trusts, as the document that others verify by.

use alloc::vec;
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
    /// The prover, and its name in reports.
    pub prover: (&'a str, PublicKey),
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
        let latest = self.registry.roots().iter().rev().take(MAX_ROOTS);
        let days = latest.map(|root| (root.root, root.until.unwrap_or(Day::MAX)));
        // A root that has ended before the last revocation is good for no day.
        let parties = days.filter(|(_, until)| *until >= from).map(|(root, until)| RootEntry {
            kind: RootKind::Parties,
            root,
            from,
            until,
        });
        let roots = parties.chain(self.price_roots(from)).collect();
        let policies: Result<_, _> = self.policies.iter().map(AnyPolicy::entry).collect();
        let (name, ed25519) = self.prover;
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
            provers: vec![ProverEntry { name: name.into(), ed25519, from: Day::MIN, until: Day::MAX }],
            ..TrustDocument::empty(self.network)
        })
    }
}
