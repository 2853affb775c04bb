//! Arguments of the commands that check, prove and verify statements. Each statement has its variants here, and all else in its folder.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use covenant_statements::Day;

use crate::statements::Statement;
use crate::statements::collateral::Collateral;
use crate::statements::obligation::Obligation;
use crate::statements::pool::Pool;
use crate::statements::rewrite::Release;
use crate::statements::solvency;

/// `check`.
#[derive(Debug, Subcommand)]
pub(crate) enum Check {
    /// Obligation validity: conditions 1 to 3, or all six with the seller's consent.
    Invoice(<Obligation as Statement>::CheckArgs),
    /// Collateral sufficiency: whether a vault's borrowing base covers an exposure.
    Collateral(<Collateral as Statement>::CheckArgs),
    /// Release of collateral: whether the base still covers an exposure once lines have left the vault.
    Rewrite(<Release as Statement>::CheckArgs),
    /// A debt pool: its figures, and the protection of its tranches.
    Pool(<Pool as Statement>::CheckArgs),
    /// Coverage of defined liabilities: the ledger, the reserves, and whether these cover it.
    Solvency(Box<solvency::args::CheckArgs>),
}

/// `prove`.
#[derive(Debug, Subcommand)]
pub(crate) enum Prove {
    /// Obligation validity.
    Invoice(Box<ProveArgs<<Obligation as Statement>::ProveArgs>>),
    /// Collateral sufficiency.
    Collateral(Box<ProveArgs<<Collateral as Statement>::ProveArgs>>),
    /// Release of collateral.
    Rewrite(Box<ProveArgs<<Release as Statement>::ProveArgs>>),
    /// A debt pool.
    Pool(Box<ProveArgs<<Pool as Statement>::ProveArgs>>),
    /// Coverage of defined liabilities.
    Solvency(Box<solvency::args::ProveArgs>),
}

/// `circuit trace`.
#[derive(Debug, Subcommand)]
pub(crate) enum Trace {
    /// Obligation validity.
    Invoice(<Obligation as Statement>::ClaimArgs),
    /// Collateral sufficiency.
    Collateral(<Collateral as Statement>::ClaimArgs),
    /// Release of collateral.
    Rewrite(<Release as Statement>::ClaimArgs),
    /// A debt pool.
    Pool(<Pool as Statement>::ClaimArgs),
}

/// `prove`, for any statement.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs<A: Args> {
    /// The claim, and where its proof may be used.
    #[command(flatten)]
    pub(crate) claim: A,
    /// A prover service; else the proof is made here.
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
    /// Wait for the service's result (the default).
    #[arg(long, conflicts_with = "detach", requires = "server")]
    pub(crate) wait: bool,
    /// Leave the job with the service and print its id.
    #[arg(long, requires = "server")]
    pub(crate) detach: bool,
    /// Names the job: the same key with the same claim is the same job.
    #[arg(long, value_name = "KEY", requires = "server")]
    pub(crate) idempotency_key: Option<String>,
    /// Where the attestation goes; a job that is left with the service needs none.
    #[arg(short, long, value_name = "FILE", required_unless_present = "detach")]
    pub(crate) output: Option<PathBuf>,
}

/// `disclose`.
#[derive(Debug, Subcommand)]
pub(crate) enum Disclose {
    /// Judge an attestation as `verify` does and print what it discloses to an auditor's key.
    Open(DiscloseOpen),
}

/// `disclose open`.
#[derive(Debug, Args)]
pub(crate) struct DiscloseOpen {
    /// The attestation.
    pub(crate) attestation: PathBuf,
    #[command(flatten)]
    pub(crate) judging: Judging,
    /// The auditor's key.
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) key: PathBuf,
}

/// `verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The attestation.
    #[arg(required_unless_present = "vault", conflicts_with = "vault")]
    pub(crate) attestation: Option<PathBuf>,
    /// The folder of a vault, or of a pool's custody, in place of an attestation: the attestation of each line's note is judged.
    #[arg(long, value_name = "DIR")]
    pub(crate) vault: Option<PathBuf>,
    /// An auditor's signed count of the accounts of a coverage: refused unless it is the attestation's.
    #[arg(long, value_name = "FILE", requires = "attestation")]
    pub(crate) count: Option<PathBuf>,
    /// The public log of coverages: refused unless it has this coverage, and no other of the entity and the day.
    #[arg(long, value_name = "FILE", requires = "attestation")]
    pub(crate) log: Option<PathBuf>,
    /// Which logs of attestations and witnesses are trusted: refused unless the attestation is in one.
    #[arg(long, value_name = "FILE", requires = "attestation")]
    pub(crate) log_policy: Option<PathBuf>,
    /// The proof that it is in one; else the one that lies beside it.
    #[arg(long, value_name = "FILE", requires = "log_policy")]
    pub(crate) log_proof: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) judging: Judging,
}

/// By what an attestation is judged, and as of when.
#[derive(Debug, Args)]
pub(crate) struct Judging {
    /// What is trusted; else what the home trusts.
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Option<PathBuf>,
    /// Judge as of this day's end; else as of now.
    #[arg(long, value_name = "D")]
    pub(crate) at: Option<Day>,
    /// Take as-of days at most this many days before the day of judgement.
    #[arg(long, value_name = "DAYS", default_value_t = covenant_verifier::attestation::DEFAULT_MAX_AGE_DAYS)]
    pub(crate) max_age: u32,
    /// Accept keys whose maker can forge, and say so.
    #[arg(long)]
    pub(crate) allow_development_keys: bool,
}
