//! Arguments of the commands about the published registry of parties.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `registry`.
#[derive(Debug, Subcommand)]
pub(crate) enum RegistryCommand {
    /// Make the key that this home publishes its registry under, in a home that has none.
    Keygen,
    /// Print the registrar's public key, and the head of the registry as it was last published or pulled.
    Show,
    /// Publish the registry as it is now, as its registrar: append what is new to the list, and sign its head.
    Publish {
        /// Write the list to this file too (mode 0600), for members who come without a network.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Take the registry as its registrar has published it, as a member: from its service, or from a file.
    Pull(PullArgs),
}

/// `registry pull`.
#[derive(Debug, Args)]
pub(crate) struct PullArgs {
    /// The registrar's service; else the one that was named before.
    #[arg(long, value_name = "URL", conflicts_with = "from")]
    pub(crate) server: Option<String>,
    /// What `registry publish --output` wrote.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// The registrar's public key, as `registry show` prints it there: the first pull pins it.
    #[arg(long, value_name = "KEY")]
    pub(crate) registrar: Option<String>,
}
