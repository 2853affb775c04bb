//! Arguments of the commands that write other tools' formats: the EVM's, snarkjs's.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `export`.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// The Solidity verifier of the home's key, and the interface that it implements.
    Evm {
        /// The circuit; else the first of `circuit list`.
        #[arg(long, value_name = "NAME")]
        circuit: Option<String>,
        /// The folder, made if it is not there.
        #[arg(short, long, value_name = "DIR")]
        output: PathBuf,
    },
    /// verification_key.json, proof.json and public.json, as snarkjs reads them.
    Snarkjs(Snarkjs),
    /// Messages to the CosmWasm contract: the key, what the owner trusts, and the attestation's registration.
    Cosmwasm(Cosmwasm),
}

/// `export cosmwasm`.
#[derive(Debug, Args)]
pub(crate) struct Cosmwasm {
    /// The attestation.
    #[arg(value_name = "ATTESTATION")]
    pub(crate) attestation: PathBuf,
    /// The trust file that holds its key; else the home's own trust.
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Option<PathBuf>,
    /// Who decides at a registry that is made: an address of its chain. With it comes instantiate.json, of an obligation.
    #[arg(long, value_name = "ADDRESS", requires = "registrar")]
    pub(crate) owner: Option<String>,
    /// Who publishes roots there.
    #[arg(long, value_name = "ADDRESS", requires = "owner")]
    pub(crate) registrar: Option<String>,
    /// Who may stop at once there.
    #[arg(long, value_name = "ADDRESS", requires = "owner")]
    pub(crate) guardian: Option<String>,
    /// Seconds from the scheduling of an owner's call to its execution there.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, requires = "owner")]
    pub(crate) delay: u64,
    /// The folder, made if it is not there.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
}

/// `export snarkjs`.
#[derive(Debug, Args)]
pub(crate) struct Snarkjs {
    /// The attestation.
    #[arg(value_name = "ATTESTATION")]
    pub(crate) attestation: PathBuf,
    /// The trust file that holds its key; else the home's own trust.
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Option<PathBuf>,
    /// The folder, made if it is not there.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
}

/// `demo`.
#[derive(Debug, Subcommand)]
pub(crate) enum Demo {
    /// An attestation's way onto a chain: deploys on anvil, submits, shows the token and the refused replay.
    Evm {
        /// anvil's program, npm's @foundry-rs/anvil.
        #[arg(long, value_name = "PROGRAM", default_value = "anvil")]
        anvil: PathBuf,
    },
}
