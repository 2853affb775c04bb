//! Policy files.

use std::path::Path;

use covenant_parties::{Error, Store as _, policies};
use covenant_statements::ObligationPolicy;

use super::Home;
use crate::failure::Result;
use crate::files;

/// Reads a policy file.
pub(crate) fn read(path: &Path) -> Result<ObligationPolicy> {
    let bytes = files::read(path, policies::MAX_BYTES, "policy")?;
    Ok(policies::from_json(&bytes).map_err(Error::from)?)
}

/// The policy that was named, else the home's default.
pub(crate) fn named_or_default(home: &Home, path: Option<&Path>) -> Result<ObligationPolicy> {
    match path {
        Some(path) => read(path),
        None => home.default_policy(),
    }
}
