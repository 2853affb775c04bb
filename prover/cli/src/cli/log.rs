//! Arguments of the commands about logs of attestations.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `log`.
#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// Print the public key of this home's log; it is made where there is none.
    Key {
        /// The name to make it under, such as `prover.example/attestations`: for good, since another name is another log.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// Verify, offline, that an attestation is in a log of the policy, seen by as many witnesses as it asks for.
    Verify {
        /// The attestation.
        attestation: PathBuf,
        /// Its proof; else the one that lies beside it.
        #[arg(long, value_name = "FILE")]
        proof: Option<PathBuf>,
        /// Which logs and witnesses are trusted.
        #[arg(long, value_name = "FILE")]
        policy: PathBuf,
    },
    /// Compute a log anew from its files, and compare it with checkpoints that were kept: refused if it was rewritten, cut or forked.
    Check {
        #[command(flatten)]
        log: WhichLog,
        /// A checkpoint that was kept, or a proof's; may be given several times.
        #[arg(long, value_name = "FILE")]
        against: Vec<PathBuf>,
    },
    /// Make a proof anew, under the log's present checkpoint or one that witnesses have cosigned since.
    Prove {
        /// The attestation.
        attestation: PathBuf,
        #[command(flatten)]
        log: WhichLog,
        /// Where it goes; else beside the attestation.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Write a policy: which logs and witnesses are trusted, and how many witnesses must have cosigned.
    Policy {
        /// A log's public key, or a file with it.
        #[arg(long = "log-key", value_name = "KEY", required = true)]
        logs: Vec<String>,
        /// A witness's public key, or a file with it.
        #[arg(long = "witness", value_name = "KEY")]
        witnesses: Vec<String>,
        /// How many of the witnesses; else all.
        #[arg(long, value_name = "N")]
        quorum: Option<usize>,
        /// Where it goes.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Take witnesses' cosignatures into this home's log: from then on proofs carry them.
    Collect {
        /// Checkpoints that witnesses have cosigned.
        #[arg(value_name = "CHECKPOINT", required = true)]
        checkpoints: Vec<PathBuf>,
        /// The policy that names the witnesses.
        #[arg(long, value_name = "FILE")]
        policy: PathBuf,
    },
    /// Be a witness: check a log as `log check` does, against what was cosigned last, and cosign its checkpoint.
    Cosign(Cosign),
    /// A witness's key.
    #[command(subcommand)]
    Witness(WitnessCommand),
}

/// `log cosign`.
#[derive(Debug, Args)]
pub(crate) struct Cosign {
    /// The log's folder, or a copy of what it publishes.
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The log's public key, or a file with it.
    #[arg(long, value_name = "KEY")]
    pub(crate) log_key: String,
    /// The witness's key.
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) key: PathBuf,
    /// The folder in which the witness remembers what it cosigned last.
    #[arg(long, value_name = "DIR")]
    pub(crate) memory: PathBuf,
    /// Nothing of this log was ever cosigned: begin with it as it is.
    #[arg(long)]
    pub(crate) begin: bool,
    /// Where the checkpoint goes, with the cosignature.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// `log witness`.
#[derive(Debug, Subcommand)]
pub(crate) enum WitnessCommand {
    /// Make a witness's key; prints the public key.
    Keygen {
        /// Its name, such as `witness.example/w1`.
        name: String,
        /// Where it goes (mode 0600).
        #[arg(short, long, value_name = "KEYFILE")]
        output: PathBuf,
    },
}

/// A log, by its folder and its key; else this home's.
#[derive(Debug, Args)]
pub(crate) struct WhichLog {
    /// The log's folder, or a copy of what it publishes; else this home's log.
    #[arg(long, value_name = "DIR", requires = "log_key")]
    pub(crate) folder: Option<PathBuf>,
    /// The log's public key, or a file with it.
    #[arg(long, value_name = "KEY", requires = "folder")]
    pub(crate) log_key: Option<String>,
}
