//! Signatures of a day's prices: each authority signs by itself, and whoever gathers them checks each by the registry.

use alloc::vec::Vec;

use covenant_gadgets::eddsa::{self, SecretKey};
use covenant_statements::{Day, Leaf, Member, PartyId, Point, Role, Signature};
use rand::{CryptoRng, RngCore};

use super::document::{AuthoritySignature, MAX_SIGNATURES, SignedPrices};
use super::error::PricesError;
use crate::{Error, Registry};

impl SignedPrices {
    /// Signs as the price authority of this key.
    ///
    /// # Errors
    /// A key that the registry does not have in this role on the prices' day, an authority that has signed already.
    pub fn sign<R: RngCore + CryptoRng>(
        &mut self,
        registry: &Registry,
        key: &SecretKey,
        rng: &mut R,
    ) -> Result<PartyId, PricesError> {
        let signature = key.sign(self.message(), rng);
        self.take(registry, AuthoritySignature { signer: key.public(), signature })
    }

    /// Adds another document's signatures, of the same prices of the same day; all of them or, where one is refused, none. One that
    /// this document has already is no second one.
    ///
    /// # Errors
    /// Another network, day or root; what [`Self::check`] refuses.
    pub fn add(&mut self, registry: &Registry, other: &Self) -> Result<(), PricesError> {
        if other.network() != self.network() {
            return Err(PricesError::Network);
        }
        if other.day() != self.day() {
            return Err(PricesError::Day);
        }
        if other.root() != self.root() {
            return Err(PricesError::Root);
        }
        let mut gathered = self.clone();
        for signature in other.signatures().iter().filter(|own| !self.signatures.contains(own)) {
            gathered.take(registry, signature.clone())?;
        }
        *self = gathered;
        Ok(())
    }

    /// The authorities, if each signature holds, is of a price authority that is registered for the prices' day, and no authority has
    /// signed twice.
    ///
    /// # Errors
    /// The first signature that is refused; no signature.
    pub fn check(&self, registry: &Registry) -> Result<Vec<PartyId>, PricesError> {
        let mut gathered = self.clone();
        gathered.signatures.clear();
        let parties: Result<Vec<_>, _> =
            self.signatures().iter().map(|own| gathered.take(registry, own.clone())).collect();
        match parties {
            Ok(parties) if parties.is_empty() => Err(PricesError::Unsigned),
            parties => parties,
        }
    }

    /// For whoever proves as of a day: each authority's entry in the registry with its signature.
    ///
    /// # Errors
    /// As [`Self::check`]; a registry that is damaged.
    pub fn members(&self, registry: &Registry, as_of: Day) -> Result<Vec<(Member, Signature)>, Error> {
        self.check(registry)?;
        let tree = registry.tree()?;
        let member = |own: &AuthoritySignature| {
            let index = registry.price_authority(&own.signer, self.day(), as_of)?;
            Some((registry.member(&tree, index)?, own.signature))
        };
        Ok(self.signatures().iter().filter_map(member).collect())
    }

    fn take(&mut self, registry: &Registry, own: AuthoritySignature) -> Result<PartyId, PricesError> {
        let party = authority(registry, &own.signer, self.day())?;
        let taken =
            |earlier: &AuthoritySignature| authority(registry, &earlier.signer, self.day()) == Ok(party);
        if self.signatures.iter().any(taken) {
            return Err(PricesError::SignedTwice);
        }
        if self.signatures.len() == MAX_SIGNATURES {
            return Err(PricesError::TooMany);
        }
        eddsa::verify(&own.signer, self.message(), &own.signature).map_err(|_| PricesError::Signature)?;
        self.signatures.push(own);
        Ok(party)
    }
}

impl Registry {
    /// The leaf that a price authority signs a day's prices by, for whoever proves by them as of this or a later day; else the nearest
    /// with this key.
    #[must_use]
    pub fn price_authority(&self, key: &Point, on: Day, as_of: Day) -> Option<usize> {
        self.best_leaf(key, |leaf| {
            [leaf.role == Role::PriceAuthority, leaf.valid_from <= on, leaf.valid_until >= as_of, true]
        })
    }
}

/// The party that signs prices with this key on this day.
fn authority(registry: &Registry, key: &Point, on: Day) -> Result<PartyId, PricesError> {
    let index = registry.price_authority(key, on, on).ok_or(PricesError::Unregistered)?;
    let leaf: &Leaf = registry.leaves().get(index).ok_or(PricesError::Unregistered)?;
    match () {
        () if leaf.role != Role::PriceAuthority => Err(PricesError::Role),
        () if leaf.valid_from > on || leaf.valid_until < on => Err(PricesError::KeyDays),
        () => Ok(leaf.party),
    }
}
