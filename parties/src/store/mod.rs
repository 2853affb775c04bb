//! Where an operator's records are kept: a folder, a database, memory.

mod memory;

pub use memory::MemoryStore;

use alloc::string::String;
use alloc::vec::Vec;

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::ObligationPolicy;
use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use crate::custodies::FollowedCustodies;
use crate::key_file::{self, Purpose};
use crate::policies::AnyPolicy;
use crate::prices::TrustedPrices;
use crate::registry::{self, Registry};
use crate::solvency::FollowedEntities;
use crate::{Error, Format as _, policies};

/// A record of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Record<'a> {
    /// The registry of parties. Private: members have all of it, and nobody else.
    Registry,
    /// The nullifier registry's key. Secret.
    NullifierKey,
    /// The prover's Ed25519 key. Secret.
    ProverKey,
    /// The Ed25519 key that a registrar publishes its registry under. Secret.
    RegistrarKey,
    /// A policy that is trusted, by its name; [`DEFAULT_POLICY`] is used where none is named.
    Policy(&'a str),
    /// The price roots that are trusted; none before the first.
    Prices,
    /// The vaults and pools that are followed; none before the first.
    Custodies,
    /// Whose coverage is followed, and by what it is judged; nothing before the first.
    Entities,
}

/// The name of the policy that is used where none is named.
pub const DEFAULT_POLICY: &str = "default";
/// The most policies that are read.
pub const MAX_POLICIES: usize = 256;

impl Record<'_> {
    /// The most bytes that are read.
    #[must_use]
    pub fn max_bytes(self) -> usize {
        match self {
            Self::Registry => registry::MAX_BYTES,
            Self::NullifierKey | Self::ProverKey | Self::RegistrarKey => 64 * 1024,
            Self::Policy(_) => policies::MAX_BYTES,
            Self::Prices => TrustedPrices::MAX_BYTES,
            Self::Custodies => FollowedCustodies::MAX_BYTES,
            Self::Entities => FollowedEntities::MAX_BYTES,
        }
    }

    /// Whether it is kept from everybody but its owner.
    #[must_use]
    pub fn is_private(self) -> bool {
        !matches!(self, Self::Policy(_) | Self::Prices | Self::Custodies | Self::Entities)
    }

    /// What it is called in errors.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Registry => "home.parties",
            Self::NullifierKey => "home.nullifier_key",
            Self::ProverKey => "home.prover_key",
            Self::RegistrarKey => "home.registrar_key",
            Self::Policy(_) => "policy",
            Self::Prices => "home.prices",
            Self::Custodies => "home.custodies",
            Self::Entities => "home.entities",
        }
    }
}

/// Keeps records. A written record is whole, also after a crash.
pub trait Store {
    /// Why a record could not be read or written.
    type Error: From<Error>;
    /// What is held while records are changed.
    type Lock;

    /// Waits until nobody else changes records.
    fn lock(&self) -> Result<Self::Lock, Self::Error>;

    /// Whether there is such a record.
    fn has(&self, record: Record<'_>) -> Result<bool, Self::Error>;

    /// A record's bytes, no more than [`Record::max_bytes`].
    fn read(&self, record: Record<'_>) -> Result<Zeroizing<Vec<u8>>, Self::Error>;

    /// Writes a record, for its owner only if it is [private](Record::is_private).
    fn write(&self, record: Record<'_>, bytes: &[u8]) -> Result<(), Self::Error>;

    /// The names of the policies that are kept, no more than [`MAX_POLICIES`], in order.
    fn policy_names(&self) -> Result<Vec<String>, Self::Error>;

    /// The registry of parties.
    fn registry(&self) -> Result<Registry, Self::Error> {
        let bytes = self.read(Record::Registry)?;
        Ok(Registry::from_json(&bytes).map_err(Error::from)?)
    }

    /// Refuses changes of a registry of parties that is not the operator's own but one that it follows.
    fn require_own_registry(&self) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Changes the registry of parties while nobody else does. Nothing is written if `change` fails.
    fn change_registry<T>(
        &self,
        change: impl FnOnce(&mut Registry) -> Result<T, Self::Error>,
    ) -> Result<T, Self::Error> {
        let _lock = self.lock()?;
        self.require_own_registry()?;
        let mut registry = self.registry()?;
        let changed = change(&mut registry)?;
        self.write(Record::Registry, &Zeroizing::new(registry.to_json()))?;
        Ok(changed)
    }

    /// The price roots that are trusted.
    fn prices(&self) -> Result<TrustedPrices, Self::Error> {
        if !self.has(Record::Prices)? {
            return Ok(TrustedPrices::default());
        }
        let bytes = self.read(Record::Prices)?;
        Ok(TrustedPrices::from_json(&bytes, Record::Prices.field()).map_err(Error::from)?)
    }

    /// Changes the price roots that are trusted while nobody else does. Nothing is written if `change` fails.
    fn change_prices<T>(
        &self,
        change: impl FnOnce(&mut TrustedPrices) -> Result<T, Self::Error>,
    ) -> Result<T, Self::Error> {
        let _lock = self.lock()?;
        let mut prices = self.prices()?;
        let changed = change(&mut prices)?;
        self.write(Record::Prices, &prices.to_json())?;
        Ok(changed)
    }

    /// The vaults and pools that are followed.
    fn custodies(&self) -> Result<FollowedCustodies, Self::Error> {
        if !self.has(Record::Custodies)? {
            return Ok(FollowedCustodies::default());
        }
        let bytes = self.read(Record::Custodies)?;
        Ok(FollowedCustodies::from_json(&bytes, Record::Custodies.field()).map_err(Error::from)?)
    }

    /// Changes the vaults and pools that are followed while nobody else does. Nothing is written if `change` fails.
    fn change_custodies<T>(
        &self,
        change: impl FnOnce(&mut FollowedCustodies) -> Result<T, Self::Error>,
    ) -> Result<T, Self::Error> {
        let _lock = self.lock()?;
        let mut custodies = self.custodies()?;
        let changed = change(&mut custodies)?;
        self.write(Record::Custodies, &custodies.to_json())?;
        Ok(changed)
    }

    /// Whose coverage is followed, and by what it is judged.
    fn entities(&self) -> Result<FollowedEntities, Self::Error> {
        if !self.has(Record::Entities)? {
            return Ok(FollowedEntities::default());
        }
        let bytes = self.read(Record::Entities)?;
        Ok(FollowedEntities::from_json(&bytes, Record::Entities.field()).map_err(Error::from)?)
    }

    /// Changes whose coverage is followed while nobody else does. Nothing is written if `change` fails.
    fn change_entities<T>(
        &self,
        change: impl FnOnce(&mut FollowedEntities) -> Result<T, Self::Error>,
    ) -> Result<T, Self::Error> {
        let _lock = self.lock()?;
        let mut entities = self.entities()?;
        let changed = change(&mut entities)?;
        self.write(Record::Entities, &entities.to_json())?;
        Ok(changed)
    }

    /// The nullifier registry's key, where this operator is one.
    fn nullifier_key(&self) -> Result<SecretKey, Self::Error> {
        if !self.has(Record::NullifierKey)? {
            return Err(Error::NoNullifierKey.into());
        }
        let bytes = self.read(Record::NullifierKey)?;
        Ok(key_file::curve_key_from_json(&bytes, Purpose::Nullifier, Record::NullifierKey.field())?)
    }

    /// The prover's signing key.
    fn prover_key(&self) -> Result<SigningKey, Self::Error> {
        let bytes = self.read(Record::ProverKey)?;
        Ok(key_file::ed25519_key_from_json(&bytes, Purpose::Prover, Record::ProverKey.field())?)
    }

    /// The key that a registrar publishes its registry under.
    fn registrar_key(&self) -> Result<SigningKey, Self::Error> {
        if !self.has(Record::RegistrarKey)? {
            return Err(Error::NoRegistrarKey.into());
        }
        let bytes = self.read(Record::RegistrarKey)?;
        Ok(key_file::ed25519_key_from_json(&bytes, Purpose::Registrar, Record::RegistrarKey.field())?)
    }

    /// The policy that is used where none is named.
    fn default_policy(&self) -> Result<ObligationPolicy, Self::Error> {
        self.policy(DEFAULT_POLICY)
    }

    /// A policy of statement 1 by its name.
    fn policy(&self, name: &str) -> Result<ObligationPolicy, Self::Error> {
        let bytes = self.read(Record::Policy(name))?;
        Ok(policies::from_json(&bytes).map_err(Error::from)?)
    }

    /// Every policy that is trusted, each once.
    fn trusted_policies(&self) -> Result<Vec<AnyPolicy>, Self::Error> {
        let mut trusted: Vec<AnyPolicy> = Vec::new();
        for name in self.policy_names()? {
            let bytes = self.read(Record::Policy(&name))?;
            let policy = AnyPolicy::from_json(&bytes).map_err(Error::from)?;
            if !trusted.iter().any(|known| known.digest() == policy.digest()) {
                trusted.push(policy);
            }
        }
        Ok(trusted)
    }

    /// Trusts a policy from now on, under the name of its digest.
    fn trust_policy(&self, policy: &AnyPolicy) -> Result<(), Self::Error> {
        self.write(Record::Policy(&policy.name()), &policy.to_json())
    }
}
