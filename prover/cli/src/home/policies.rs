//! Policy files.

use std::path::Path;

use covenant_parties::policies::AnyPolicy;
use covenant_parties::{Error, Store as _, collateral, policies};
use covenant_statements::{CollateralPolicy, ObligationPolicy};

use super::Home;
use crate::failure::{Failure, Result};
use crate::files;

/// Reads a policy file.
pub(crate) fn read(path: &Path) -> Result<ObligationPolicy> {
    let bytes = files::read(path, policies::MAX_BYTES, "policy")?;
    Ok(policies::from_json(&bytes).map_err(Error::from)?)
}

/// Reads a policy file of any statement; one in TOML is a collateral policy.
pub(crate) fn read_any(path: &Path) -> Result<AnyPolicy> {
    if is_toml(path) {
        return Ok(read_collateral(path)?.into());
    }
    let bytes = files::read(path, policies::MAX_BYTES, "policy")?;
    Ok(AnyPolicy::from_json(&bytes).map_err(Error::from)?)
}

/// The policy that was named, else the home's default.
pub(crate) fn named_or_default(home: &Home, path: Option<&Path>) -> Result<ObligationPolicy> {
    match path {
        Some(path) => read(path),
        None => home.default_policy(),
    }
}

/// Reads a collateral policy, in TOML or, under any other name, in JSON.
pub(crate) fn read_collateral(path: &Path) -> Result<CollateralPolicy> {
    let bytes = files::read(path, policies::MAX_BYTES, "policy")?;
    if !is_toml(path) {
        return Ok(collateral::policy::from_json(&bytes).map_err(Error::from)?);
    }
    let malformed = |message: String| Failure::input("policy/malformed", message).at("policy");
    let text = std::str::from_utf8(&bytes).map_err(|_| malformed("not UTF-8".into()))?;
    let policy = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.lines().count().max(1));
        malformed(format!("line {line}: not what a collateral policy has"))
    })?;
    Ok(collateral::policy::checked(policy).map_err(Error::from)?)
}

/// Whether a file's name says that it is in TOML.
fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}
