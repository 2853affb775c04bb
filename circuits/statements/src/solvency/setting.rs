//! What reserves and coverage of one statement have in common, its documents in clear.

use super::{Environment, Scope, SolvencyPolicy};
use crate::{Bps, Day, Fr, Network, PartyId, Policy as _, ValueError, price::LAST_SECOND, redact::redacted};

/// Whose coverage it is, of what, as of when, and by which policy, prices and registry.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Setting {
    /// The network that everything was signed for.
    pub network: Network,
    /// The institution.
    pub entity: PartyId,
    /// The scope, whole.
    pub scope: Scope,
    /// The policy, whole.
    pub policy: SolvencyPolicy,
    /// How much of the liabilities the reserves must cover; above 10,000 where they must cover more than all.
    pub threshold: Bps,
    /// The moment, in seconds since 1970-01-01T00:00:00Z, up to the end of 9999.
    pub as_of: u64,
    /// The root of the day's prices.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub price_root: Fr,
    /// The registry's root.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub registry_root: Fr,
}

redacted!(Setting);

impl Setting {
    /// The environment of a statement over so many accounts.
    #[must_use]
    pub fn environment(&self, accounts: u64) -> Environment {
        Environment {
            network: self.network,
            entity: self.entity.0,
            scope: self.scope.digest(),
            policy: self.policy.digest(),
            threshold: self.threshold,
            as_of: self.as_of,
            price_root: self.price_root,
            registry_root: self.registry_root,
            accounts,
        }
    }

    /// The UTC day of the moment, which is the period of nullifiers too; `None` after 9999.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        if self.as_of > LAST_SECOND { None } else { Day::of_unix_seconds(self.as_of).ok() }
    }

    /// The documents are of their form.
    ///
    /// # Errors
    /// What is not.
    pub fn validate(&self) -> Result<(), ValueError> {
        self.scope.validate()?;
        self.policy.validate()
    }
}
