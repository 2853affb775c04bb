//! Arguments of `sample`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `sample`.
#[derive(Debug, Subcommand)]
pub(crate) enum Sample {
    /// One seller's invoices, acknowledged by their debtors, with the seller's consents: everything for their proofs.
    Invoices(SampleArgs),
    /// A vault of receivables with goods and prices: everything for a borrowing base, and what its figures must be.
    Vault(SampleArgs),
    /// A pool of loans with its custody, tape and structure: everything for its figures, and what they must be.
    Pool(SampleArgs),
    /// An institution's ledger of accounts with reserves, prices, scope and policy: everything for its coverage, and what both sides come to.
    Ledger(SampleLedger),
}

/// `sample …`.
#[derive(Debug, Args)]
pub(crate) struct SampleArgs {
    /// What is drawn follows from it; the same seed gives the same documents.
    #[arg(long, value_name = "S", default_value = "1")]
    pub(crate) seed: u64,
    /// How many lines; more than the largest circuit takes, to see them refused.
    #[arg(long, value_name = "N", value_parser = lines)]
    pub(crate) lines: usize,
    /// The folder, empty or missing. It becomes a development home.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
}

/// `sample ledger`.
#[derive(Debug, Args)]
pub(crate) struct SampleLedger {
    /// What is drawn follows from it; the same seed gives the same documents.
    #[arg(long, value_name = "S", default_value = "1")]
    pub(crate) seed: u64,
    /// How many accounts.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) accounts: u64,
    /// How many assets: 1 to 32.
    #[arg(long, value_name = "M", default_value = "3", value_parser = assets)]
    pub(crate) assets: usize,
    /// The folder, empty or missing. It becomes a development home.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
}

fn assets(text: &str) -> Result<usize, String> {
    let assets = text.parse().ok().filter(|assets| (1..=32).contains(assets));
    assets.ok_or_else(|| "a whole number from 1 to 32".to_owned())
}

/// The most lines of a sample.
const MAX_LINES: usize = 100_000;

fn lines(text: &str) -> Result<usize, String> {
    let lines = text.parse().ok().filter(|lines| *lines <= MAX_LINES);
    lines.ok_or_else(|| format!("a whole number from 0 to {MAX_LINES}"))
}
