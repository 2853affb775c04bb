//! What an operator trusts, as the document that others verify by.

use alloc::vec;
use alloc::vec::Vec;

use covenant_statements::{Day, Network, ObligationPolicy, Point};
use covenant_verifier::dsse::PublicKey;
use covenant_verifier::trust::{
    HomeRegistry, KeyEntry, NullifierKeyEntry, PolicyEntry, ProverEntry, RootEntry, RootKind, TrustDocument,
    TrustError, TrustStore,
};

use crate::Registry;

/// The most roots that a trust file takes.
const MAX_ROOTS: usize = 4096;

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
    pub policies: Vec<ObligationPolicy>,
    /// The prover, and its name in reports.
    pub prover: (&'a str, PublicKey),
}

impl Trusted<'_> {
    /// The store that judges by it; its document is the trust file.
    pub fn to_store(self) -> Result<TrustStore, TrustError> {
        let from = self.registry.not_before();
        let latest = self.registry.roots().iter().rev().take(MAX_ROOTS);
        let days = latest.map(|root| (root.root, root.until.unwrap_or(Day::MAX)));
        // A root that has ended before the last revocation is good for no day.
        let roots = days
            .filter(|(_, until)| *until >= from)
            .map(|(root, until)| RootEntry { kind: RootKind::Parties, root, from, until })
            .collect();
        let policies: Result<_, _> = self.policies.iter().map(PolicyEntry::new).collect();
        let (name, ed25519) = self.prover;
        let nullifier_key = self.nullifier_key.map(|(key, home)| NullifierKeyEntry { key, home });
        TrustStore::from_document(TrustDocument {
            until: self.until,
            not_before: from,
            keys: self.keys,
            roots,
            nullifier_keys: nullifier_key.into_iter().collect(),
            policies: policies?,
            provers: vec![ProverEntry { name: name.into(), ed25519, from: Day::MIN, until: Day::MAX }],
            ..TrustDocument::empty(self.network)
        })
    }
}
