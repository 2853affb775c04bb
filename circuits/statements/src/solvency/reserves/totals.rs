//! What reserves sum to, and the commitment that hides it.

use crate::{Fr, pack::pack, redact::redacted, solvency::scope::MAX_ASSETS};
use alloc::{vec, vec::Vec};
use covenant_gadgets::poseidon::hash;

/// Bits of a total; what a chunk's totals have.
pub const TOTAL_BITS: usize = 84;
/// Totals that share an element.
pub const TOTALS_PER_ELEMENT: usize = 3;

/// What R opens to.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ReserveTotals {
    /// What counts of each asset, in the scope's order and decimals; below 2⁸⁴ each.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimals"))]
    pub totals: Vec<u128>,
    /// Uniform and fresh for each statement: without it totals could be guessed.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub blinding: Fr,
}

redacted!(ReserveTotals);

impl ReserveTotals {
    /// The tag of the commitment.
    pub const TAG: &'static str = "covenant/solvency-reserves";

    /// The totals of 32 assets, three to an element of 84 bits each, the first one lowest; zeros beyond the scope's.
    #[must_use]
    pub fn elements(&self) -> Vec<Fr> {
        let total = |j: usize| (Fr::from(self.totals.get(j).copied().unwrap_or(0)), TOTAL_BITS as u32);
        let places: Vec<(Fr, u32)> = (0..MAX_ASSETS).map(total).collect();
        places.chunks(TOTALS_PER_ELEMENT).map(pack).collect()
    }

    /// R = H(`covenant/solvency-reserves`, environment, eleven elements, blinding).
    #[must_use]
    pub fn commitment(&self, environment: Fr) -> Fr {
        let mut values = vec![environment];
        values.extend(self.elements());
        values.push(self.blinding);
        hash(Self::TAG, &values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_total_and_the_rest_are_bound() {
        let of = |totals: Vec<u128>, blinding: u64| ReserveTotals { totals, blinding: Fr::from(blinding) };
        let totals: Vec<u128> = (0..32).map(|j| (1 << 84) - 1 - j).collect();
        let base = of(totals.clone(), 5).commitment(Fr::from(1u64));
        assert_ne!(of(totals.clone(), 6).commitment(Fr::from(1u64)), base);
        assert_ne!(of(totals.clone(), 5).commitment(Fr::from(2u64)), base);
        for j in 0..32 {
            let mut changed = totals.clone();
            changed[j] -= 1;
            assert_ne!(of(changed, 5).commitment(Fr::from(1u64)), base, "total {j}");
        }
        let one = Fr::from(1u64);
        let (short, long) = (of(vec![7], 5), of(vec![7, 0, 0], 5));
        assert_eq!(short.commitment(one), long.commitment(one), "always 32 totals");
    }
}
