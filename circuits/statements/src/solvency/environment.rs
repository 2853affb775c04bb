//! What a coverage is judged by, every part in clear.

use crate::{Bps, Fr, Network};
use covenant_gadgets::poseidon::hash;

/// The environment of statement 3. Two hashes: base and moment, so that a contract caches the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Which network.
    pub network: Network,
    /// The institution, by its party id.
    pub entity: Fr,
    /// The digest of the scope; see [`super::Scope::digest`].
    pub scope: Fr,
    /// The digest of the policy.
    pub policy: Fr,
    /// How much of the liabilities the reserves must cover.
    pub threshold: Bps,
    /// The moment, in seconds since 1970-01-01T00:00:00Z.
    pub as_of: u64,
    /// The root of the day's prices.
    pub price_root: Fr,
    /// The registry of parties.
    pub registry_root: Fr,
    /// How many accounts there are in all chunks.
    pub accounts: u64,
}

impl Environment {
    /// The tag of the base.
    pub const BASE_TAG: &'static str = "covenant/solvency-base";
    /// The tag of the whole.
    pub const TAG: &'static str = "covenant/solvency-environment";

    /// H(tag, network, entity, scope, policy, threshold_bps).
    #[must_use]
    pub fn base(&self) -> Fr {
        let parts =
            [self.network.to_field(), self.entity, self.scope, self.policy, Fr::from(self.threshold.0)];
        hash(Self::BASE_TAG, &parts)
    }

    /// H(tag, base, as_of, price root, registry root, N).
    #[must_use]
    pub fn to_field(&self) -> Fr {
        let parts =
            [self.base(), Fr::from(self.as_of), self.price_root, self.registry_root, Fr::from(self.accounts)];
        hash(Self::TAG, &parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_bound() {
        let one = Fr::from(1u64);
        let first = Environment {
            network: Network::Development,
            entity: one,
            scope: one,
            policy: one,
            threshold: Bps(10_000),
            as_of: 1_796_000_000,
            price_root: one,
            registry_root: one,
            accounts: 1_000_000,
        };
        let two = Fr::from(2u64);
        let others = [
            Environment { network: Network::Production, ..first },
            Environment { entity: two, ..first },
            Environment { scope: two, ..first },
            Environment { policy: two, ..first },
            Environment { threshold: Bps(9_999), ..first },
            Environment { as_of: first.as_of + 1, ..first },
            Environment { price_root: two, ..first },
            Environment { registry_root: two, ..first },
            Environment { accounts: 999_999, ..first },
        ];
        for (i, other) in others.iter().enumerate() {
            assert_ne!(first.to_field(), other.to_field(), "part {i}");
            assert!(others[..i].iter().all(|earlier| earlier.to_field() != other.to_field()), "part {i}");
        }
        assert_eq!(first.base(), others[5].base(), "a moment is not of the base");
    }
}
