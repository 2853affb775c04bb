//! What both sides are worth.

use super::{Claim, VALUE_BITS};
use crate::redact::redacted;

/// Parts of a minor unit in which values are exact: 10⁻⁹.
pub const PARTS: u128 = 1_000_000_000;

/// Both sides' values in minor units of the currency, below 2⁸⁰ each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Of the reserves that count, rounded down.
    pub reserves: u128,
    /// Of the liabilities, rounded up.
    pub liabilities: u128,
}

redacted!(Figures Values);

/// Both sides' values, exact, in 10⁻⁹ of a minor unit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Values {
    /// Of the reserves that count.
    pub reserves: u128,
    /// Of the liabilities.
    pub liabilities: u128,
}

impl Figures {
    /// What can be disclosed to an auditor.
    pub const NAMES: [&'static str; 2] = ["reserves", "liabilities"];

    /// The figures of a claim; `None` where one of them has more than 80 bits, or an asset has no price.
    #[must_use]
    pub fn of(claim: &Claim) -> Option<Self> {
        Values::of(claim)?.figures()
    }

    /// In the order of their names.
    #[must_use]
    pub const fn in_order(&self) -> [u128; 2] {
        [self.reserves, self.liabilities]
    }
}

impl Values {
    /// The values of a claim; `None` where one of them has more than 128 bits, or an asset has no price.
    #[must_use]
    pub fn of(claim: &Claim) -> Option<Self> {
        let mut values = Self { reserves: 0, liabilities: 0 };
        for (j, asset) in claim.setting.scope.assets.iter().enumerate() {
            let price = claim.prices.members.get(j)?.price.price;
            let unit = u128::from(price) * u128::from(asset.scale());
            let reserve = if asset.own { 0 } else { claim.reserves.totals.get(j).copied().unwrap_or(0) };
            values.reserves = values.reserves.checked_add(reserve.checked_mul(unit)?)?;
            for chunk in &claim.chunks {
                let owed = chunk.totals.get(j).copied().unwrap_or(0).checked_mul(unit)?;
                values.liabilities = values.liabilities.checked_add(owed)?;
            }
        }
        Some(values)
    }

    /// Rounded to minor units; `None` where one has more than 80 bits.
    #[must_use]
    pub fn figures(self) -> Option<Figures> {
        let figures =
            Figures { reserves: self.reserves / PARTS, liabilities: self.liabilities.div_ceil(PARTS) };
        let fits = figures.in_order().iter().all(|figure| figure >> VALUE_BITS == 0);
        fits.then_some(figures)
    }

    /// Whether reserves × 10,000 ≥ threshold × liabilities; false where a value is larger than figures can be.
    #[must_use]
    pub fn cover(self, threshold: crate::Bps) -> bool {
        // Values of at most 2⁸⁰·10⁹ < 2¹¹⁰ times 10,000 or 2³²: halves of 64 bits keep the products below 2¹²⁸.
        let product = |value: u128, factor: u64| {
            let low = (value & u128::from(u64::MAX)) * u128::from(factor);
            let high = (value >> 64) * u128::from(factor) + (low >> 64);
            (high, low as u64)
        };
        product(self.reserves, 10_000) >= product(self.liabilities, u64::from(threshold.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bps;

    #[test]
    fn shares_are_exact_at_every_size() {
        let most = (1u128 << VALUE_BITS) * PARTS - 1;
        for liabilities in [1, 3, 10_000, (1 << 64) - 1, 1 << 64, most / 2] {
            for (threshold, reserves) in
                [(10_000, liabilities), (20_000, 2 * liabilities), (5_000, liabilities.div_ceil(2))]
            {
                assert!(Values { reserves, liabilities }.cover(Bps(threshold)));
                assert!(!Values { reserves: reserves - 1, liabilities }.cover(Bps(threshold)));
            }
        }
        assert!(Values { reserves: 0, liabilities: 0 }.cover(Bps(u32::MAX)));
        assert!(!Values { reserves: most, liabilities: most }.cover(Bps(u32::MAX)));
    }

    #[test]
    fn figures_round_against_the_entity() {
        let of = |reserves, liabilities| Values { reserves, liabilities }.figures();
        let figures = of(2 * PARTS - 1, PARTS + 1).unwrap();
        assert_eq!(figures.in_order(), [1, 2]);
        let most = (1u128 << VALUE_BITS) * PARTS;
        assert!(of(most - 1, most - PARTS).is_some());
        assert!(of(most, 0).is_none() && of(0, most - PARTS + 1).is_none());
    }
}
