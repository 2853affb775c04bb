//! `prices.signed`: a day's prices in clear, their root, and the signatures of price authorities over it. Public.

use alloc::vec::Vec;
use core::fmt;

use covenant_statements::price::{Symbol, root_message};
use covenant_statements::{Currency, Day, Fr, Network, Point, Price, PriceTree, Signature, serde_forms};
use serde::{Deserialize, Serialize};

use super::error::PricesError;
use crate::Format;

/// The most signatures of one day's prices: several lenders' quorums may draw on them.
pub const MAX_SIGNATURES: usize = 32;

/// A price whose asset is named.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedPrice {
    /// What is priced.
    pub asset: Symbol,
    /// The currency.
    pub currency: Currency,
    /// Minor units of the currency per priced unit.
    #[serde(with = "serde_forms::decimal")]
    pub price: u64,
    /// How far off the price may be, in the same units.
    #[serde(with = "serde_forms::decimal")]
    pub confidence: u64,
    /// When it was published, in seconds since 1970-01-01T00:00:00Z.
    pub published_at: u64,
}

impl NamedPrice {
    /// The price as it is hashed.
    #[must_use]
    pub fn price(&self) -> Price {
        Price {
            asset: self.asset.asset(),
            currency: self.currency,
            price: self.price,
            confidence: self.confidence,
            published_at: self.published_at,
        }
    }
}

/// One authority's signature over the root's message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthoritySignature {
    /// Whose signature it is: packPoint.
    #[serde(with = "serde_forms::point_hex")]
    pub signer: Point,
    /// EdDSA-Poseidon over the root's message.
    #[serde(with = "serde_forms::signature_hex")]
    pub signature: Signature,
}

/// A day's prices with what price authorities signed of them. Whether the signatures hold, and whose they are, is
/// [checked](Self::check) by a registry.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct SignedPrices {
    network: Network,
    day: Day,
    prices: Vec<NamedPrice>,
    tree: PriceTree,
    pub(super) signatures: Vec<AuthoritySignature>,
}

impl fmt::Debug for SignedPrices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SignedPrices({}, {} prices, {} signatures)",
            self.day,
            self.prices.len(),
            self.signatures.len()
        )
    }
}

impl Format for SignedPrices {
    const KIND: &'static str = "covenant/prices";
    const MAX_BYTES: usize = 2 * 1024 * 1024;
    const MALFORMED: &'static str = "prices/malformed";
}

impl SignedPrices {
    /// A day's prices, given in any order, unsigned yet.
    ///
    /// # Errors
    /// The first row that is no price, is published after the day, or repeats an asset and a currency.
    pub fn new(network: Network, day: Day, mut prices: Vec<NamedPrice>) -> Result<Self, PricesError> {
        rows(&prices, day)?;
        prices.sort_by_cached_key(|named| (named.asset.asset(), named.currency));
        let tree = PriceTree::new(prices.iter().map(NamedPrice::price).collect());
        // The rows have been looked at one by one; what is left is their number.
        let tree = tree.map_err(|_| PricesError::Count)?;
        Ok(Self { network, day, prices, tree, signatures: Vec::new() })
    }

    /// The network that the signatures are for.
    #[must_use]
    pub fn network(&self) -> Network {
        self.network
    }

    /// The day.
    #[must_use]
    pub fn day(&self) -> Day {
        self.day
    }

    /// The prices in the tree's order.
    #[must_use]
    pub fn prices(&self) -> &[NamedPrice] {
        &self.prices
    }

    /// The tree over the prices.
    #[must_use]
    pub fn tree(&self) -> &PriceTree {
        &self.tree
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Fr {
        self.tree.root()
    }

    /// What authorities sign.
    #[must_use]
    pub fn message(&self) -> Fr {
        root_message(self.network, self.root(), self.day)
    }

    /// The signatures, as they were gathered.
    #[must_use]
    pub fn signatures(&self) -> &[AuthoritySignature] {
        &self.signatures
    }
}

/// Each row by itself, and no two of one asset in one currency.
fn rows(prices: &[NamedPrice], day: Day) -> Result<(), PricesError> {
    let mut keys = Vec::with_capacity(prices.len());
    for (row, named) in (1..).zip(prices) {
        named.price().validate().map_err(|error| PricesError::Row { row, error })?;
        if named.published_at > day.end_unix_seconds() {
            return Err(PricesError::Later { row });
        }
        keys.push((&named.asset, named.currency, row));
    }
    keys.sort_unstable();
    match keys.array_windows().find(|[a, b]| (a.0, a.1) == (b.0, b.1)) {
        Some([_, (_, _, row)]) => Err(PricesError::Twice { row: *row }),
        None => Ok(()),
    }
}

/// The document's own form. Its root is there for those who read it; what counts is that of the prices.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    network: Network,
    day: Day,
    #[serde(with = "serde_forms::field_hex")]
    root: Fr,
    prices: Vec<NamedPrice>,
    signatures: Vec<AuthoritySignature>,
}

impl TryFrom<Form> for SignedPrices {
    type Error = PricesError;

    fn try_from(form: Form) -> Result<Self, PricesError> {
        let Form { network, day, root, prices, signatures } = form;
        let given = prices.clone();
        let read = Self { signatures, ..Self::new(network, day, prices)? };
        if read.signatures.len() > MAX_SIGNATURES {
            return Err(PricesError::TooMany);
        }
        // One document has one form: prices in the tree's order, under their own root.
        if read.root() != root || read.prices != given { Err(PricesError::Root) } else { Ok(read) }
    }
}

impl From<SignedPrices> for Form {
    fn from(prices: SignedPrices) -> Self {
        let root = prices.root();
        let SignedPrices { network, day, prices, signatures, .. } = prices;
        Self { network, day, root, prices, signatures }
    }
}
