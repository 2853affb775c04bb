//! The price roots that an operator trusts, and the days that each is good for.

use alloc::vec::Vec;

use covenant_statements::{Day, Fr, PartyId, serde_forms};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::document::SignedPrices;
use super::error::PricesError;
use crate::{ErrorKind, Format, Registry};

/// The most price roots that are kept; the earliest make room.
pub const MAX_TRUSTED: usize = 1024;
/// The most days after its own that a root is good for: a borrower may choose among those that are.
const MAX_DAYS_AFTER: u32 = 31;

/// A day's price root and the as-of days that it is good for: its own, up to and with another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceRootDays {
    /// The root.
    #[serde(with = "serde_forms::field_hex")]
    pub root: Fr,
    /// The prices' day, the first that it is good for.
    pub day: Day,
    /// The last day that it is good for.
    pub until: Day,
}

impl PriceRootDays {
    fn is_sound(&self) -> bool {
        self.until >= self.day && self.until.get() - self.day.get() <= MAX_DAYS_AFTER
    }
}

/// The price roots that an operator trusts, by their days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TrustedPrices {
    #[serde(deserialize_with = "in_order")]
    roots: Vec<PriceRootDays>,
}

/// One root a day, the earliest first, each with days that are a root's.
fn in_order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PriceRootDays>, D::Error> {
    let roots = Vec::<PriceRootDays>::deserialize(deserializer)?;
    let ordered = roots.array_windows().all(|[a, b]| a.day < b.day);
    if ordered && roots.len() <= MAX_TRUSTED && roots.iter().all(PriceRootDays::is_sound) {
        Ok(roots)
    } else {
        Err(D::Error::custom("no list of price roots by their days"))
    }
}

impl Format for TrustedPrices {
    const KIND: &'static str = "covenant/trusted-prices";
    const MAX_BYTES: usize = 1024 * 1024;
    const MALFORMED: &'static str = "home/prices-damaged";
    const REFUSAL: ErrorKind = ErrorKind::Input;
}

impl TrustedPrices {
    /// The roots, the earliest day first.
    #[must_use]
    pub fn roots(&self) -> &[PriceRootDays] {
        &self.roots
    }

    /// Trusts a day's prices for as-of days from their own to `until`. Prices of a day that has a root are refused, unless they are the
    /// same; then the last day is moved. Returns who signed.
    ///
    /// # Errors
    /// What [`SignedPrices::check`] refuses, days that are no root's, another root for the day.
    pub fn trust(
        &mut self,
        prices: &SignedPrices,
        until: Day,
        registry: &Registry,
    ) -> Result<Vec<PartyId>, PricesError> {
        let authorities = prices.check(registry)?;
        let (root, day) = (prices.root(), prices.day());
        let entry = PriceRootDays { root, day, until };
        if !entry.is_sound() {
            return Err(PricesError::GoodFor);
        }
        match self.roots.binary_search_by_key(&day, |known| known.day) {
            Ok(index) if self.roots[index].root == root => self.roots[index] = entry,
            Ok(_) => return Err(PricesError::OtherRoot),
            Err(index) => self.roots.insert(index, entry),
        }
        let over = self.roots.len().saturating_sub(MAX_TRUSTED);
        self.roots.drain(..over);
        Ok(authorities)
    }

    /// Trusts a day's root no more: prices that were found wrong. Whether there was one.
    pub fn distrust(&mut self, day: Day) -> bool {
        let before = self.roots.len();
        self.roots.retain(|known| known.day != day);
        self.roots.len() != before
    }
}
