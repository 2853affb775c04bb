//! Arguments of the commands about pools and their tapes.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use covenant_statements::Day;
use covenant_statements::pool::Figure;

use super::facilities::{FacilityNew, ForVault};

/// `pool`.
#[derive(Debug, Subcommand)]
pub(crate) enum Pool {
    /// Name a pool's custody, its roles and its policy in one file, for the pool's parties. Its folder is made by `vault init`.
    New(FacilityNew),
    /// State tranches, cash and the bounds of hidden figures at a cut-off. The proof shows them.
    Structure(PoolStructure),
}

/// `pool structure`.
#[derive(Debug, Args)]
pub(crate) struct PoolStructure {
    /// The pool's policy, in TOML or JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: PathBuf,
    /// A tranche's balance in the policy's currency, the most senior first; as many as the policy has.
    #[arg(long = "tranche", value_name = "1000000.00", required = true, allow_negative_numbers = true)]
    pub(crate) tranches: Vec<String>,
    /// The cash reserve in the policy's currency.
    #[arg(long, value_name = "1000.00", default_value = "0", allow_negative_numbers = true)]
    pub(crate) reserve: String,
    /// What a figure that the policy hides is at most: amounts in the policy's currency, all else whole.
    #[arg(long = "bound", value_name = "FIGURE=MOST", value_parser = bound)]
    pub(crate) bounds: Vec<(Figure, String)>,
    /// Where the structure goes (mode 0600).
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// `tape`.
#[derive(Debug, Subcommand)]
pub(crate) enum Tape {
    /// Sign the tape of a cut-off, as the servicer.
    Sign(Box<TapeSign>),
}

/// `tape sign`.
#[derive(Debug, Args)]
pub(crate) struct TapeSign {
    /// The loans, in CSV or Parquet: note, current_principal_balance, number_of_days_in_principal_arrears, default, internal_rating.
    #[arg(value_name = "TAPE")]
    pub(crate) tape: PathBuf,
    /// The obligors and their groups, in CSV or Parquet.
    #[arg(long, value_name = "OBLIGORS")]
    pub(crate) obligors: PathBuf,
    #[command(flatten)]
    pub(crate) of: ForVault,
    /// The policy by which the servicer graded the loans; refused if it is not the pool's.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The day at whose end balances and days past due are taken.
    #[arg(long, value_name = "D")]
    pub(crate) cut_off: Day,
    /// The servicer's epoch; else the pool's.
    #[arg(long, value_name = "N")]
    pub(crate) epoch: Option<u32>,
    /// Greater than that of every earlier tape of the epoch.
    #[arg(long, value_name = "N")]
    pub(crate) sequence: u64,
    /// The servicer's signing key.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Where the signed tape goes (mode 0600).
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

fn bound(text: &str) -> Result<(Figure, String), String> {
    let (name, most) = text.split_once('=').ok_or("a figure's name, = and what it is at most")?;
    let figure = name.parse().map_err(|_| "the name of a pool's figure".to_owned())?;
    Ok((figure, most.to_owned()))
}
