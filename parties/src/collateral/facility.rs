//! The facility's file: which vault, who may sign for it, which policy it is judged by. The lender makes it; the parties of the
//! facility have it whole, and nobody else.

use covenant_statements::{Currency, Fr, Network, Roles, ValueError, VaultId, serde_forms};
use serde::{Deserialize, Serialize};

use super::redacted;
use crate::Format;

/// A facility, as its parties know it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Facility {
    network: Network,
    vault: VaultId,
    roles: Roles,
    policy: Fr,
    currency: Currency,
    /// The vault's counter at the time of this file.
    pub counter: u64,
    /// The servicer's epoch: a change of servicer starts a new one.
    pub epoch: u32,
}

redacted!(Facility);

impl Format for Facility {
    const KIND: &'static str = "covenant/facility";
    const MALFORMED: &'static str = "facility/malformed";
}

impl Facility {
    /// A facility whose vault is empty and has not changed yet, in the servicer's first epoch.
    ///
    /// # Errors
    /// Roles that are none.
    pub fn new(
        network: Network,
        vault: VaultId,
        roles: Roles,
        policy: Fr,
        currency: Currency,
    ) -> Result<Self, ValueError> {
        roles.validate()?;
        Ok(Self { network, vault, roles, policy, currency, counter: 0, epoch: 1 })
    }

    /// The network that everything is signed for.
    #[must_use]
    pub fn network(&self) -> Network {
        self.network
    }

    /// Which vault.
    #[must_use]
    pub fn vault(&self) -> &VaultId {
        &self.vault
    }

    /// Who may sign.
    #[must_use]
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// The digest of the policy.
    #[must_use]
    pub fn policy(&self) -> Fr {
        self.policy
    }

    /// The policy's currency.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }
}

/// The file's own form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    network: Network,
    vault: VaultId,
    roles: Roles,
    #[serde(with = "serde_forms::field_hex")]
    policy: Fr,
    currency: Currency,
    #[serde(with = "serde_forms::decimal")]
    counter: u64,
    epoch: u32,
}

impl TryFrom<Form> for Facility {
    type Error = ValueError;

    fn try_from(form: Form) -> Result<Self, ValueError> {
        let Form { network, vault, roles, policy, currency, counter, epoch } = form;
        Ok(Self { counter, epoch, ..Self::new(network, vault, roles, policy, currency)? })
    }
}

impl From<Facility> for Form {
    fn from(facility: Facility) -> Self {
        let Facility { network, vault, roles, policy, currency, counter, epoch } = facility;
        Self { network, vault, roles, policy, currency, counter, epoch }
    }
}
