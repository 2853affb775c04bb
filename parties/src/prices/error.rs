//! Why prices, or signatures of them, are refused.

use covenant_statements::ValueError;

use super::document::MAX_SIGNATURES;

/// Why prices, or signatures of them, are refused. `row` counts the prices as they were given, from 1 as tables do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PricesError {
    /// No price, or more than a day's tree has room for.
    #[error("a day has 1 to 4096 prices")]
    Count,
    /// A price that is none.
    #[error("{error} (row {row})")]
    Row {
        /// Which.
        row: usize,
        /// Why.
        error: ValueError,
    },
    /// A price that was published after the day that it is to be of.
    #[error("published after the day's end (row {row})")]
    Later {
        /// Which.
        row: usize,
    },
    /// A second price of one asset in one currency.
    #[error("an asset has one price in a currency (row {row})")]
    Twice {
        /// The later one.
        row: usize,
    },
    /// Signatures for another network.
    #[error("the prices are for another network")]
    Network,
    /// Signatures of another day's prices.
    #[error("the prices are another day's")]
    Day,
    /// Signatures of other prices.
    #[error("the prices have another root")]
    Root,
    /// A key that is not in the registry.
    #[error("the registry of parties does not have this key")]
    Unregistered,
    /// A registered key that does not sign prices.
    #[error("the key is not registered as a price authority's")]
    Role,
    /// A price authority's key on a day on which it is not valid.
    #[error("the price authority's key is not valid on the day of the prices")]
    KeyDays,
    /// A second signature of one authority, whichever its key.
    #[error("this price authority has signed already")]
    SignedTwice,
    /// A signature that does not hold.
    #[error("a price authority's signature does not hold")]
    Signature,
    /// No signature.
    #[error("no price authority has signed")]
    Unsigned,
    /// Fewer signatures of the facility's authorities than its roles ask for.
    #[error("fewer of the roles' price authorities have signed than their quorum needs")]
    Quorum,
    /// More signatures than a document has room for.
    #[error("at most {MAX_SIGNATURES} price authorities sign a day's prices")]
    TooMany,
    /// A last day before the prices' own, or too far after it.
    #[error("a price root is good from the day of its prices on, for at most 31 days after it")]
    GoodFor,
    /// Another root for a day that has one.
    #[error("another price root is trusted for this day already")]
    OtherRoot,
}

impl PricesError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Count => "prices/count",
            Self::Row { .. } => "prices/price",
            Self::Later { .. } => "prices/published-later",
            Self::Twice { .. } => "prices/price-twice",
            Self::Network => "prices/other-network",
            Self::Day => "prices/other-day",
            Self::Root => "prices/other-root",
            Self::Unregistered => "prices/authority-not-registered",
            Self::Role => "prices/authority-role",
            Self::KeyDays => "prices/authority-not-valid",
            Self::SignedTwice => "prices/authority-twice",
            Self::Signature => "prices/signature",
            Self::Unsigned => "prices/unsigned",
            Self::Quorum => "prices/quorum",
            Self::TooMany => "prices/too-many-signatures",
            Self::GoodFor => "prices/good-for",
            Self::OtherRoot => "prices/other-root-trusted",
        }
    }

    /// The field at fault.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Count | Self::Row { .. } | Self::Later { .. } | Self::Twice { .. } => "prices",
            Self::Network => "network",
            Self::Day => "day",
            Self::Root | Self::OtherRoot => "root",
            Self::Unregistered | Self::Role | Self::KeyDays => "key",
            Self::SignedTwice | Self::Signature | Self::Unsigned | Self::Quorum | Self::TooMany => {
                "signatures"
            }
            Self::GoodFor => "until",
        }
    }

    /// Whether it is a key or a signature that was refused, rather than an input.
    #[must_use]
    pub fn is_of_signatures(&self) -> bool {
        matches!(self.field(), "key" | "signatures")
    }
}
