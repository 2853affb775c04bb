//! A folder with all files of a claim by their usual names: what `--from` takes.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};

/// The file that was named, else the folder's of this name.
pub(super) fn named(own: Option<&PathBuf>, from: Option<&Path>, name: &str) -> Result<PathBuf> {
    match (own, from) {
        (Some(path), _) => Ok(path.clone()),
        (None, Some(folder)) => Ok(folder.join(name)),
        // clap has asked for it.
        (None, None) => Err(Failure::usage("usage/missing-argument", format!("{name} is missing"))),
    }
}

/// The name of the folder's policy.
pub(super) fn policy_name(from: Option<&Path>) -> &'static str {
    let toml = from.is_some_and(|folder| folder.join("policy.toml").exists());
    if toml { "policy.toml" } else { "policy.json" }
}
