//! `completions`: a script for a shell.

use clap::CommandFactory as _;
use serde_json::json;

use crate::cli::Cli;
use crate::failure::Result;
use crate::output::Reply;

pub(super) fn run(shell: clap_complete::Shell) -> Result<Reply> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "covenant", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Ok(Reply::new(json!({ "shell": shell.to_string(), "script": script }), script))
}
