//! The environment's parts, and whether each is trusted.

use covenant_statements::pool::{Environment, PoolPolicy};
use covenant_statements::serde_forms::{decimal, field_hex};
use covenant_statements::{Day, Fr, Network, Policy as _};
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
    #[cfg_attr(feature = "schema", schemars(with = "super::schema::PoolPolicy"))]
    pub policy: PoolPolicy,
    /// The root of the registry of parties.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub registry_root: Fr,
    /// The digest of the pool's roles.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub roles: Fr,
    /// The pool: the digest of its empty custody.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub pool: Fr,
    /// The day at whose end the figures were taken.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Day"))]
    pub cut_off: Day,
    /// The custody's counter.
    #[serde(with = "decimal")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Amount"))]
    pub counter: u64,
    /// The servicer's epoch.
    pub epoch: u32,
    /// The tape's number.
    #[serde(with = "decimal")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Amount"))]
    pub sequence: u64,
}

impl EnvironmentParts {
    /// The parts of an environment under this policy.
    #[must_use]
    pub fn new(environment: &Environment, policy: &PoolPolicy) -> Self {
        let Environment { network, registry_root, roles, pool, cut_off, counter, epoch, sequence, .. } =
            *environment;
        let (policy_digest, policy) = (policy.digest(), policy.clone());
        Self { network, policy_digest, policy, registry_root, roles, pool, cut_off, counter, epoch, sequence }
    }

    /// The environment that these parts make, its policy digest taken from the document.
    #[must_use]
    pub fn environment(&self) -> Environment {
        Environment {
            network: self.network,
            policy: self.policy.digest(),
            registry_root: self.registry_root,
            roles: self.roles,
            pool: self.pool,
            cut_off: self.cut_off,
            counter: self.counter,
            epoch: self.epoch,
            sequence: self.sequence,
        }
    }

    /// Whether the public input is the hash of these parts, each of which is trusted, and the custody of these notes is the pool's.
    pub(super) fn judge(
        &self,
        public_input: Fr,
        (digest, notes): (Fr, &[Fr]),
        trust: &TrustStore,
        record: &mut Record,
    ) -> Result<(), VerifyError> {
        let (hash, parts) = (
            self.environment().to_field(),
            "network, policy, registry root, roles, pool, cut-off, counter, epoch and sequence",
        );
        custody::environment_is_of_its_parts(hash, public_input, parts, record)?;
        custody::policy_is_trusted(&self.policy, self.policy_digest, trust, record)?;
        custody::registry_root_is_trusted(self.registry_root, self.cut_off, trust, record)?;
        let state = CustodyState {
            roles: self.roles,
            policy: self.policy_digest,
            epoch: self.epoch.into(),
            counter: self.counter,
            sequence: self.sequence,
        };
        let checked = "the pool is followed, and its custody holds the notes";
        let holding = Holding { checked, what: "pool", digest, notes, state };
        holding.is_followed(|state| trust.judge_pool(&self.pool, state), record)
    }
}
