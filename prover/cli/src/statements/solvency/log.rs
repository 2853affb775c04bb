//! `solvency log`: a public log of coverages, as a file.

use std::path::Path;

use covenant_verifier::attestation::coverage::CoverageStatement;
use covenant_verifier::coverage_log::{CoverageLog, LogError, MAX_LOG_BYTES};
use covenant_verifier::dsse::Envelope;
use serde_json::json;

use super::args::LogArgs;
use crate::commands::verify;
use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::output::Reply;

/// Enters an attestation that verifies, and no other.
pub(crate) fn run(home: Option<&Path>, args: &LogArgs) -> Result<Reply> {
    let bytes = verify::read(&args.attestation)?;
    let trust = verify::trust(home, args.judging.trust.as_deref())?;
    verify::examined(&bytes, &trust, &verify::options(&args.judging)?, &verify::Beside::default())?;
    let statement = statement(&bytes)?;
    let _lock = covenant_files::lock(&lock_path(&args.log), Mode::Public).map_err(|error| {
        let message = format!("{}: {}", args.log.display(), files::reason(&error));
        Failure::input("file/unwritable", message).at("log")
    })?;
    let mut log = if args.log.exists() { read(&args.log)? } else { CoverageLog::default() };
    let index = log.append(&statement.predicate).map_err(refused)?;
    let written = log.to_json().map_err(|error| refused(error.into()))?;
    files::output(&args.log, &written, Mode::Public)?;
    let shown = args.log.display().to_string();
    let text = format!("{shown}: entry {index}");
    Ok(Reply::new(json!({ "log": shown, "index": index }), text))
}

fn lock_path(log: &Path) -> std::path::PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

fn refused(error: LogError) -> Failure {
    Failure::refused(error.code(), error.to_string()).at("log")
}

/// Reads a log whose entries follow from each other.
pub(crate) fn read(path: &Path) -> Result<CoverageLog> {
    CoverageLog::from_json(&files::read(path, MAX_LOG_BYTES, "log")?).map_err(refused)
}

/// The statement of an envelope that was judged.
pub(crate) fn statement(envelope: &[u8]) -> Result<CoverageStatement> {
    let other =
        |_| Failure::refused("attestation/unknown-type", "not an attestation of coverage").at("attestation");
    let envelope =
        Envelope::from_json(envelope).map_err(|error| Failure::refused(error.code(), error.to_string()))?;
    CoverageStatement::from_payload(envelope.payload()).map_err(other)
}
