//! What price authorities say.

use super::row;
use crate::tables::{Moment, Symbol, TableFault};
use covenant_statements::{Amount, Currency};

row! {
    /// A price.
    PriceRow = "prices", "the price of one unit of something, in one currency", may_be_empty: false,
    key: (asset, currency) -> (Symbol, Currency) = |row| (row.asset.clone(), row.currency),
    fault: no_price,
    {
        asset: Symbol = "what has the price";
        currency: Currency = "the currency of `price` and `confidence`";
        price: Amount = "the price of one unit";
        confidence: Amount = "by how much the price may be wrong";
        published_at: Moment = "when the price was published";
    }
}

/// What a statement would refuse as a price.
fn no_price(row: &PriceRow) -> Option<(&'static str, TableFault)> {
    if row.price == Amount(0) {
        return Some(("price", TableFault::PriceZero));
    }
    (row.confidence >= row.price).then_some(("confidence", TableFault::Confidence))
}
