//! Arguments of the commands about coverage.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use covenant_ingest::tables::Moment;
use covenant_statements::{Day, Identifier, Network, Symbol};

use crate::cli::{Judging, identifier};
use crate::statements::DisclosureArgs;
use crate::statements::obligation::args::ContextArgs;

/// What `check` and `prove` judge.
#[derive(Debug, Default, Args)]
pub(crate) struct Subject {
    /// A folder with all files by their usual names: accounts.csv or accounts.parquet, reserves/, prices.signed, scope.toml, policy.toml
    /// (or .json), statement.toml with entity, threshold_bps and as_of. What is named beside it is taken instead.
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    /// The ledger of accounts, in CSV or Parquet.
    #[arg(long, value_name = "FILE", required_unless_present = "from")]
    pub(crate) accounts: Option<PathBuf>,
    /// Custodians' statements, as `reserve sign` wrote them: a file each, or a folder of them.
    #[arg(long = "reserves", value_name = "FILE|DIR", required_unless_present = "from")]
    pub(crate) reserves: Vec<PathBuf>,
    /// The day's prices, signed.
    #[arg(long, value_name = "FILE", required_unless_present = "from")]
    pub(crate) prices: Option<PathBuf>,
    /// The scope, in TOML or JSON.
    #[arg(long, value_name = "FILE", required_unless_present = "from")]
    pub(crate) scope: Option<PathBuf>,
    /// The policy, in TOML or JSON.
    #[arg(long, value_name = "FILE", required_unless_present = "from")]
    pub(crate) policy: Option<PathBuf>,
    /// The institution.
    #[arg(long, value_name = "SCHEME:VALUE", value_parser = identifier, required_unless_present = "from")]
    pub(crate) entity: Option<Identifier>,
    /// How much of the liabilities the reserves must cover, in basis points.
    #[arg(long, value_name = "BPS", required_unless_present = "from")]
    pub(crate) threshold_bps: Option<u32>,
    /// The moment, such as 2026-11-30T00:00:00Z.
    #[arg(long, value_name = "T", value_parser = moment, required_unless_present = "from")]
    pub(crate) as_of: Option<Moment>,
    /// The folder that keeps what is secret of the statement, and its proofs: chunks that are proved are not proved again, and holders'
    /// proofs are made from it. Else `work` in the folder of --from.
    #[arg(long, value_name = "DIR", required_unless_present = "from")]
    pub(crate) work: Option<PathBuf>,
}

/// `check solvency`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) subject: Subject,
    /// Print what both sides are worth, asset by asset. For the institution's eyes.
    #[arg(long)]
    pub(crate) report: bool,
}

/// `prove solvency`.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    #[command(flatten)]
    pub(crate) subject: Subject,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    #[command(flatten)]
    pub(crate) disclosure: DisclosureArgs,
    /// The logarithm of a chunk's rows, 12 to 19; else the smallest that takes all in the fewest chunks that a circuit takes. Smaller chunks
    /// take less memory, and more gas.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(12..=19))]
    pub(crate) chunk_k: Option<u32>,
    /// Have a service prove the chunks, as jobs: one that serves the folder in which that of --from lies, with the same home.
    #[arg(long, value_name = "URL", requires = "from")]
    pub(crate) server: Option<String>,
    /// The work folder of an earlier statement: the hashes of identifiers that are in both are taken from it, and nothing else.
    #[arg(long, value_name = "DIR")]
    pub(crate) previous: Option<PathBuf>,
    /// Where the attestation goes.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// `solvency`.
#[derive(Debug, Subcommand)]
pub(crate) enum Solvency {
    /// Prove one chunk of a statement that `prove solvency` began, here or on another machine with a copy of the work folder's key and plan.
    Chunk(ChunkArgs),
    /// Make holders' inclusion proofs of a statement that is proved.
    Inclusion(InclusionArgs),
    /// Enter an attestation of coverage into a public log: one for each entity and day, each reserve once.
    Log(LogArgs),
    /// Take parameters from a ceremony's .ptau file into the home, checked by pairings.
    Parameters(ParametersArgs),
    /// Print a scope's digest, as trust files name it.
    Scope {
        /// The scope, in TOML or JSON.
        file: PathBuf,
    },
}

/// `solvency chunk`.
#[derive(Debug, Args)]
pub(crate) struct ChunkArgs {
    #[command(flatten)]
    pub(crate) of: Proved,
    /// Which chunk, from 0.
    #[arg(long, value_name = "I")]
    pub(crate) index: u32,
}

/// A statement whose work folder is there.
#[derive(Debug, Default, Args)]
pub(crate) struct Proved {
    /// A folder with all files by their usual names, as `prove solvency --from` takes it.
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    /// The ledger of accounts, as it was proved.
    #[arg(long, value_name = "FILE")]
    pub(crate) accounts: Option<PathBuf>,
    /// The scope.
    #[arg(long, value_name = "FILE")]
    pub(crate) scope: Option<PathBuf>,
    /// The statement's work folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) work: Option<PathBuf>,
}

/// `solvency inclusion`.
#[derive(Debug, Args)]
pub(crate) struct InclusionArgs {
    #[command(flatten)]
    pub(crate) of: Proved,
    /// The account, by its identifier; `-` reads it from the standard input.
    #[arg(long, value_name = "ID|-", required_unless_present = "all", conflicts_with = "all")]
    pub(crate) account: Option<String>,
    /// Every account: packed, 4,096 holders a file. What is there and whole is kept.
    #[arg(long)]
    pub(crate) all: bool,
    /// With --all, packs for a static web server: each holder's file sealed under an access code, some 256 in a file.
    #[arg(long, requires = "all", requires = "codes")]
    pub(crate) sealed: bool,
    /// Where the access codes go, one line an account: identifier, code (mode 0600), and not below the output. Each is to reach its holder alone.
    #[arg(long, value_name = "FILE", requires = "sealed")]
    pub(crate) codes: Option<PathBuf>,
    /// Ask a service that hands out holders' proofs, instead of making it from the work folder.
    #[arg(long, value_name = "URL", requires = "account", conflicts_with_all = ["all", "from", "accounts", "scope", "work"])]
    pub(crate) server: Option<String>,
    /// Where the proof goes (mode 0600), or the folder for all: of one kind, and of one statement's proofs.
    #[arg(short, long, value_name = "FILE|DIR")]
    pub(crate) output: PathBuf,
}

/// `solvency log`.
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// The attestation.
    #[arg(long, value_name = "FILE")]
    pub(crate) attestation: PathBuf,
    /// The log; made if it is not there.
    #[arg(long, value_name = "FILE")]
    pub(crate) log: PathBuf,
    #[command(flatten)]
    pub(crate) judging: Judging,
}

/// `solvency parameters`.
#[derive(Debug, Args)]
pub(crate) struct ParametersArgs {
    /// The ceremony's file, with at least 2^k powers.
    #[arg(long, value_name = "FILE")]
    pub(crate) ptau: PathBuf,
    /// The logarithm of the rows: 12 to 19.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(12..=19))]
    pub(crate) k: u32,
}

/// `verify-inclusion`.
#[derive(Debug, Args)]
pub(crate) struct VerifyInclusion {
    /// The proof that the institution handed out, or with --code the pack that it is in.
    pub(crate) proof: PathBuf,
    /// The access code that the institution sent: opens the own file in a pack of sealed ones.
    #[arg(long, value_name = "CODE", env = "COVENANT_ACCESS_CODE", hide_env_values = true)]
    pub(crate) code: Option<String>,
    /// The attestation of coverage.
    #[arg(long, value_name = "FILE")]
    pub(crate) attestation: PathBuf,
    /// The account's identifier, as its holder types it: nothing of it comes from the proof. `-` reads it from the standard input.
    #[arg(long, value_name = "ID|-")]
    pub(crate) identifier: String,
    /// The public log of coverages. The check fails unless the account is in every coverage that the log has of the entity and the day.
    #[arg(long, value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) judging: Judging,
}

/// `reserve`.
#[derive(Debug, Subcommand)]
pub(crate) enum Reserve {
    /// Make a custodian's secret for nullifiers: one for all of its accounts, kept as long as it is a custodian.
    Secret {
        /// Where it goes (mode 0600); an existing file is never overwritten.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Sign what is held for an entity in one account, as its custodian.
    Sign(ReserveSign),
}

/// `reserve sign`.
#[derive(Debug, Args)]
pub(crate) struct ReserveSign {
    /// For whom it is held.
    #[arg(long, value_name = "SCHEME:VALUE", value_parser = identifier)]
    pub(crate) entity: Identifier,
    /// The moment, such as 2026-11-30T00:00:00Z.
    #[arg(long, value_name = "T", value_parser = moment)]
    pub(crate) as_of: Moment,
    /// The scope that the entity states its coverage in, in TOML or JSON: it says in which decimals an asset is counted, and is signed too.
    #[arg(long, value_name = "FILE")]
    pub(crate) scope: PathBuf,
    /// The asset's name in the scope.
    #[arg(long, value_name = "SYMBOL")]
    pub(crate) asset: Symbol,
    /// How much is held, in the scope's smallest units.
    #[arg(long, value_name = "N")]
    pub(crate) quantity: u64,
    /// How much of it is pledged, lent or blocked.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) encumbered: u64,
    /// The account, by the custodian's own reference, which never changes.
    #[arg(long, value_name = "REFERENCE")]
    pub(crate) account: String,
    /// The custodian's secret for nullifiers.
    #[arg(long, value_name = "FILE")]
    pub(crate) secret: PathBuf,
    /// The custodian's signing key.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The network that is signed for.
    #[arg(long, default_value = "covenant-development")]
    pub(crate) network: Network,
    /// Where the statement goes (mode 0600).
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// `auditor count`.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditorCount {
    /// Sign how many accounts an entity has.
    Sign(AuditorCountSign),
}

/// `auditor count sign`.
#[derive(Debug, Args)]
pub(crate) struct AuditorCountSign {
    /// The institution.
    #[arg(long, value_name = "SCHEME:VALUE", value_parser = identifier)]
    pub(crate) entity: Identifier,
    /// The scope, in TOML or JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) scope: PathBuf,
    /// The moment.
    #[arg(long, value_name = "T", value_parser = moment)]
    pub(crate) as_of: Moment,
    /// How many accounts were counted.
    #[arg(long, value_name = "N")]
    pub(crate) accounts: u64,
    /// The auditor's key.
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) key: PathBuf,
    /// The network that is signed for.
    #[arg(long, default_value = "covenant-development")]
    pub(crate) network: Network,
    /// Where the count goes.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// `trust entity`.
#[derive(Debug, Args)]
pub(crate) struct EntityArgs {
    /// Its name in reports.
    pub(crate) name: String,
    /// The institution.
    #[arg(long, value_name = "SCHEME:VALUE", value_parser = identifier)]
    pub(crate) entity: Identifier,
    /// The scope that it has to be stated in, in TOML or JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) scope: PathBuf,
}

/// `trust auditor`.
#[derive(Debug, Args)]
pub(crate) struct AuditorArgs {
    /// Its name in reports.
    pub(crate) name: String,
    /// Its public key, as `auditor keygen` printed it.
    #[arg(long, value_name = "HEX")]
    pub(crate) key: String,
    /// The first as-of day.
    #[arg(long, value_name = "D")]
    pub(crate) from: Day,
    /// The last as-of day.
    #[arg(long, value_name = "D")]
    pub(crate) until: Day,
}

fn moment(text: &str) -> Result<Moment, String> {
    Moment::parse(text).ok_or_else(|| "a moment such as 2026-11-30T00:00:00Z".to_owned())
}
