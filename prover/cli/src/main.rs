//! The `covenant` command line.

mod cli;
mod clock;
mod commands;
mod failure;
mod files;
mod formats;
mod home;
mod key_files;
mod output;
mod progress;
mod prover;
mod statements;
mod tables;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::main()
}
