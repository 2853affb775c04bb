//! What price authorities say.

use super::row;
use crate::tables::{Asset, Moment};
use covenant_statements::{Amount, Currency};

row! {
    /// A price.
    PriceRow = "prices", "the price of one unit of something, in one currency", may_be_empty: false,
    key: (asset, currency) -> (Asset, Currency) = |row| (row.asset.clone(), row.currency),
    {
        asset: Asset = "what has the price";
        currency: Currency = "the currency of `price` and `confidence`";
        price: Amount = "the price of one unit";
        confidence: Amount = "by how much the price may be wrong";
        published_at: Moment = "when the price was published";
    }
}
