//! What whoever relies on a coverage takes.

use crate::{Currency, Fr, Policy, ValueError};
use covenant_gadgets::poseidon::hash;

/// The policy of statement 3. Public: attestations carry it whole, environments its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct SolvencyPolicy {
    /// The form of this document: 1.
    pub version: u32,
    /// The currency in which both sides are valued.
    pub currency: Currency,
    /// How old a price may be at the moment of judgement, in seconds.
    pub max_price_age_seconds: u32,
    /// Whether the entity itself may be a custodian.
    pub own_custodian: bool,
}

impl SolvencyPolicy {
    /// The values that are hashed, in order: version, currency, age, 0 or 1.
    #[must_use]
    pub fn values(&self) -> [Fr; 4] {
        [
            Fr::from(self.version),
            Fr::from(self.currency.code()),
            Fr::from(self.max_price_age_seconds),
            Fr::from(self.own_custodian),
        ]
    }
}

impl Policy for SolvencyPolicy {
    const KIND: &'static str = "solvency";
    const TAG: &'static str = "covenant/policy/solvency";

    fn validate(&self) -> Result<(), ValueError> {
        if self.version == 1 { Ok(()) } else { Err(ValueError::new("solvency policy", "version 1")) }
    }

    fn digest(&self) -> Fr {
        hash(Self::TAG, &self.values())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_hashed() {
        let policy = SolvencyPolicy {
            version: 1,
            currency: "EUR".parse().unwrap(),
            max_price_age_seconds: 3_600,
            own_custodian: false,
        };
        let others = [
            SolvencyPolicy { version: 2, ..policy.clone() },
            SolvencyPolicy { currency: "USD".parse().unwrap(), ..policy.clone() },
            SolvencyPolicy { max_price_age_seconds: 3_601, ..policy.clone() },
            SolvencyPolicy { own_custodian: true, ..policy.clone() },
        ];
        assert!(policy.validate().is_ok() && others[0].validate().is_err());
        assert!(others.iter().all(|other| other.digest() != policy.digest()));
    }
}
