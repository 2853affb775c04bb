//! What a pool's figures are judged by, every part in clear.

use crate::{Day, Fr, Network};
use covenant_gadgets::poseidon::hash;

/// The environment of statement 4. Two hashes: base and day, so that a contract caches the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Which network.
    pub network: Network,
    /// The digest of the policy.
    pub policy: Fr,
    /// The registry of parties.
    pub registry_root: Fr,
    /// The digest of the roles.
    pub roles: Fr,
    /// The pool: d₀ of its custody.
    pub pool: Fr,
    /// The tape's day.
    pub cut_off: Day,
    /// The custody's counter, which grows with every change.
    pub counter: u64,
    /// The servicer's epoch.
    pub epoch: u32,
    /// The tape's number.
    pub sequence: u64,
}

impl Environment {
    /// The tag of the base.
    pub const BASE_TAG: &'static str = "covenant/pool-base";
    /// The tag of the whole.
    pub const TAG: &'static str = "covenant/pool-environment";

    /// H(tag, network, policy, registry root, roles, pool).
    #[must_use]
    pub fn base(&self) -> Fr {
        let parts = [self.network.to_field(), self.policy, self.registry_root, self.roles, self.pool];
        hash(Self::BASE_TAG, &parts)
    }

    /// The public input: H(tag, base, cut-off, counter, epoch, sequence).
    #[must_use]
    pub fn to_field(&self) -> Fr {
        let parts = [
            self.base(),
            Fr::from(self.cut_off.get()),
            Fr::from(self.counter),
            Fr::from(self.epoch),
            Fr::from(self.sequence),
        ];
        hash(Self::TAG, &parts)
    }
}
