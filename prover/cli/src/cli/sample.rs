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

/// The most lines of a sample.
const MAX_LINES: usize = 100_000;

fn lines(text: &str) -> Result<usize, String> {
    let lines = text.parse().ok().filter(|lines| *lines <= MAX_LINES);
    lines.ok_or_else(|| format!("a whole number from 0 to {MAX_LINES}"))
}
