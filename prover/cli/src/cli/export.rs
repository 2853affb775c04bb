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
