//! The registry of parties: who has which identifiers and which keys, and the tree over the keys.

mod error;
pub mod published;
mod register;
mod roots;
#[cfg(test)]
mod tests;

pub use error::RegistryError;
pub use register::Registration;
pub use roots::{Root, Roots};

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_gadgets::babyjubjub;
use covenant_gadgets::merkle::Tree;
use covenant_statements::Member;
use covenant_statements::{Day, Identifier, Leaf, PartyId, Point, Role, field, party};
use covenant_verifier::json;
use serde::{Deserialize, Serialize};

/// The most bytes of the registry's file: some 80,000 keys.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
const VERSION: u32 = 1;

/// A party and what documents call it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The identifier that the party id is made of.
    pub primary: Identifier,
    /// The others.
    pub aliases: Vec<Identifier>,
}

impl Party {
    /// The party id.
    #[must_use]
    pub fn id(&self) -> PartyId {
        self.primary.party_id()
    }

    /// Every identifier, the primary one first.
    pub fn identifiers(&self) -> impl Iterator<Item = &Identifier> {
        core::iter::once(&self.primary).chain(&self.aliases)
    }
}

/// The registry. Members hold all of it: asking for one path would tell the registrar who deals with whom.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    version: u32,
    parties: Vec<Party>,
    leaves: Vec<Leaf>,
    roots: Roots,
    /// The day of the last revocation; not in the file before there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_before: Option<Day>,
}

impl Default for Registry {
    fn default() -> Self {
        Self {
            version: VERSION,
            parties: Vec::new(),
            leaves: Vec::new(),
            roots: Roots::default(),
            not_before: None,
        }
    }
}

impl Registry {
    /// Reads the file, and checks every key and the current root.
    pub fn from_json(bytes: &[u8]) -> Result<Self, RegistryError> {
        let damaged = |why| Err(RegistryError::Damaged(why));
        let registry: Self = json::read(bytes, MAX_BYTES).map_err(RegistryError::Malformed)?;
        if registry.version != VERSION {
            return damaged("not of version 1");
        }
        if !registry.leaves.iter().all(|leaf| babyjubjub::is_valid_key(&leaf.key)) {
            return damaged("a key is outside the prime-order subgroup");
        }
        if !registry.has_one_fiscal_rule_each() {
            return damaged("a seller has no fiscal rule, or two");
        }
        let root = registry.tree()?.root();
        let current = registry.roots.current().map(|current| current.root);
        if current.is_some_and(|current| current != root)
            || (current.is_none() && !registry.leaves.is_empty())
        {
            return damaged("the current root is not that of the leaves");
        }
        if !registry.roots.count_upwards() {
            return damaged("a root knows fewer revocations than the one before");
        }
        Ok(registry)
    }

    /// The file's bytes.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        // Strings, numbers and lists have no way to fail.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The parties.
    #[must_use]
    pub fn parties(&self) -> &[Party] {
        &self.parties
    }

    /// The keys.
    #[must_use]
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The roots, the latest last.
    #[must_use]
    pub fn roots(&self) -> &[Root] {
        self.roots.all()
    }

    /// How many revocations there were; what a contract is told with the current root.
    #[must_use]
    pub fn revocations(&self) -> u64 {
        self.roots.revocations()
    }

    /// The first day (as_of) that may still be judged by, raised to its own day by every revocation: whoever has a revoked key could
    /// sign and prove for a day before, under the newest root too.
    #[must_use]
    pub fn not_before(&self) -> Day {
        self.not_before.unwrap_or(Day::MIN)
    }

    /// The party that an identifier belongs to.
    #[must_use]
    pub fn find(&self, identifier: &Identifier) -> Option<&Party> {
        self.parties.iter().find(|party| party.identifiers().any(|known| known == identifier))
    }

    /// Whether all seller keys of a party have the same rule.
    fn has_one_fiscal_rule_each(&self) -> bool {
        let mut rules = BTreeMap::new();
        let mut sellers = self.leaves.iter().filter(|leaf| leaf.role == Role::Seller);
        sellers
            .all(|leaf| leaf.fiscal_rule.is_some_and(|rule| *rules.entry(leaf.party).or_insert(rule) == rule))
    }

    /// The tree over the leaves.
    pub fn tree(&self) -> Result<Tree, RegistryError> {
        let leaves = self.leaves.iter().map(Leaf::hash).collect();
        party::registry_tree(leaves).ok_or(RegistryError::Damaged("more keys than the tree has room for"))
    }

    /// Of the leaves with this key the one that fits best, later criteria only breaking ties; the latest of equals.
    pub fn best_leaf(&self, key: &Point, fits: impl Fn(&Leaf) -> [bool; 4]) -> Option<usize> {
        let own = self.leaves.iter().enumerate().filter(|(_, leaf)| leaf.key == *key);
        own.max_by_key(|(_, leaf)| fits(leaf)).map(|(index, _)| index)
    }

    /// A leaf with its path.
    #[must_use]
    pub fn member(&self, tree: &Tree, index: usize) -> Option<Member> {
        Some(Member { leaf: self.leaves.get(index)?.clone(), path: tree.path(index)? })
    }
}

/// A party id in print.
#[must_use]
pub fn party_hex(party: PartyId) -> String {
    field::to_hex(&party.0)
}
