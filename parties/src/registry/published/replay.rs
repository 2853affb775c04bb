//! From entries to the registry that they tell of.

use alloc::collections::{BTreeMap, BTreeSet};

use covenant_gadgets::babyjubjub;
use covenant_gadgets::merkle::Tree;
use covenant_statements::party::registry_tree;
use covenant_statements::{Day, FiscalRule, Fr, Identifier, Leaf, PartyId, Role};

use super::entry::{EndedKey, PartyNames, PublishedRoot};
use super::{Entry, ListError};
use crate::registry::register::MAX_IDENTIFIERS;
use crate::registry::{Party, Registry, RegistryError};

/// The registry as the entries so far make it.
pub struct Replay {
    registry: Registry,
    tree: Tree,
    /// Leaves whose nodes above are not renewed yet.
    changed: BTreeMap<usize, Fr>,
    identifiers: BTreeSet<Identifier>,
    parties: BTreeMap<PartyId, usize>,
    fiscal_rules: BTreeMap<PartyId, FiscalRule>,
    entries: usize,
    ends_with_root: bool,
}

impl Replay {
    /// Before the first entry.
    ///
    /// # Errors
    /// Never; the tree of no leaves is there.
    pub fn new() -> Result<Self, RegistryError> {
        let tree = registry_tree(alloc::vec::Vec::new()).ok_or(RegistryError::Damaged("no tree"))?;
        Ok(Self {
            registry: Registry::default(),
            tree,
            changed: BTreeMap::new(),
            identifiers: BTreeSet::new(),
            parties: BTreeMap::new(),
            fiscal_rules: BTreeMap::new(),
            entries: 0,
            ends_with_root: true,
        })
    }

    /// How many entries there were.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// The next entry.
    ///
    /// # Errors
    /// [`ListError::Inconsistent`] if it does not follow from those before it. Nothing is to be made of this replay then.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), ListError> {
        let applied = match entry {
            Entry::Party(names) => self.name(names),
            Entry::Key(leaf) => self.register(leaf),
            Entry::Ended(ended) => self.end(ended),
            Entry::Root(root) => self.root(root),
        };
        applied.map_err(|why| ListError::Inconsistent { number: self.entries, why })?;
        self.ends_with_root = matches!(entry, Entry::Root(_));
        self.entries += 1;
        Ok(())
    }

    /// The registry.
    ///
    /// # Errors
    /// [`ListError::Incomplete`] between two roots.
    pub fn registry(&self) -> Result<&Registry, ListError> {
        if self.ends_with_root { Ok(&self.registry) } else { Err(ListError::Incomplete) }
    }

    fn name(&mut self, names: &PartyNames) -> Result<(), &'static str> {
        let id = names.primary.party_id();
        let known = self.parties.get(&id).copied();
        if known.is_some() && names.aliases.is_empty() {
            return Err("a party without a new name");
        }
        let new = known.is_none().then_some(&names.primary);
        for identifier in new.into_iter().chain(&names.aliases) {
            if !self.identifiers.insert(identifier.clone()) {
                return Err("an identifier that a party has already");
            }
        }
        let place = known.unwrap_or(self.registry.parties.len());
        if known.is_none() {
            self.parties.insert(id, place);
            self.registry.parties.push(Party { primary: names.primary.clone(), aliases: Default::default() });
        }
        let party = self.registry.parties.get_mut(place).ok_or("a party that is not there")?;
        if party.primary != names.primary {
            return Err("another primary identifier");
        }
        party.aliases.extend(names.aliases.iter().cloned());
        if party.aliases.len() >= MAX_IDENTIFIERS { Err("more names than a party has") } else { Ok(()) }
    }

    fn register(&mut self, leaf: &Leaf) -> Result<(), &'static str> {
        if !babyjubjub::is_valid_key(&leaf.key) {
            return Err("a key outside the prime-order subgroup");
        }
        let is_known = |party: &PartyId| self.parties.contains_key(party);
        if !is_known(&leaf.party) || !leaf.principal.as_ref().is_none_or(is_known) {
            return Err("a key of a party that has no name");
        }
        if (leaf.role == Role::Agent) != leaf.principal.is_some() {
            return Err("an agent has a principal, and nobody else");
        }
        match (leaf.role == Role::Seller, leaf.fiscal_rule) {
            (true, Some(rule)) if *self.fiscal_rules.entry(leaf.party).or_insert(rule) == rule => {}
            (false, None) => {}
            _ => return Err("a seller has one fiscal rule, and nobody else has any"),
        }
        self.changed.insert(self.registry.leaves.len(), leaf.hash());
        self.registry.leaves.push(leaf.clone());
        Ok(())
    }

    fn end(&mut self, ended: &EndedKey) -> Result<(), &'static str> {
        let place = ended.place as usize;
        let leaf = self.registry.leaves.get_mut(place).ok_or("the end of a key that is not there")?;
        if ended.valid_until > leaf.valid_until {
            return Err("a key that ends later than it did");
        }
        if ended.salt == leaf.salt {
            return Err("a key that ends under the same salt");
        }
        (leaf.valid_until, leaf.salt) = (ended.valid_until, ended.salt);
        self.changed.insert(place, leaf.hash());
        Ok(())
    }

    fn root(&mut self, root: &PublishedRoot) -> Result<(), &'static str> {
        if !self.tree.change(&core::mem::take(&mut self.changed)) {
            return Err("more keys than the tree has room for");
        }
        if self.tree.root() != root.root {
            return Err("a root that is not that of the keys");
        }
        if Day::of_unix_seconds(root.made_at).is_err() {
            return Err("a root of no day");
        }
        let before = self.registry.roots.current();
        let revocations = before.map_or(0, |before| before.revocations);
        if before.is_some_and(|before| before.root == root.root || before.made_at > root.made_at) {
            return Err("a root that is not newer than the one before");
        }
        if root.revocations < revocations || root.not_before < self.registry.not_before {
            return Err("a root that knows fewer revocations than the one before");
        }
        if root.revocations > 0 && root.not_before.is_none() {
            return Err("revocations have a last day");
        }
        if before.is_some() != root.previous_until.is_some() {
            return Err("the root before ends, and no other has a root before it");
        }
        self.registry.roots.push_published(root);
        if root.revocations > revocations {
            let ended =
                |last: Option<Day>| last.is_some_and(|last| Some(last) < root.not_before || last == Day::MIN);
            let earlier = self.registry.roots.all().split_last().map_or(&[][..], |(_, earlier)| earlier);
            if !earlier.iter().all(|root| ended(root.until)) {
                return Err("a revocation ends all earlier roots");
            }
        }
        self.registry.not_before = root.not_before;
        Ok(())
    }
}
