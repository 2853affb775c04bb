//! The environment's parts, and whether each is trusted.

use alloc::string::String;

use covenant_statements::collateral::{CollateralPolicy, Environment};
use covenant_statements::serde_forms::{decimal, field_hex};
use covenant_statements::{Day, Fr, Network, field};
use serde::{Deserialize, Serialize};

use crate::attestation::custody::{self, Holding};
use crate::attestation::{Record, VerifyError};
use crate::trust::{CustodyState, TrustStore};

/// The environment's parts in clear, the policy as the whole document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EnvironmentParts {
    /// The network.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Network"))]
    pub network: Network,
    /// The digest of `policy`.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub policy_digest: Fr,
    /// The policy.
    #[cfg_attr(feature = "schema", schemars(with = "super::schema::CollateralPolicy"))]
    pub policy: CollateralPolicy,
    /// The root of the day's prices; zero where none is used.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub price_root: Fr,
    /// The root of the registry of parties.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub registry_root: Fr,
    /// The digest of the facility's roles.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub roles: Fr,
    /// The day by which the collateral was judged.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Day"))]
    pub as_of: Day,
    /// The vault's counter.
    #[serde(with = "decimal")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Amount"))]
    pub counter: u64,
    /// The servicer's epoch.
    pub epoch: u32,
    /// The ledger's number.
    #[serde(with = "decimal")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Amount"))]
    pub sequence: u64,
}

impl EnvironmentParts {
    /// The parts of an environment under this policy.
    #[must_use]
    pub fn new(environment: &Environment, policy: &CollateralPolicy) -> Self {
        let Environment {
            network, price_root, registry_root, roles, as_of, counter, epoch, sequence, ..
        } = *environment;
        Self {
            network,
            policy_digest: policy.digest(),
            policy: policy.clone(),
            price_root,
            registry_root,
            roles,
            as_of,
            counter,
            epoch,
            sequence,
        }
    }

    /// The environment that these parts make, its policy digest taken from the document.
    #[must_use]
    pub fn environment(&self) -> Environment {
        Environment {
            network: self.network,
            policy: self.policy.digest(),
            price_root: self.price_root,
            registry_root: self.registry_root,
            roles: self.roles,
            as_of: self.as_of,
            counter: self.counter,
            epoch: self.epoch,
            sequence: self.sequence,
        }
    }

    /// Whether the public input is the hash of these parts, each of which is trusted, and the vault of these notes is the facility's.
    pub(super) fn judge(
        &self,
        public_input: Fr,
        (digest, notes): (Fr, &[Fr]),
        trust: &TrustStore,
        record: &mut Record,
    ) -> Result<(), VerifyError> {
        let (hash, parts) = (
            self.environment().to_field(),
            "network, policy, roots, roles, day, counter, epoch and sequence",
        );
        custody::environment_is_of_its_parts(hash, public_input, parts, record)?;
        custody::policy_is_trusted(&self.policy, self.policy_digest, trust, record)?;
        self.roots_are_trusted(trust, record)?;
        self.facility_is_followed(digest, notes, trust, record)
    }

    fn roots_are_trusted(&self, trust: &TrustStore, record: &mut Record) -> Result<(), VerifyError> {
        custody::registry_root_is_trusted(self.registry_root, self.as_of, trust, record)?;
        if self.price_root != Fr::from(0u64) {
            return custody::price_root_is_trusted(self.price_root, self.as_of, trust, record);
        }
        let prices = field::to_be_bytes(&self.price_root);
        record.procedure("the price root is trusted for the as-of day", &prices, || {
            Ok(((), String::from("no price is used")))
        })
    }

    /// The facility is known by its roles; its vault starts where the trust file says, and is not behind what was seen of it.
    fn facility_is_followed(
        &self,
        digest: Fr,
        notes: &[Fr],
        trust: &TrustStore,
        record: &mut Record,
    ) -> Result<(), VerifyError> {
        let state = CustodyState {
            roles: self.roles,
            policy: self.policy_digest,
            epoch: self.epoch.into(),
            counter: self.counter,
            sequence: self.sequence,
        };
        let checked = "the facility is followed, and its vault holds the notes";
        let holding = Holding { checked, what: "facility", digest, notes, state };
        holding.is_followed(|state| trust.judge_facility(state), record)
    }
}
