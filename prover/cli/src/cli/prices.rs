//! Arguments of the commands about prices.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use covenant_statements::{Currency, Day};

/// `prices`.
#[derive(Debug, Subcommand)]
pub(crate) enum Prices {
    /// Make the root of a day's prices and sign it as a price authority, or gather what authorities signed of it.
    Publish(PricesPublish),
    /// Print a day's prices and who signed them, by the home's registry.
    Show {
        /// What `publish` wrote.
        #[arg(value_name = "SIGNED")]
        file: PathBuf,
    },
    /// Trust a day's prices: proofs that use them are taken, as of their day and the days after it up to `--until`.
    Trust {
        /// What `publish` wrote, with the signatures of authorities of the home's registry.
        #[arg(value_name = "SIGNED")]
        file: PathBuf,
        /// The last as-of day, at most 31 days after the prices' own; else the day after it.
        #[arg(long, value_name = "D")]
        until: Option<Day>,
    },
    /// Trust a day's prices no more.
    Distrust {
        /// The prices' day.
        #[arg(long, value_name = "D")]
        day: Day,
    },
    /// List the price roots that this home trusts.
    List,
}

/// `prices publish`.
#[derive(Debug, Args)]
pub(crate) struct PricesPublish {
    /// The prices, in CSV or Parquet: asset, currency, price, confidence, published_at.
    #[arg(value_name = "PRICES")]
    pub(crate) prices: PathBuf,
    /// The day that they are of.
    #[arg(long, value_name = "D")]
    pub(crate) day: Day,
    /// The one currency of all of them; else each row's.
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<Currency>,
    /// A price authority's signing key.
    #[arg(long = "key", value_name = "FILE", required_unless_present = "others")]
    pub(crate) keys: Vec<PathBuf>,
    /// What another authority signed of the same prices.
    #[arg(long = "add", value_name = "SIGNED")]
    pub(crate) others: Vec<PathBuf>,
    /// Where the signed prices go.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}
