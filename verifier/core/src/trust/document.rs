//! The trust file, `trust.json`, as it is written.

use alloc::vec::Vec;

use covenant_statements::{Day, Network};
use serde::{Deserialize, Serialize};

use super::custody::{CustodyEntry, EntityEntry};
use super::entries::{AuditorEntry, KeyEntry, NullifierKeyEntry, ProverEntry, RootEntry};
use super::policies::PolicyEntry;

/// The version of the file's form that this crate writes; it reads version 1 too.
pub const TRUST_VERSION: u32 = 2;
/// The most bytes that a trust file may have.
pub const MAX_TRUST_BYTES: usize = 4 * 1024 * 1024;

/// The whole trust file. It is public; what it needs is to come from somebody whom the verifier believes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustDocument {
    /// [`TRUST_VERSION`].
    pub version: u32,
    /// The one network whose proofs are accepted.
    pub network: Network,
    /// The last day on which the file is used: revocations after it was written are not in it. [`Day::MAX`] for no end.
    pub until: Day,
    /// The first day (as_of) that is taken: the last revocation's. [`Day::MIN`] for no beginning.
    pub not_before: Day,
    /// Verifying keys, each for one circuit.
    pub keys: Vec<KeyEntry>,
    /// Roots of registries of parties and of prices, with their days.
    pub roots: Vec<RootEntry>,
    /// Public keys of nullifier registries.
    pub nullifier_keys: Vec<NullifierKeyEntry>,
    /// Policies of all kinds, whole.
    pub policies: Vec<PolicyEntry>,
    /// Vaults of facilities.
    pub facilities: Vec<CustodyEntry>,
    /// Pools.
    pub pools: Vec<CustodyEntry>,
    /// Entities whose coverage is judged.
    pub entities: Vec<EntityEntry>,
    /// Auditors to whom figures are disclosed.
    pub auditors: Vec<AuditorEntry>,
    /// Who may sign attestations.
    pub provers: Vec<ProverEntry>,
}

impl TrustDocument {
    /// A file that trusts nothing yet, without beginning or end.
    #[must_use]
    pub fn empty(network: Network) -> Self {
        Self {
            version: TRUST_VERSION,
            network,
            until: Day::MAX,
            not_before: Day::MIN,
            keys: Vec::new(),
            roots: Vec::new(),
            nullifier_keys: Vec::new(),
            policies: Vec::new(),
            facilities: Vec::new(),
            pools: Vec::new(),
            entities: Vec::new(),
            auditors: Vec::new(),
            provers: Vec::new(),
        }
    }
}
