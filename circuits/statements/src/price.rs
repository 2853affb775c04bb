//! A day's prices: what price authorities sign, and one price with its way to the root that they signed.

use crate::{Currency, Day, Fr, Network, ValueError, binding::keccak253, redact::redacted};
use alloc::{string::String, vec::Vec};
use core::{fmt, str::FromStr};
use covenant_gadgets::{
    merkle::{Path, Tree},
    poseidon::hash,
};

/// Levels of the 4-ary tree of a day's prices.
pub const PRICE_DEPTH: usize = 6;
/// The most prices of a day: 4⁶.
pub const MAX_PRICES: usize = 1 << (2 * PRICE_DEPTH);
/// The tag of the tree's nodes.
pub const PRICE_NODE: &str = "covenant/price-node";
/// The last second of 9999-12-31, the latest moment that a price can be of.
pub const LAST_SECOND: u64 = Day::MAX.end_unix_seconds();

/// The name of what is priced, such as `XAU` or `WTI-1M`: 1 to 32 upper-case ASCII letters, digits and hyphens.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(String);

impl Symbol {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// keccak256 of the name, the top three bits cleared.
    #[must_use]
    pub fn asset(&self) -> AssetId {
        AssetId(keccak253(self.0.as_bytes()))
    }
}

impl FromStr for Symbol {
    type Err = ValueError;

    /// Refuses any other form; nothing is trimmed and no letter changed.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let named = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
        if (1..=32).contains(&text.len()) && text.bytes().all(named) {
            Ok(Self(String::from(text)))
        } else {
            Err(ValueError::new("asset's symbol", "1 to 32 upper-case letters, digits or hyphens"))
        }
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

redacted!(Symbol AssetId Price PriceMember);

/// What is priced, by the hash of its name; see [`Symbol::asset`]. Which of a day's prices a borrower uses tells what it holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId(pub Fr);

/// A price of a day in minor units of a currency per priced unit.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Price {
    /// What is priced.
    pub asset: AssetId,
    /// The currency.
    pub currency: Currency,
    /// Minor units of the currency per priced unit, above 0.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub price: u64,
    /// How far off the price may be, in the same units; below the price. Collateral counts at price − confidence.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub confidence: u64,
    /// When it was published, in seconds since 1970-01-01T00:00:00Z, up to the end of 9999.
    pub published_at: u64,
}

impl Price {
    /// The tag of the leaf.
    pub const TAG: &'static str = "covenant/price-leaf";

    /// Refuses a price of zero, one that is all doubt, and a moment after the last day.
    ///
    /// # Errors
    /// What is not of its form.
    pub const fn validate(&self) -> Result<(), ValueError> {
        if self.price == 0 {
            return Err(ValueError::new("price", "above zero"));
        }
        if self.confidence >= self.price {
            return Err(ValueError::new("price", "a confidence below the price"));
        }
        if self.published_at > LAST_SECOND {
            return Err(ValueError::new("price", "published by 9999-12-31"));
        }
        Ok(())
    }

    /// The five values that are hashed, in order, after the tag.
    #[must_use]
    pub fn values(&self) -> [Fr; 5] {
        [
            self.asset.0,
            Fr::from(self.currency.code()),
            Fr::from(self.price),
            Fr::from(self.confidence),
            Fr::from(self.published_at),
        ]
    }

    /// H(`covenant/price-leaf`, …).
    #[must_use]
    pub fn hash(&self) -> Fr {
        hash(Self::TAG, &self.values())
    }

    /// What a day has one price of.
    fn key(&self) -> (AssetId, Currency) {
        (self.asset, self.currency)
    }
}

/// A day's prices in their order, by asset and then by currency, with the tree over them. One set of prices has one root.
#[derive(Clone)]
pub struct PriceTree {
    prices: Vec<Price>,
    tree: Tree,
}

impl PriceTree {
    /// The tree over 1 to [`MAX_PRICES`] prices, given in any order.
    ///
    /// # Errors
    /// No price or too many, one that is not valid, two of one asset in one currency.
    pub fn new(mut prices: Vec<Price>) -> Result<Self, ValueError> {
        if !(1..=MAX_PRICES).contains(&prices.len()) {
            return Err(ValueError::new("day's prices", "1 to 4096 of them"));
        }
        prices.iter().try_for_each(Price::validate)?;
        prices.sort_by_key(Price::key);
        if prices.windows(2).any(|pair| pair[0].key() == pair[1].key()) {
            return Err(ValueError::new("day's prices", "one price of an asset in a currency"));
        }
        let leaves = prices.iter().map(Price::hash).collect();
        let tree = Tree::new(PRICE_NODE, PRICE_DEPTH, leaves)
            .ok_or(ValueError::new("day's prices", "1 to 4096 of them"))?;
        Ok(Self { prices, tree })
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Fr {
        self.tree.root()
    }

    /// The prices in the order of the leaves.
    #[must_use]
    pub fn prices(&self) -> &[Price] {
        &self.prices
    }

    /// The price of an asset in a currency with its way to the root; `None` where the day has none.
    #[must_use]
    pub fn member(&self, asset: AssetId, currency: Currency) -> Option<PriceMember> {
        let index = self.prices.binary_search_by_key(&(asset, currency), Price::key).ok()?;
        Some(PriceMember { price: self.prices[index], path: self.tree.path(index)? })
    }
}

/// A price and its way to the day's root.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct PriceMember {
    /// The price.
    pub price: Price,
    /// Its place among the day's prices.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::price_path_form"))]
    pub path: Path,
}

impl PriceMember {
    /// The root that price and path give.
    #[must_use]
    pub fn root(&self) -> Fr {
        self.path.root(PRICE_NODE, self.price.hash())
    }

    /// Whether the price is one of this root's.
    #[must_use]
    pub fn is_of(&self, price_root: Fr) -> bool {
        self.path.siblings.len() == PRICE_DEPTH && self.root() == price_root
    }
}

/// What price authorities sign: this root is that of the day's prices, on this network.
#[must_use]
pub fn root_message(network: Network, root: Fr, day: Day) -> Fr {
    hash("covenant/price-root", &[network.to_field(), root, Fr::from(day.get())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{vec, vec::Vec};
    use ark_ff::AdditiveGroup;
    use covenant_gadgets::field;

    fn price(symbol: &str, currency: &str, price: u64) -> Price {
        Price {
            asset: symbol.parse::<Symbol>().unwrap().asset(),
            currency: currency.parse().unwrap(),
            price,
            confidence: price / 100,
            published_at: 1_795_996_800,
        }
    }

    fn day() -> Vec<Price> {
        vec![price("XAU", "USD", 412_345), price("WTI-1M", "USD", 6_120), price("XAU", "EUR", 380_001)]
    }

    #[test]
    fn symbols_have_one_form() {
        for good in ["A", "XAU", "WTI-1M", "0123456789ABCDEF0123456789ABCDEF"] {
            assert_eq!(good.parse::<Symbol>().unwrap().as_str(), good);
        }
        for bad in ["", "xau", "XAU ", "X_U", "ÄU", "0123456789ABCDEF0123456789ABCDEF0"] {
            assert!(bad.parse::<Symbol>().is_err(), "{bad}");
        }
    }

    /// Made once, and recomputed from the book's text in JavaScript; see the vectors.
    #[test]
    fn values_are_pinned() {
        let gold = price("XAU", "USD", 412_345);
        let tree = PriceTree::new(day()).unwrap();
        let message = root_message(Network::Development, tree.root(), "2026-11-30".parse().unwrap());
        let pinned = [
            (gold.asset.0, "0x1c687a3207cd9c05b4b11d8dd7ac337919c2200102d72989a597ebc5afcf180b"),
            (gold.hash(), "0x03c05cecda5f0d63d74101155a2ab02090b5021fbb6ba1977bb5af99597a78f1"),
            (tree.root(), "0x041923f03eb8f39dddc2c9088aa650148821bbf8c1b2713a1ef0946854ba5d0a"),
            (message, "0x03d22d751af97db99f541bc840f776a527cf94b63f55e1e22307fa09c7eb71a9"),
        ];
        for (value, hex) in pinned {
            assert_eq!(field::to_hex(&value), hex);
        }
    }

    #[test]
    fn one_set_of_prices_has_one_root() {
        let tree = PriceTree::new(day()).unwrap();
        let mut turned = day();
        turned.reverse();
        assert_eq!(PriceTree::new(turned).unwrap().root(), tree.root());
        for p in day() {
            let member = tree.member(p.asset, p.currency).unwrap();
            assert!(member.price == p && member.is_of(tree.root()));
            let cheaper = PriceMember { price: Price { price: p.price - 1, ..p }, ..member.clone() };
            assert!(!cheaper.is_of(tree.root()));
            let mut shorter = member;
            shorter.path.siblings.pop();
            assert!(!shorter.is_of(shorter.root()));
        }
        assert!(tree.member(AssetId(Fr::ZERO), day()[0].currency).is_none());
        assert!(tree.member(day()[1].asset, day()[2].currency).is_none());
    }

    #[test]
    fn bad_days_are_refused() {
        let gold = day()[0];
        let with = |p: Price| vec![p, day()[1]];
        let refused: [Vec<Price>; 6] = [
            vec![],
            with(Price { price: 0, confidence: 0, ..gold }),
            with(Price { confidence: gold.price, ..gold }),
            with(Price { published_at: LAST_SECOND + 1, ..gold }),
            vec![gold, Price { price: 1, confidence: 0, ..gold }],
            (0..=MAX_PRICES as u64).map(|i| Price { asset: AssetId(Fr::from(i)), ..gold }).collect(),
        ];
        for (i, prices) in refused.into_iter().enumerate() {
            assert!(PriceTree::new(prices).is_err(), "day {i}");
        }
        let full = (0..MAX_PRICES as u64).map(|i| Price { asset: AssetId(Fr::from(i)), ..gold }).collect();
        let full = PriceTree::new(full).unwrap();
        let last = full.prices()[MAX_PRICES - 1];
        assert!(full.member(last.asset, last.currency).unwrap().is_of(full.root()));
    }

    #[test]
    fn every_part_moves_the_leaf_and_the_message() {
        let gold = day()[0];
        for other in [
            Price { asset: day()[1].asset, ..gold },
            Price { currency: day()[2].currency, ..gold },
            Price { price: gold.price + 1, ..gold },
            Price { confidence: gold.confidence + 1, ..gold },
            Price { published_at: gold.published_at + 1, ..gold },
        ] {
            assert_ne!(other.hash(), gold.hash());
        }
        let message = |network, root: u64, day| root_message(network, Fr::from(root), day);
        let signed = message(Network::Development, 1, Day::MIN);
        assert_ne!(message(Network::Production, 1, Day::MIN), signed);
        assert_ne!(message(Network::Development, 2, Day::MIN), signed);
        assert_ne!(message(Network::Development, 1, Day::MAX), signed);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json_keeps_every_value() {
        let tree = PriceTree::new(vec![Price { price: u64::MAX, ..day()[0] }]).unwrap();
        let member = tree.member(day()[0].asset, day()[0].currency).unwrap();
        let text = serde_json::to_string(&member).unwrap();
        assert!(text.contains("\"price\":\"18446744073709551615\""), "{text}");
        assert!(serde_json::from_str::<PriceMember>(&text).unwrap() == member);
        for bad in [
            text.replace("18446744073709551615", "18446744073709551616"),
            text.replace("18446744073709551615", "018"),
            text.replace("\"index\":0", "\"index\":4096"),
            text.replace("\"asset\":\"0x1", "\"asset\":\"0x2"),
        ] {
            assert!(bad != text && serde_json::from_str::<PriceMember>(&bad).is_err(), "{bad}");
        }
    }
}
