//! What is wrong with a command line.

use std::ffi::OsStr;
use std::io::Write as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::failure::{Exit, Failure};
use crate::output::Output;

/// Prints help, the version, or what is wrong, and gives what the process exits with.
pub(crate) fn report(error: &clap::Error) -> ExitCode {
    let json = std::env::args_os().take_while(|word| word != OsStr::new("--")).any(|word| word == "--json");
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if json && !asked_for {
        return Output::new(true).finish(Err(failure(error)));
    }
    let printed = match asked_for {
        true => error.print().and_then(|()| std::io::stdout().flush()),
        // It repeats what was typed.
        false => Output::complain(&error.render().to_string()),
    };
    match (asked_for, printed) {
        (true, Ok(())) => ExitCode::SUCCESS,
        (true, Err(_)) => ExitCode::from(Exit::Other as u8),
        (false, _) => ExitCode::from(Exit::Usage as u8),
    }
}

fn failure(error: &clap::Error) -> Failure {
    let code = match error.kind() {
        ErrorKind::MissingRequiredArgument => "usage/missing-argument",
        ErrorKind::UnknownArgument => "usage/unknown-argument",
        ErrorKind::ArgumentConflict => "usage/conflict",
        ErrorKind::InvalidSubcommand
        | ErrorKind::MissingSubcommand
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "usage/command",
        ErrorKind::InvalidValue
        | ErrorKind::ValueValidation
        | ErrorKind::NoEquals
        | ErrorKind::InvalidUtf8 => "usage/value",
        _ => "usage/command-line",
    };
    // clap's own text repeats what was typed; its kind does not.
    let message = error.kind().as_str().unwrap_or("the command line is incomplete");
    let failure = Failure::usage(code, message);
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => failure.at(named(argument)),
        Some(ContextValue::Strings(arguments)) => {
            failure.at(arguments.iter().map(|argument| named(argument)).collect::<Vec<_>>().join(", "))
        }
        _ => failure,
    }
}

/// An option or a placeholder by its name; a stray word may be anything, and is not repeated.
fn named(argument: &str) -> &str {
    if argument.starts_with(['-', '<', '[']) { argument } else { "a word that no argument takes" }
}
