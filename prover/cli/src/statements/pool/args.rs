//! Arguments of the commands about pools.

use std::path::PathBuf;

use clap::Args;
use covenant_statements::Day;

use crate::statements::DisclosureArgs;
use crate::statements::obligation::args::ContextArgs;

/// What `check` and `prove` judge.
#[derive(Debug, Args)]
pub(crate) struct Subject {
    /// A folder with all files by their usual names: vault, tape.signed, structure.json, policy.toml or policy.json. A file that is named
    /// beside it is taken instead.
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    /// The folder of the pool's custody.
    #[arg(long, alias = "custody", value_name = "DIR", required_unless_present = "from")]
    pub(crate) vault: Option<PathBuf>,
    /// The servicer's tape, as `tape sign` wrote it.
    #[arg(long, value_name = "FILE", required_unless_present = "from")]
    pub(crate) tape: Option<PathBuf>,
    /// Tranches, cash and bounds, as `pool structure` wrote them.
    #[arg(long, value_name = "FILE", required_unless_present = "from")]
    pub(crate) structure: Option<PathBuf>,
    /// The pool's policy, in TOML or JSON.
    #[arg(long, value_name = "FILE", required_unless_present = "from")]
    pub(crate) policy: Option<PathBuf>,
    /// The day at whose end the figures are taken, which is the tape's; with --from it may be left out.
    #[arg(long, value_name = "D", required_unless_present = "from")]
    pub(crate) cut_off: Option<Day>,
}

/// `check pool`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) subject: Subject,
    /// Print every figure, and balances by days past due, grade, maturity and obligor. For the originator's eyes.
    #[arg(long)]
    pub(crate) report: bool,
    /// Write the report as one page, with charts of delinquency, maturity and grades (mode 0600).
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

/// `prove pool`.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    #[command(flatten)]
    pub(crate) disclosure: DisclosureArgs,
}
