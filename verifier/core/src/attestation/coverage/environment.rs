//! The environment's parts, and whether each is trusted.

use alloc::format;

use covenant_statements::price::LAST_SECOND;
use covenant_statements::serde_forms::{decimal, field_hex};
use covenant_statements::solvency::{Environment, Scope, Setting, SolvencyPolicy};
use covenant_statements::{Bps, Day, Fr, Network, PartyId, Policy as _, field};
use serde::{Deserialize, Serialize};

use crate::attestation::{AttestationError, Record, VerifyError, custody};
use crate::trust::TrustStore;

/// The environment's parts in clear, scope and policy as whole documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EnvironmentParts {
    /// The network.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Network"))]
    pub network: Network,
    /// The institution, by its party id.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub entity: PartyId,
    /// The digest of `scope`.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub scope_digest: Fr,
    /// The scope.
    #[cfg_attr(feature = "schema", schemars(with = "super::schema::Scope"))]
    pub scope: Scope,
    /// The digest of `policy`.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub policy_digest: Fr,
    /// The policy.
    #[cfg_attr(feature = "schema", schemars(with = "super::schema::SolvencyPolicy"))]
    pub policy: SolvencyPolicy,
    /// How much of the liabilities the reserves cover at least, in basis points.
    #[cfg_attr(feature = "schema", schemars(with = "u32"))]
    pub threshold_bps: Bps,
    /// The moment, in seconds since 1970-01-01T00:00:00Z.
    pub as_of: u64,
    /// The root of the day's prices.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub price_root: Fr,
    /// The root of the registry of parties.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub registry_root: Fr,
    /// N: how many accounts there are in all chunks.
    #[serde(with = "decimal")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Amount"))]
    pub accounts: u64,
}

impl EnvironmentParts {
    /// The parts of a statement over so many accounts.
    #[must_use]
    pub fn new(setting: &Setting, accounts: u64) -> Self {
        Self {
            network: setting.network,
            entity: setting.entity,
            scope_digest: setting.scope.digest(),
            scope: setting.scope.clone(),
            policy_digest: setting.policy.digest(),
            policy: setting.policy.clone(),
            threshold_bps: setting.threshold,
            as_of: setting.as_of,
            price_root: setting.price_root,
            registry_root: setting.registry_root,
            accounts,
        }
    }

    /// The environment that these parts make, the digests taken from the documents.
    #[must_use]
    pub fn environment(&self) -> Environment {
        Environment {
            network: self.network,
            entity: self.entity.0,
            scope: self.scope.digest(),
            policy: self.policy.digest(),
            threshold: self.threshold_bps,
            as_of: self.as_of,
            price_root: self.price_root,
            registry_root: self.registry_root,
            accounts: self.accounts,
        }
    }

    /// The UTC day of the moment, the period of a log; `None` after 9999.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        if self.as_of > LAST_SECOND { None } else { Day::of_unix_seconds(self.as_of).ok() }
    }

    /// Whether the public input is the hash of these parts, each of which is trusted.
    pub(super) fn judge(
        &self,
        (public_input, day): (Fr, Day),
        trust: &TrustStore,
        record: &mut Record,
    ) -> Result<(), VerifyError> {
        let (hash, parts) = (
            self.environment().to_field(),
            "network, entity, scope, policy, threshold, moment, roots and number of accounts",
        );
        custody::environment_is_of_its_parts(hash, public_input, parts, record)?;
        self.scope_is_of_the_entity(trust, record)?;
        custody::policy_is_trusted(&self.policy, self.policy_digest, trust, record)?;
        custody::registry_root_is_trusted(self.registry_root, day, trust, record)?;
        custody::price_root_is_trusted(self.price_root, day, trust, record)
    }

    /// The entity is one that the verifier follows, in this scope: another scope would be another question.
    fn scope_is_of_the_entity(&self, trust: &TrustStore, record: &mut Record) -> Result<(), VerifyError> {
        record.procedure(
            "the entity is followed, in this scope",
            &field::to_be_bytes(&self.scope_digest),
            || {
                let entry = trust.entity(self.entity).ok_or(AttestationError::UntrustedEntity)?;
                if entry.scope != self.scope_digest {
                    return Err(AttestationError::OtherScope.into());
                }
                Ok(((), format!("{}, whose scope it is", entry.name)))
            },
        )
    }
}
