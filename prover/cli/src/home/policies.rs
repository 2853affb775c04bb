//! Policy files.

use std::path::Path;

use covenant_parties::policies::AnyPolicy;
use covenant_parties::{Error, Store as _, policies};
use covenant_statements::pool::PoolPolicy;
use covenant_statements::solvency::SolvencyPolicy;
use covenant_statements::{CollateralPolicy, ObligationPolicy};
use covenant_verifier::trust::TrustedPolicy;
use serde::de::DeserializeOwned;

use super::Home;
use crate::failure::{Failure, Result};
use crate::files;

/// Reads a policy file.
pub(crate) fn read(path: &Path) -> Result<ObligationPolicy> {
    let bytes = files::read(path, policies::MAX_BYTES, "policy")?;
    Ok(policies::from_json(&bytes).map_err(Error::from)?)
}

/// Reads a policy file of any statement, in TOML or, under any other name, in JSON. Its keys say of which.
pub(crate) fn read_any(path: &Path) -> Result<AnyPolicy> {
    let bytes = files::read(path, policies::MAX_BYTES, "policy")?;
    if !is_toml(path) {
        return Ok(AnyPolicy::from_json(&bytes).map_err(Error::from)?);
    }
    let document: toml::Table = from_toml(&bytes, "policy")?;
    if document.contains_key(policies::POOL_KEY) {
        Ok(checked::<PoolPolicy>(&bytes)?.into())
    } else if document.contains_key(policies::SOLVENCY_KEY) {
        Ok(checked::<SolvencyPolicy>(&bytes)?.into())
    } else {
        Ok(checked::<CollateralPolicy>(&bytes)?.into())
    }
}

/// The policy that was named, else the home's default.
pub(crate) fn named_or_default(home: &Home, path: Option<&Path>) -> Result<ObligationPolicy> {
    match path {
        Some(path) => read(path),
        None => home.default_policy(),
    }
}

/// Reads a policy of one statement, in TOML or, under any other name, in JSON.
pub(crate) fn read_as<P: TrustedPolicy>(path: &Path) -> Result<P> {
    let bytes = files::read(path, policies::MAX_BYTES, "policy")?;
    if is_toml(path) { checked(&bytes) } else { Ok(policies::read(&bytes).map_err(Error::from)?) }
}

/// A policy in TOML that a circuit opens.
fn checked<P: TrustedPolicy>(bytes: &[u8]) -> Result<P> {
    let policy = from_toml(bytes, &format!("{} policy", P::KIND))?;
    Ok(policies::checked(policy).map_err(Error::from)?)
}

/// Reads a document of another kind, in TOML or, under any other name, in JSON; `what` names it in errors.
pub(crate) fn read_document<T: DeserializeOwned + serde::Serialize>(
    path: &Path,
    what: &'static str,
) -> Result<T> {
    let bytes = files::read(path, policies::MAX_BYTES, what)?;
    let malformed = |message: String| Failure::input(format!("{what}/malformed"), message).at(what);
    if is_toml(path) {
        return from_toml(&bytes, what).map_err(|failure| malformed(failure.message));
    }
    covenant_verifier::json::read(&bytes, policies::MAX_BYTES).map_err(|error| malformed(error.to_string()))
}

fn from_toml<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T> {
    let malformed = |message: String| Failure::input("policy/malformed", message).at("policy");
    let text = std::str::from_utf8(bytes).map_err(|_| malformed("not UTF-8".into()))?;
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.lines().count().max(1));
        malformed(format!("line {line}: not what a {what} has"))
    })
}

/// Whether a file's name says that it is in TOML.
fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}
