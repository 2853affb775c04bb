//! What a certificate is judged by, every part in clear.

use crate::{Day, Fr, Network};
use covenant_gadgets::poseidon::hash;

/// The environment of statement 2. Two hashes: base and day, so that a contract caches the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Which network.
    pub network: Network,
    /// The digest of the policy.
    pub policy: Fr,
    /// The root of the day's prices; 0 where none is used.
    pub price_root: Fr,
    /// The registry of parties.
    pub registry_root: Fr,
    /// The digest of the roles.
    pub roles: Fr,
    /// The day it is judged by.
    pub as_of: Day,
    /// The vault's counter, which grows with every change.
    pub counter: u64,
    /// The servicer's epoch.
    pub epoch: u32,
    /// The ledger's number.
    pub sequence: u64,
}

impl Environment {
    /// The tag of the base.
    pub const BASE_TAG: &'static str = "covenant/collateral-base";
    /// The tag of the whole.
    pub const TAG: &'static str = "covenant/collateral-environment";

    /// H(tag, network, policy, price root, registry root, roles).
    #[must_use]
    pub fn base(&self) -> Fr {
        let parts = [self.network.to_field(), self.policy, self.price_root, self.registry_root, self.roles];
        hash(Self::BASE_TAG, &parts)
    }

    /// The public input: H(tag, base, as_of, counter, epoch, sequence).
    #[must_use]
    pub fn to_field(&self) -> Fr {
        let parts = [
            self.base(),
            Fr::from(self.as_of.get()),
            Fr::from(self.counter),
            Fr::from(self.epoch),
            Fr::from(self.sequence),
        ];
        hash(Self::TAG, &parts)
    }
}
