//! Asking the nullifier registry that the configuration names.

use covenant_gadgets::voprf::{self, Evaluation};
use covenant_parties::obligation::ConsentError;
use covenant_parties::{Error, Store as _};
use covenant_statements::Point;
use rand::rngs::OsRng;

use super::Home;
use super::config::NullifierRegistry;
use crate::failure::Result;

/// The registry's key and its evaluation of a blinded point. The caller checks the proof.
pub(crate) fn evaluate(home: &Home, blinded: &Point) -> Result<(Point, Evaluation)> {
    match &home.config().nullifier_registry {
        NullifierRegistry::InProcess(_) => in_process(home, blinded),
        NullifierRegistry::Url(url) => crate::commands::remote::evaluate(url, blinded),
    }
}

fn in_process(home: &Home, blinded: &Point) -> Result<(Point, Evaluation)> {
    let key = home.nullifier_key()?;
    let evaluation = voprf::evaluate(&key, blinded, &mut OsRng)
        .map_err(|error| Error::from(ConsentError::Nullifier(error)))?;
    Ok((key.public(), evaluation))
}
