//! The `covenant` command line.

mod amounts;
mod attestation_log;
mod cli;
mod clock;
mod commands;
mod failure;
mod files;
mod formats;
mod home;
mod identity;
mod key_files;
mod names;
mod output;
mod page;
mod progress;
mod prover;
mod quickstart;
mod registry;
mod statements;
mod tables;
mod vaults;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::main()
}
