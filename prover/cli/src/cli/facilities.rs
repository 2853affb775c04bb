//! Arguments of the commands about facilities, their vaults, and what is signed for them.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use covenant_statements::binding::{Address, ChainId};
use covenant_statements::{Day, Identifier, VaultName};

use super::parties::identifier;

/// `facility`.
#[derive(Debug, Subcommand)]
pub(crate) enum Facility {
    /// Name a facility's vault, its roles and its policy in one file, for the facility's parties.
    New(FacilityNew),
    /// Print a facility's digests, as a verifier's trust names them.
    Show {
        /// What `new` wrote.
        #[arg(value_name = "FACILITY")]
        file: PathBuf,
    },
}

/// `facility new` and `pool new`.
#[derive(Debug, Args)]
pub(crate) struct FacilityNew {
    /// The lender; of a pool, who holds its custody for the investors.
    #[arg(long, value_name = "SCHEME:VALUE", value_parser = identifier)]
    pub(crate) lender: Identifier,
    /// The name that it gives to the vault, or to the pool.
    #[arg(long, value_name = "NAME", value_parser = vault_name)]
    pub(crate) name: VaultName,
    /// The chain of the contract that holds the notes, by CAIP-2.
    #[arg(long)]
    pub(crate) chain: ChainId,
    /// That contract.
    #[arg(long, value_name = "0x…")]
    pub(crate) contract: Address,
    /// Who signs: what `roles make` wrote.
    #[arg(long, value_name = "ROLES")]
    pub(crate) roles: PathBuf,
    /// The policy that it is judged by, in TOML or JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: PathBuf,
    /// The servicer's epoch.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) epoch: u32,
    /// Where the file goes (mode 0600).
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// `vault`.
#[derive(Debug, Subcommand)]
pub(crate) enum Vault {
    /// Make the folder of a facility's vault.
    Init {
        /// The folder, made if it is not there.
        #[arg(long, value_name = "DIR")]
        vault: PathBuf,
        /// The facility, or the pool: what `new` wrote.
        #[arg(long, value_name = "FILE")]
        facility: PathBuf,
    },
    /// Add a note as the last line.
    Add {
        /// The folder.
        #[arg(long, value_name = "DIR")]
        vault: PathBuf,
        /// The note's opening, as `prove invoice --note-out` wrote it.
        #[arg(value_name = "NOTE")]
        note: PathBuf,
        /// The attestation that made the note; without it the line is not traced.
        #[arg(long, value_name = "FILE")]
        attestation: Option<PathBuf>,
    },
    /// Print the lines, the counter and the digests.
    Show {
        /// The folder.
        #[arg(long, value_name = "DIR")]
        vault: PathBuf,
        /// Amounts, debtors and days of the lines too.
        #[arg(long)]
        amounts: bool,
    },
    /// Let lines go once `prove rewrite` has proved it and the vault's contract has done it: the others stay in their order.
    Rewrite {
        /// The folder.
        #[arg(long, value_name = "DIR")]
        vault: PathBuf,
        /// The lines, from 1, as `show` numbers them.
        #[arg(
            long,
            value_name = "N",
            required_unless_present = "attestation",
            conflicts_with = "attestation",
            value_delimiter = ','
        )]
        release: Vec<usize>,
        /// The rewrite's attestation: the lines that it names leave. It has to be of this vault as it is; judging it is for `verify`.
        #[arg(long, value_name = "FILE")]
        attestation: Option<PathBuf>,
    },
}

/// For which vault something is signed.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ForVault {
    /// The vault's folder; its openings are not read.
    #[arg(long, value_name = "DIR")]
    pub(crate) vault: Option<PathBuf>,
    /// The facility, or the pool, alone: the table's own order is then the vault's.
    #[arg(long, value_name = "FILE")]
    pub(crate) facility: Option<PathBuf>,
}

/// `ledger`.
#[derive(Debug, Subcommand)]
pub(crate) enum Ledger {
    /// Sign the ledger of a day, as the servicer.
    Sign(Box<LedgerSign>),
}

/// `ledger sign`.
#[derive(Debug, Args)]
pub(crate) struct LedgerSign {
    /// The lines, in CSV or Parquet: note, open_balance, disputed, bill_and_hold.
    #[arg(value_name = "LEDGER")]
    pub(crate) ledger: PathBuf,
    /// The debtors' figures over the whole book, in CSV or Parquet.
    #[arg(long, value_name = "DEBTORS")]
    pub(crate) debtors: PathBuf,
    #[command(flatten)]
    pub(crate) of: ForVault,
    /// The policy by which the servicer called receivables aged; refused if it is not the facility's.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The ledger's day.
    #[arg(long, value_name = "D")]
    pub(crate) as_of: Day,
    /// The servicer's epoch; else the facility's.
    #[arg(long, value_name = "N")]
    pub(crate) epoch: Option<u32>,
    /// Greater than that of every earlier ledger of the epoch.
    #[arg(long, value_name = "N")]
    pub(crate) sequence: u64,
    /// A company of the owner's group, up to 4.
    #[arg(long = "owner-group", value_name = "SCHEME:VALUE", value_parser = identifier)]
    pub(crate) owner_group: Vec<Identifier>,
    /// The servicer's signing key.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Where the signed ledger goes (mode 0600).
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// `appraisal`.
#[derive(Debug, Subcommand)]
pub(crate) enum Appraisal {
    /// Sign up to 8 lots, as an appraiser.
    Sign(AppraisalSign),
}

/// `appraisal sign`.
#[derive(Debug, Args)]
pub(crate) struct AppraisalSign {
    /// Lots of inventory, in CSV or Parquet.
    #[arg(long, value_name = "FILE", required_unless_present_any = ["property", "commodities"])]
    pub(crate) inventory: Option<PathBuf>,
    /// Lots of property, in CSV or Parquet.
    #[arg(long, value_name = "FILE")]
    pub(crate) property: Option<PathBuf>,
    /// Lots of commodities, in CSV or Parquet.
    #[arg(long, value_name = "FILE")]
    pub(crate) commodities: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) of: ForVault,
    /// The day of the appraisal.
    #[arg(long, value_name = "D")]
    pub(crate) day: Day,
    /// The appraiser's signing key.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Where the signed appraisal goes (mode 0600).
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

fn vault_name(text: &str) -> Result<VaultName, String> {
    text.parse().map_err(|_| "1 to 66 printable ASCII characters without blanks".to_owned())
}
