//! The parties of a sample: registered, each with a key that its seed makes.

use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::{Error, Registration, Registry, possession};
use covenant_statements::{Day, Identifier, Network, PartyId, Role};

use super::draw::Draw;
use super::unexpected;
use crate::failure::Result;

/// A registered party.
pub(super) struct Party {
    /// Its part in the sample, which names its key's file.
    pub(super) part: String,
    /// Its key.
    pub(super) key: SecretKey,
}

/// The parties that are registered so far.
pub(super) struct Parties {
    network: Network,
    now: u64,
    /// The registry.
    pub(super) registry: Registry,
    /// The parties, in the order of their registration.
    pub(super) all: Vec<Party>,
}

impl Parties {
    /// Nobody yet. Whoever comes is registered on this day.
    pub(super) fn new(network: Network, day: Day) -> Self {
        let now = day.end_unix_seconds().saturating_sub(86_399);
        Self { network, now, registry: Registry::default(), all: Vec::new() }
    }

    /// Registers a party in one role.
    pub(super) fn add(&mut self, part: &str, id: &str, role: Role, draw: &mut Draw) -> Result<PartyId> {
        let identifiers = vec![id.parse::<Identifier>()?];
        let key = SecretKey::generate(draw.rng());
        let party = self.registry.party_of(&identifiers).map_err(Error::from)?;
        let registration = Registration {
            possession: possession::prove(self.network, party, &[role], &key, draw.rng()),
            identifiers,
            roles: vec![role],
            principal: None,
            fiscal_rule: None,
            key: key.public(),
            valid_from: None,
            valid_until: None,
        };
        self.registry.add(self.network, &registration, self.now, draw.rng()).map_err(Error::from)?;
        self.all.push(Party { part: part.to_owned(), key });
        Ok(party)
    }

    /// Signs with a party's key.
    pub(super) fn sign<T>(&self, part: &str, sign: impl FnOnce(&SecretKey) -> Result<T>) -> Result<T> {
        sign(self.key(part)?)
    }

    /// A party's key.
    pub(super) fn key(&self, part: &str) -> Result<&SecretKey> {
        let own = self.all.iter().find(|party| party.part == part);
        own.map(|party| &party.key).ok_or_else(|| unexpected("a party of the sample is not registered"))
    }
}
