//! Arguments of the commands about obligations.

use std::path::PathBuf;

use clap::Args;
use covenant_statements::binding::{Address, ChainId};
use covenant_statements::{Capacity, Day, ResponseCode};

/// `acknowledge`.
#[derive(Debug, Args)]
pub(crate) struct Acknowledge {
    /// An invoice in UBL 2.1 or CII (with the feature `pdf` also a PDF that has one attached), or a loan agreement in JSON.
    #[arg(value_name = "INVOICE")]
    pub(crate) document: PathBuf,
    /// The signing key.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The day of signing.
    #[arg(long, value_name = "D")]
    pub(crate) on: Day,
    /// The response; only AP is financeable.
    #[arg(long, value_name = "CODE", default_value = "AP")]
    pub(crate) code: ResponseCode,
    /// What is accepted, in the document's currency; else all that is payable.
    #[arg(long, value_name = "123.45", allow_negative_numbers = true)]
    pub(crate) accepted_amount: Option<String>,
    /// The due day; else the document's.
    #[arg(long, value_name = "D")]
    pub(crate) due: Option<Day>,
    /// The last day on which this may be relied upon; else the due day.
    #[arg(long, value_name = "D")]
    pub(crate) valid_until: Option<Day>,
    /// In which capacity: debtor, agent or verification-agent.
    #[arg(long, default_value = "debtor")]
    pub(crate) capacity: Capacity,
    /// The text that is agreed to; its digest is signed.
    #[arg(long, value_name = "FILE")]
    pub(crate) terms: Option<PathBuf>,
    /// The account that is to be paid, as text; its digest is signed. Needed where the document names a payee that is not the
    /// seller.
    #[arg(long, value_name = "FILE")]
    pub(crate) payee: Option<PathBuf>,
    /// Where the acknowledgement goes.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// CONTEXT: where a proof may be used, by whom, until when.
#[derive(Clone, Debug, Args)]
pub(crate) struct ContextArgs {
    /// The chain by CAIP-2, such as eip155:31337.
    #[arg(long)]
    pub(crate) chain: ChainId,
    /// The contract that spends the nullifier.
    #[arg(long, value_name = "0x…")]
    pub(crate) contract: Address,
    /// To whom rights go.
    #[arg(long, value_name = "0x…")]
    pub(crate) beneficiary: Address,
    /// The last day of use.
    #[arg(long, value_name = "D")]
    pub(crate) expires: Day,
    /// How often the contract has registered this obligation before: the registrations in its receipt.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) sequence: u32,
}

/// `consent`.
#[derive(Debug, Args)]
pub(crate) struct Consent {
    /// An invoice in UBL 2.1 or CII (with the feature `pdf` also a PDF that has one attached), or a loan agreement in JSON.
    #[arg(value_name = "INVOICE")]
    pub(crate) document: PathBuf,
    /// The acknowledgement.
    #[arg(long, value_name = "FILE")]
    pub(crate) acknowledgement: PathBuf,
    /// The seller's signing key.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The day of judgement.
    #[arg(long, value_name = "D")]
    pub(crate) as_of: Day,
    /// The policy; else the home's default.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    /// Where the consent goes (mode 0600).
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// What `check`, `prove` and `circuit trace` judge.
#[derive(Debug, Args)]
pub(crate) struct Subject {
    /// An invoice in UBL 2.1 or CII (with the feature `pdf` also a PDF that has one attached), or a loan agreement in JSON.
    #[arg(long, value_name = "INVOICE")]
    pub(crate) document: PathBuf,
    /// The acknowledgement.
    #[arg(long, value_name = "FILE")]
    pub(crate) acknowledgement: PathBuf,
    /// The day of judgement.
    #[arg(long, value_name = "D")]
    pub(crate) as_of: Day,
    /// The policy; else the home's default.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
}

/// `check invoice`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) subject: Subject,
    /// The seller's consent.
    #[arg(long, value_name = "FILE")]
    pub(crate) consent: Option<PathBuf>,
}

/// What a whole claim is made of.
#[derive(Debug, Args)]
pub(crate) struct ClaimArgs {
    #[command(flatten)]
    pub(crate) subject: Subject,
    /// The seller's consent.
    #[arg(long, value_name = "FILE")]
    pub(crate) consent: PathBuf,
}

/// `prove invoice`.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    #[command(flatten)]
    pub(crate) claim: ClaimArgs,
    #[command(flatten)]
    pub(crate) context: ContextArgs,
    /// Where the note's opening goes (mode 0600).
    #[arg(long, value_name = "FILE")]
    pub(crate) note_out: Option<PathBuf>,
}
