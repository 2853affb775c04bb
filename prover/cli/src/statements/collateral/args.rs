//! Arguments of the commands about collateral.

use std::path::PathBuf;

use clap::Args;
use covenant_statements::Day;

use crate::statements::DisclosureArgs;
use crate::statements::obligation::args::ContextArgs;

/// What `check` and `prove` judge.
#[derive(Debug, Args)]
pub(crate) struct Subject {
    /// A folder with all files by their usual names: vault, ledger.signed, appraisal-1.signed, …, prices.signed, policy.toml or
    /// policy.json. A file that is named beside it is taken instead.
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    /// The vault's folder.
    #[arg(long, value_name = "DIR", required_unless_present = "from")]
    pub(crate) vault: Option<PathBuf>,
    /// Another facility of the same vault, to be judged by: lines leave a pool's custody under a collateral policy.
    #[arg(long, value_name = "FILE")]
    pub(crate) facility: Option<PathBuf>,
    /// The servicer's ledger of the day, as `ledger sign` wrote it.
    #[arg(long, value_name = "FILE", required_unless_present = "from")]
    pub(crate) ledger: Option<PathBuf>,
    /// An appraisal, as `appraisal sign` wrote it.
    #[arg(long = "appraisal", value_name = "FILE")]
    pub(crate) appraisals: Vec<PathBuf>,
    /// The day's prices, as `prices publish` wrote them; needed where there are commodities.
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// The facility's collateral policy, in TOML or JSON.
    #[arg(long, value_name = "FILE", required_unless_present = "from")]
    pub(crate) policy: Option<PathBuf>,
    /// What must be covered, in the policy's currency: outstanding, letters of credit, the draw that is asked for.
    #[arg(long, value_name = "1000000.00", allow_negative_numbers = true)]
    pub(crate) exposure: String,
    /// The day of judgement, which is the ledger's.
    #[arg(long, value_name = "D")]
    pub(crate) as_of: Day,
}

/// `check collateral`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) subject: Subject,
    /// Print the borrowing base certificate: every figure, and by debtor. For the borrower's eyes.
    #[arg(long)]
    pub(crate) report: bool,
    /// Write the certificate as one page, with charts of ageing and concentration (mode 0600).
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

/// `prove collateral`.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    #[command(flatten)]
    pub(crate) disclosure: DisclosureArgs,
}
