//! The contract that spends a home's nullifiers.

use covenant_parties::Store as _;
use covenant_statements::Context;
use covenant_verifier::trust::HomeRegistry;

use crate::failure::{Failure, Result};
use crate::home::Home;

/// Reads a CAIP-10 name.
pub(crate) fn parse(name: &str) -> Result<HomeRegistry> {
    name.parse().map_err(|error: covenant_statements::ValueError| {
        Failure::input("home/registry-name", error.to_string()).at("home_registry")
    })
}

/// The home registry that the configuration names.
pub(crate) fn configured(home: &Home) -> Result<Option<HomeRegistry>> {
    home.config().home_registry.as_deref().map(parse).transpose()
}

/// A development home that names no home registry takes that of its first consent. Returns a warning where the context is of another
/// one: whoever verifies by this home's trust will refuse it.
pub(crate) fn adopt(home: &Home, context: &Context) -> Result<Option<String>> {
    let _lock = home.lock()?;
    // Another process may have named one meanwhile.
    let mut home = Home::open(Some(home.folder()))?;
    match configured(&home)? {
        Some(registry) if registry.is_of(context) => Ok(None),
        Some(registry) => Ok(Some(format!(
            "the nullifiers of this home are spent at {registry}: an attestation for another contract needs that one's receipt"
        ))),
        None => {
            let mut config = home.config().clone();
            config.home_registry = Some(context.account());
            home.set_config(config)?;
            Ok(None)
        }
    }
}
