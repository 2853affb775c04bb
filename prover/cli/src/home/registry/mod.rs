//! The registry of parties: who has which identifiers and which keys, and the tree over the keys.

use ark_ff::UniformRand as _;
use covenant_gadgets::babyjubjub;
use covenant_gadgets::merkle::Tree;
use covenant_statements::invoice::{Acknowledgement, Member};
use covenant_statements::party::{self, FiscalRule};
use covenant_statements::{Capacity, Day, Fr, Identifier, Leaf, PartyId, Point, Role, field};
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::roots::{Root, Roots, day_before};
use crate::failure::{Failure, Result};
use crate::files;

/// The most bytes of the file: some 80,000 keys.
pub(crate) const MAX_BYTES: usize = 64 * 1024 * 1024;
/// The most identifiers of one party.
const MAX_IDENTIFIERS: usize = 32;
const VERSION: u32 = 1;

/// A party and what documents call it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Party {
    /// The identifier that the party id is made of.
    pub(crate) primary: Identifier,
    /// The others.
    pub(crate) aliases: Vec<Identifier>,
}

impl Party {
    /// The party id.
    pub(crate) fn id(&self) -> PartyId {
        self.primary.party_id()
    }

    /// Every identifier, the primary one first.
    pub(crate) fn identifiers(&self) -> impl Iterator<Item = &Identifier> {
        std::iter::once(&self.primary).chain(&self.aliases)
    }
}

/// The registry. Members hold all of it: asking for one path would tell the registrar who deals with whom.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registry {
    version: u32,
    parties: Vec<Party>,
    leaves: Vec<Leaf>,
    roots: Roots,
}

impl Default for Registry {
    fn default() -> Self {
        Self { version: VERSION, parties: Vec::new(), leaves: Vec::new(), roots: Roots::default() }
    }
}

/// A key that is to be registered. Its possession has been shown.
pub(crate) struct Registration {
    /// The party's identifiers, the first one names it if it is new.
    pub(crate) identifiers: Vec<Identifier>,
    /// What the key may do.
    pub(crate) roles: Vec<Role>,
    /// For agents: the debtor that mandated it.
    pub(crate) principal: Option<Identifier>,
    /// For sellers: a party has one rule for ever, since another would give its invoices other nullifiers. `None` stands
    /// for the one it has, or the calendar year if it is new.
    pub(crate) fiscal_rule: Option<FiscalRule>,
    /// The public key.
    pub(crate) key: Point,
    /// Its first day; none for no beginning. Ends what the party had before in these roles.
    pub(crate) valid_from: Option<Day>,
    /// Its last day; none for no end.
    pub(crate) valid_until: Option<Day>,
}

fn damaged(message: &str) -> Failure {
    Failure::input("home/registry-damaged", message).at("home.parties")
}

impl Registry {
    /// Reads the file, and checks every key and the current root.
    pub(crate) fn from_json(bytes: &[u8]) -> Result<Self> {
        let registry: Self = files::parse(bytes).map_err(|error| {
            error.refuse(crate::failure::Exit::Input, "home/registry-damaged", "home.parties")
        })?;
        if registry.version != VERSION {
            return Err(damaged("not of version 1"));
        }
        if !registry.leaves.iter().all(|leaf| babyjubjub::is_valid_key(&leaf.key)) {
            return Err(damaged("a key is outside the prime-order subgroup"));
        }
        if !registry.has_one_fiscal_rule_each() {
            return Err(damaged("a seller has no fiscal rule, or two"));
        }
        let root = registry.tree()?.root();
        let current = registry.roots.current().map(|current| current.root);
        if current.is_some_and(|current| current != root)
            || (current.is_none() && !registry.leaves.is_empty())
        {
            return Err(damaged("the current root is not that of the leaves"));
        }
        Ok(registry)
    }

    /// The file's bytes.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        // Strings, numbers and lists have no way to fail.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The parties.
    pub(crate) fn parties(&self) -> &[Party] {
        &self.parties
    }

    /// The keys.
    pub(crate) fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The roots, the latest last.
    pub(crate) fn roots(&self) -> &[Root] {
        self.roots.all()
    }

    /// The party that an identifier belongs to.
    pub(crate) fn find(&self, identifier: &Identifier) -> Option<&Party> {
        self.parties.iter().find(|party| party.identifiers().any(|known| known == identifier))
    }

    fn find_or_refuse(&self, identifier: &Identifier, field: &str) -> Result<PartyId> {
        let unknown = || {
            let message = format!("no party has this {} identifier", identifier.scheme());
            Failure::input("party/unknown", message).at(field)
        };
        self.find(identifier).map(Party::id).ok_or_else(unknown)
    }

    /// Registers a key: one leaf for each role. Returns the party's id.
    pub(crate) fn add(&mut self, new: &Registration, now: u64) -> Result<PartyId> {
        check_registration(new)?;
        let principal = match &new.principal {
            Some(identifier) => Some(self.find_or_refuse(identifier, "principal")?),
            None => None,
        };
        let party = self.add_identifiers(&new.identifiers)?;
        let fiscal_rule = self.fiscal_rule(party, new.fiscal_rule)?;
        let before = self.leaves.len();
        for role in &new.roles {
            let leaf = Leaf {
                role: *role,
                party,
                principal: principal.filter(|_| *role == Role::Agent),
                fiscal_rule: Some(fiscal_rule).filter(|_| *role == Role::Seller),
                key: new.key,
                valid_from: new.valid_from.unwrap_or(Day::MIN),
                valid_until: new.valid_until.unwrap_or(Day::MAX),
                salt: Fr::rand(&mut OsRng),
            };
            if let Some(from) = new.valid_from {
                self.end(
                    |old| old.role == leaf.role && old.party == party && old.principal == leaf.principal,
                    from,
                );
            }
            self.leaves.push(leaf);
        }
        debug_assert!(self.leaves.len() > before);
        let root = self.tree()?.root();
        self.roots.push(root, now);
        Ok(party)
    }

    /// The rule of a party's first seller key, whether that is still valid or not.
    fn first_fiscal_rule(&self, party: PartyId) -> Option<FiscalRule> {
        self.leaves.iter().filter(|leaf| leaf.party == party).find_map(|leaf| leaf.fiscal_rule)
    }

    /// Whether all seller keys of a party have the same rule.
    fn has_one_fiscal_rule_each(&self) -> bool {
        let mut rules = BTreeMap::new();
        let mut sellers = self.leaves.iter().filter(|leaf| leaf.role == Role::Seller);
        sellers
            .all(|leaf| leaf.fiscal_rule.is_some_and(|rule| *rules.entry(leaf.party).or_insert(rule) == rule))
    }

    /// The rule for a party's new seller key: the one it has had from the start.
    fn fiscal_rule(&self, party: PartyId, asked: Option<FiscalRule>) -> Result<FiscalRule> {
        match (self.first_fiscal_rule(party), asked) {
            (Some(first), Some(asked)) if first != asked => {
                let message =
                    "the seller's fiscal year is fixed: another would give its invoices a second nullifier";
                Err(Failure::input("party/fiscal-rule", message).at("fiscal_year_start"))
            }
            (first, asked) => Ok(first.or(asked).unwrap_or(FiscalRule::CALENDAR)),
        }
    }

    /// Ends all keys of a party, and those of its agents, from the day `on`; earlier roots end at once.
    pub(crate) fn revoke(&mut self, identifier: &Identifier, on: Day, now: u64) -> Result<PartyId> {
        let party = self.find_or_refuse(identifier, "id")?;
        if self.end(|leaf| leaf.party == party || leaf.principal == Some(party), on) == 0 {
            let message = "the party has no key that is valid on that day";
            return Err(Failure::input("party/nothing-to-revoke", message).at("id"));
        }
        let root = self.tree()?.root();
        self.roots.push_after_revocation(root, on, now);
        Ok(party)
    }

    /// Leaves that are chosen end the day before `on`; each gets a fresh salt. Returns how many.
    fn end(&mut self, chosen: impl Fn(&Leaf) -> bool, on: Day) -> usize {
        let last = day_before(on);
        let mut ended = 0;
        for leaf in self.leaves.iter_mut().filter(|leaf| chosen(leaf) && leaf.valid_until >= on) {
            leaf.valid_until = last;
            // A key that would end before it begins was never valid: no day lies in an empty interval.
            leaf.salt = Fr::rand(&mut OsRng);
            ended += 1;
        }
        ended
    }

    /// The one party of these identifiers, new or known, which now has all of them.
    fn add_identifiers(&mut self, identifiers: &[Identifier]) -> Result<PartyId> {
        let mut owners: Vec<PartyId> =
            identifiers.iter().filter_map(|identifier| self.find(identifier)).map(Party::id).collect();
        owners.dedup();
        let named = primary(identifiers);
        let party = match owners.as_slice() {
            [] => {
                let primary = named.clone();
                self.parties.push(Party { primary: primary.clone(), aliases: Vec::new() });
                primary.party_id()
            }
            // One alias in common is not enough to join: a shared e-mail would hand a stranger's key the party's rights.
            [one] if self.find(named).or_else(|| self.find(&identifiers[0])).is_some() => *one,
            _ => {
                let message =
                    "an identifier belongs to another party than the first or the tax identifier of these";
                return Err(Failure::input("party/identifier-taken", message).at("id"));
            }
        };
        let known = self.parties.iter_mut().find(|known| known.id() == party);
        let known = known.ok_or_else(|| damaged("a party has vanished"))?;
        for identifier in identifiers {
            if !known.identifiers().any(|own| own == identifier) {
                known.aliases.push(identifier.clone());
            }
        }
        if known.aliases.len() >= MAX_IDENTIFIERS {
            let message = format!("a party has at most {MAX_IDENTIFIERS} identifiers");
            return Err(Failure::input("party/too-many-identifiers", message).at("id"));
        }
        Ok(party)
    }

    /// The tree over the leaves.
    pub(crate) fn tree(&self) -> Result<Tree> {
        let leaves = self.leaves.iter().map(Leaf::hash).collect();
        party::registry_tree(leaves).ok_or_else(|| damaged("more keys than the tree has room for"))
    }

    /// The leaf that an acknowledgement's signer acts by: of this key, in the acknowledged capacity, for this debtor where
    /// there is one; else the nearest, for the rules to refuse.
    pub(crate) fn signer(&self, key: &Point, acknowledgement: &Acknowledgement) -> Option<usize> {
        let role_fits = |leaf: &Leaf| leaf.role as u8 == acknowledgement.capacity as u8;
        let mandate_fits = |leaf: &Leaf| match acknowledgement.capacity {
            Capacity::Debtor => leaf.party == acknowledgement.debtor,
            Capacity::Agent => leaf.principal == Some(acknowledgement.debtor),
            Capacity::VerificationAgent => true,
        };
        let on = acknowledgement.acknowledged_on;
        self.best(key, |leaf| {
            [role_fits(leaf), mandate_fits(leaf), leaf.valid_from <= on, leaf.valid_until >= on]
        })
    }

    /// The leaf that a seller consents by: of this key, as a seller, of this party; else the nearest.
    pub(crate) fn seller(&self, key: &Point, party: PartyId, as_of: Day) -> Option<usize> {
        self.best(key, |leaf| {
            [
                leaf.role == Role::Seller,
                leaf.party == party,
                leaf.valid_from <= as_of,
                leaf.valid_until >= as_of,
            ]
        })
    }

    /// Of the leaves with this key the one that fits best, later criteria only breaking ties; the latest of equals.
    fn best(&self, key: &Point, fits: impl Fn(&Leaf) -> [bool; 4]) -> Option<usize> {
        let own = self.leaves.iter().enumerate().filter(|(_, leaf)| leaf.key == *key);
        own.max_by_key(|(_, leaf)| fits(leaf)).map(|(index, _)| index)
    }

    /// A leaf with its path.
    pub(crate) fn member(&self, tree: &Tree, index: usize) -> Option<Member> {
        Some(Member { leaf: self.leaves.get(index)?.clone(), path: tree.path(index)? })
    }
}

/// The identifier that names a new party: a tax identifier if one is given, else the first.
fn primary(identifiers: &[Identifier]) -> &Identifier {
    let tax = identifiers.iter().find(|identifier| matches!(identifier.scheme(), "VAT" | "GSTIN"));
    tax.unwrap_or(&identifiers[0])
}

fn check_registration(new: &Registration) -> Result<()> {
    let refuse =
        |code: &'static str, field: &str, message: &str| Err(Failure::input(code, message).at(field));
    if new.identifiers.is_empty() {
        return refuse("party/no-identifier", "id", "a party has an identifier");
    }
    if new.roles.is_empty() {
        return refuse("party/no-role", "role", "a key has a role");
    }
    if !babyjubjub::is_valid_key(&new.key) {
        return Err(Failure::refused("key/subgroup", "the public key is not in the prime-order subgroup")
            .at("public_key"));
    }
    if new.roles.contains(&Role::Agent) != new.principal.is_some() {
        return refuse("party/principal", "principal", "an agent has a principal, and nobody else");
    }
    if new.valid_from.is_some_and(|from| new.valid_until.is_some_and(|until| until < from)) {
        return refuse("party/validity", "valid_until", "the last day is before the first");
    }
    Ok(())
}

/// A party id in print.
pub(crate) fn party_hex(party: PartyId) -> String {
    field::to_hex(&party.0)
}

#[cfg(test)]
mod tests;
