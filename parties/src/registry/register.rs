//! Changes of the registry: keys are registered, rotated and revoked.

use alloc::string::ToString as _;
use alloc::vec::Vec;

use ark_ff::UniformRand as _;
use covenant_gadgets::babyjubjub;
use covenant_statements::{Day, FiscalRule, Fr, Identifier, Leaf, Network, PartyId, Point, Role, Signature};
use rand::{CryptoRng, RngCore};

use super::roots::day_before;
use super::{Party, Registry, RegistryError};
use crate::possession;

/// The most identifiers of one party.
pub(super) const MAX_IDENTIFIERS: usize = 32;

/// A key that is to be registered.
pub struct Registration {
    /// The party's identifiers, the first one names it if it is new.
    pub identifiers: Vec<Identifier>,
    /// What the key may do.
    pub roles: Vec<Role>,
    /// For agents: the debtor that mandated it.
    pub principal: Option<Identifier>,
    /// For sellers: a party has one rule for ever, since another would give its invoices other nullifiers. `None` stands
    /// for the one it has, or the calendar year if it is new.
    pub fiscal_rule: Option<FiscalRule>,
    /// The public key.
    pub key: Point,
    /// The proof that whoever has the key's secret wants it to be [`Registry::party_of`]'s in these roles.
    pub possession: Signature,
    /// Its first day; none for no beginning. Ends what the party had before in these roles, and then it is today or later: an
    /// ordinary root takes back no day on which the earlier key was good. A stolen key is revoked, not rotated.
    pub valid_from: Option<Day>,
    /// Its last day; none for no end.
    pub valid_until: Option<Day>,
}

impl Registry {
    /// The id of the party that these identifiers name, known or new: what a proof of possession is for.
    pub fn party_of(&self, identifiers: &[Identifier]) -> Result<PartyId, RegistryError> {
        if identifiers.is_empty() {
            return Err(RegistryError::NoIdentifier);
        }
        Ok(self.owner(identifiers)?.unwrap_or_else(|| primary(identifiers).party_id()))
    }

    /// Registers a key at the second `now`: one leaf for each role. Returns the party's id. A registration that is refused changes
    /// nothing.
    pub fn add<R: RngCore + CryptoRng>(
        &mut self,
        network: Network,
        new: &Registration,
        now: u64,
        rng: &mut R,
    ) -> Result<PartyId, RegistryError> {
        check(new)?;
        let today = today(now)?;
        let principal = match &new.principal {
            Some(identifier) => Some(self.find_or_refuse(identifier, "principal")?),
            None => None,
        };
        let party = self.party_of(&new.identifiers)?;
        let fiscal_rule = self.fiscal_rule(party, new.fiscal_rule)?;
        possession::verify(network, party, &new.roles, &new.key, &new.possession)
            .map_err(RegistryError::Possession)?;
        let is_rotated = |old: &Leaf, role: Role| {
            let principal = principal.filter(|_| role == Role::Agent);
            old.role == role && old.party == party && old.principal == principal
        };
        if let Some(from) = new.valid_from.filter(|from| *from < today) {
            let ends = |old: &Leaf| new.roles.iter().any(|role| is_rotated(old, *role));
            if self.leaves.iter().any(|old| old.valid_until >= from && ends(old)) {
                return Err(RegistryError::RotationBackdated);
            }
        }
        self.add_identifiers(party, &new.identifiers)?;
        for role in &new.roles {
            let leaf = Leaf {
                role: *role,
                party,
                principal: principal.filter(|_| *role == Role::Agent),
                fiscal_rule: Some(fiscal_rule).filter(|_| *role == Role::Seller),
                key: new.key,
                valid_from: new.valid_from.unwrap_or(Day::MIN),
                valid_until: new.valid_until.unwrap_or(Day::MAX),
                salt: Fr::rand(rng),
            };
            if let Some(from) = new.valid_from {
                self.end(|old| is_rotated(old, *role), from, rng);
            }
            self.leaves.push(leaf);
        }
        let root = self.tree()?.root();
        self.roots.push(root, now);
        Ok(party)
    }

    /// Ends all keys of a party, and those of its agents, from the day `on`, today or before; earlier roots end at once, and no earlier
    /// day than today is judged by from now on. So too where every key had ended before: the thief of one would sign and prove for
    /// its last day. Then the party's leaves get fresh salts, so that there is a new root.
    pub fn revoke<R: RngCore + CryptoRng>(
        &mut self,
        identifier: &Identifier,
        on: Day,
        now: u64,
        rng: &mut R,
    ) -> Result<PartyId, RegistryError> {
        let today = today(now)?;
        if on > today {
            return Err(RegistryError::RevocationAhead);
        }
        let party = self.find_or_refuse(identifier, "id")?;
        let is_theirs = |leaf: &Leaf| leaf.party == party || leaf.principal == Some(party);
        if self.end(is_theirs, on, rng) == 0 {
            // Again on the same day: nothing is left to be backdated to.
            if self.not_before >= Some(today) || !self.leaves.iter().any(is_theirs) {
                return Err(RegistryError::NothingToRevoke);
            }
            for leaf in self.leaves.iter_mut().filter(|leaf| is_theirs(leaf)) {
                leaf.salt = Fr::rand(rng);
            }
        }
        let root = self.tree()?.root();
        self.roots.push_after_revocation(root, on, now);
        self.not_before = self.not_before.max(Some(today));
        Ok(party)
    }

    fn find_or_refuse(&self, identifier: &Identifier, field: &'static str) -> Result<PartyId, RegistryError> {
        let unknown = || RegistryError::UnknownParty { scheme: identifier.scheme().to_string(), field };
        self.find(identifier).map(Party::id).ok_or_else(unknown)
    }

    /// The rule of a party's first seller key, whether that is still valid or not.
    fn first_fiscal_rule(&self, party: PartyId) -> Option<FiscalRule> {
        self.leaves.iter().filter(|leaf| leaf.party == party).find_map(|leaf| leaf.fiscal_rule)
    }

    /// The rule for a party's new seller key: the one it has had from the start.
    fn fiscal_rule(&self, party: PartyId, asked: Option<FiscalRule>) -> Result<FiscalRule, RegistryError> {
        match (self.first_fiscal_rule(party), asked) {
            (Some(first), Some(asked)) if first != asked => Err(RegistryError::FiscalRule),
            (first, asked) => Ok(first.or(asked).unwrap_or(FiscalRule::CALENDAR)),
        }
    }

    /// Leaves that are chosen end the day before `on`; each gets a fresh salt. Returns how many.
    fn end<R: RngCore + CryptoRng>(&mut self, chosen: impl Fn(&Leaf) -> bool, on: Day, rng: &mut R) -> usize {
        let last = day_before(on);
        let mut ended = 0;
        for leaf in self.leaves.iter_mut().filter(|leaf| chosen(leaf) && leaf.valid_until >= on) {
            leaf.valid_until = last;
            // A key that would end before it begins was never valid: no day lies in an empty interval.
            leaf.salt = Fr::rand(rng);
            ended += 1;
        }
        ended
    }

    /// The known party of these identifiers, if there is one.
    fn owner(&self, identifiers: &[Identifier]) -> Result<Option<PartyId>, RegistryError> {
        let mut owners: Vec<PartyId> =
            identifiers.iter().filter_map(|identifier| self.find(identifier)).map(Party::id).collect();
        owners.dedup();
        let names_it = |identifier: &Identifier| self.find(identifier).is_some();
        match owners.as_slice() {
            [] => Ok(None),
            // One alias in common is not enough to join: a shared e-mail would hand a stranger's key the party's rights.
            [one] if names_it(primary(identifiers)) => Ok(Some(*one)),
            // Nor is one that comes first, beside the tax identifier of somebody else.
            [one] if names_it(&identifiers[0]) && !self.has_tax_identifier(*one) => Ok(Some(*one)),
            _ => Err(RegistryError::IdentifierTaken),
        }
    }

    fn has_tax_identifier(&self, party: PartyId) -> bool {
        let known = self.parties.iter().find(|known| known.id() == party);
        known.is_some_and(|known| known.identifiers().any(is_tax))
    }

    /// Gives a party all of these identifiers; a party that is new is named by them.
    fn add_identifiers(&mut self, party: PartyId, identifiers: &[Identifier]) -> Result<(), RegistryError> {
        let known = self.parties.iter().position(|known| known.id() == party);
        let mut changed = match known {
            Some(index) => self.parties[index].clone(),
            None => Party { primary: primary(identifiers).clone(), aliases: Vec::new() },
        };
        for identifier in identifiers {
            if !changed.identifiers().any(|own| own == identifier) {
                changed.aliases.push(identifier.clone());
            }
        }
        if changed.aliases.len() >= MAX_IDENTIFIERS {
            return Err(RegistryError::TooManyIdentifiers);
        }
        match known {
            Some(index) => self.parties[index] = changed,
            None => self.parties.push(changed),
        }
        Ok(())
    }
}

/// The identifier that names a new party: a tax identifier if one is given, else the first.
fn primary(identifiers: &[Identifier]) -> &Identifier {
    identifiers.iter().find(|identifier| is_tax(identifier)).unwrap_or(&identifiers[0])
}

fn is_tax(identifier: &Identifier) -> bool {
    matches!(identifier.scheme(), "VAT" | "GSTIN")
}

/// The day of a second.
fn today(now: u64) -> Result<Day, RegistryError> {
    Day::of_unix_seconds(now).map_err(|_| RegistryError::Clock)
}

fn check(new: &Registration) -> Result<(), RegistryError> {
    if new.identifiers.is_empty() {
        return Err(RegistryError::NoIdentifier);
    }
    if new.roles.is_empty() {
        return Err(RegistryError::NoRole);
    }
    if !babyjubjub::is_valid_key(&new.key) {
        return Err(RegistryError::KeySubgroup);
    }
    if new.roles.contains(&Role::Agent) != new.principal.is_some() {
        return Err(RegistryError::Principal);
    }
    if new.valid_from.is_some_and(|from| new.valid_until.is_some_and(|until| until < from)) {
        return Err(RegistryError::Validity);
    }
    Ok(())
}
