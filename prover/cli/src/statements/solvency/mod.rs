//! Statement 3, coverage of liabilities: one attestation of several proofs, so it goes through the table of statements only with its
//! circuits. Its files, its arguments, and what holders get.

pub(crate) mod args;
pub(crate) mod check;
pub(crate) mod chunk;
mod folder;
pub(crate) mod inclusion;
mod inputs;
mod jobs;
pub(crate) mod liabilities;
pub(crate) mod log;
pub(crate) mod prove;
#[cfg(test)]
mod tests;
pub(crate) mod verify_inclusion;

pub(crate) use inputs::read_scope;

use std::path::Path;

use covenant_solvency::Error;
use covenant_statements::field;
use serde_json::json;

use crate::failure::{Exit, Failure, Result};
use crate::output::Reply;
use crate::tables;

/// `solvency scope`.
pub(crate) fn scope(file: &Path) -> Result<Reply> {
    let scope = read_scope(file)?;
    let digest = field::to_hex(&scope.digest());
    let json = json!({ "scope": digest, "assets": scope.assets.len(), "columns": scope.columns() });
    Ok(Reply::new(json, format!("scope  {digest}")))
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let refused = match &error {
            Error::Ledger(error) => return tables::failure(error, "accounts"),
            Error::Io(_) => Exit::Input,
            Error::Busy => Exit::Unavailable,
            Error::Sealed | Error::Key | Error::Another | Error::NoStatement => Exit::Refused,
            Error::HandedOut | Error::NotProved => Exit::Refused,
            Error::Accounts { .. } | Error::Assets | Error::NoChunk => Exit::Input,
            _ => Exit::Other,
        };
        Self::new(refused, error.code(), error.to_string())
    }
}

impl From<covenant_liabilities::Error> for Failure {
    fn from(error: covenant_liabilities::Error) -> Self {
        Self::refused(error.code(), error.to_string())
    }
}

impl From<covenant_liabilities::InclusionError> for Failure {
    fn from(error: covenant_liabilities::InclusionError) -> Self {
        Self::refused(error.code(), error.to_string())
    }
}
