//! Whose coverage an operator follows, and by what it is judged: entities with their scopes, auditors of counts, keys of liabilities.

use alloc::vec::Vec;

use covenant_verifier::trust::{AuditorEntry, EntityEntry, KeyEntry};
use serde::{Deserialize, Serialize};

use crate::Format;

/// What an operator trusts of coverage. Keys of liabilities are taken in by their bytes, each a deliberate act.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowedEntities {
    entities: Vec<EntityEntry>,
    auditors: Vec<AuditorEntry>,
    keys: Vec<KeyEntry>,
}

impl Format for FollowedEntities {
    const KIND: &'static str = "covenant/followed-entities";
    const MAX_BYTES: usize = 1024 * 1024;
    const MALFORMED: &'static str = "home/entities-damaged";
}

impl FollowedEntities {
    /// Entities with their scopes.
    #[must_use]
    pub fn entities(&self) -> &[EntityEntry] {
        &self.entities
    }

    /// Auditors.
    #[must_use]
    pub fn auditors(&self) -> &[AuditorEntry] {
        &self.auditors
    }

    /// Keys of liabilities.
    #[must_use]
    pub fn keys(&self) -> &[KeyEntry] {
        &self.keys
    }

    /// Follows an entity in this scope from now on.
    pub fn follow(&mut self, entry: EntityEntry) {
        self.entities.retain(|known| known.party != entry.party);
        self.entities.push(entry);
    }

    /// Takes an auditor's counts and disclosures, in place of an entry of the same key.
    pub fn trust_auditor(&mut self, entry: AuditorEntry) {
        self.auditors.retain(|known| known.key != entry.key);
        self.auditors.push(entry);
    }

    /// Takes proofs under a key.
    pub fn trust_key(&mut self, entry: KeyEntry) {
        self.keys.retain(|known| known.sha256 != entry.sha256);
        self.keys.push(entry);
    }

    /// Follows an entity of this name no more, and takes no auditor of this name. Whether there was one.
    pub fn forget(&mut self, name: &str) -> bool {
        let before = self.entities.len() + self.auditors.len();
        self.entities.retain(|known| known.name != name);
        self.auditors.retain(|known| known.name != name);
        self.entities.len() + self.auditors.len() != before
    }
}
