//! The `covenant` command line.

mod claims;
mod cli;
mod clock;
mod commands;
mod documents;
mod failure;
mod files;
mod formats;
mod home;
mod key_files;
mod output;
mod progress;
mod prover;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::main()
}
