//! Arguments of the commands that check, prove and verify statements. Each statement has its variants here, and all else in its folder.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use covenant_statements::Day;

use crate::statements::obligation::args::{ProveInvoice, Subject};

/// `check`.
#[derive(Debug, Subcommand)]
pub(crate) enum Check {
    /// Obligation validity: conditions 1 to 3, or all six with the seller's consent.
    Invoice {
        #[command(flatten)]
        subject: Subject,
        /// The seller's consent.
        #[arg(long, value_name = "FILE")]
        consent: Option<PathBuf>,
    },
}

/// `prove`.
#[derive(Debug, Subcommand)]
pub(crate) enum Prove {
    /// Obligation validity.
    Invoice(Box<ProveInvoice>),
}

/// `verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The attestation.
    pub(crate) attestation: PathBuf,
    /// What is trusted; else what the home trusts.
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Option<PathBuf>,
    /// Judge as of this day's end; else as of now.
    #[arg(long, value_name = "D")]
    pub(crate) at: Option<Day>,
    /// Accept keys whose maker can forge, and say so.
    #[arg(long)]
    pub(crate) allow_development_keys: bool,
}
