//! Asking the nullifier registry that the configuration names.

use covenant_gadgets::voprf::{self, Evaluation, VoprfError};
use covenant_statements::invoice::Transcript;
use covenant_statements::{CanonicalId, Point};
use rand::rngs::OsRng;

use super::Home;
use super::config::NullifierRegistry;
use crate::failure::{Exit, Failure, Result};

/// Blinds the id, asks, and checks the answer's proof under the registry's key.
pub(crate) fn ask(home: &Home, id: &CanonicalId) -> Result<Transcript> {
    let input = voprf::hash_to_curve(id.hash_to_curve_inputs());
    let (blind, blinded) = voprf::blind(&input, &mut OsRng).map_err(refuse)?;
    let (key, evaluation) = match &home.config().nullifier_registry {
        NullifierRegistry::InProcess(_) => in_process(home, &blinded)?,
        NullifierRegistry::Url(url) => crate::commands::remote::evaluate(url, &blinded)?,
    };
    voprf::verify_evaluation(&key, &blinded, &evaluation).map_err(refuse)?;
    Ok(Transcript { key, blind, evaluation })
}

fn in_process(home: &Home, blinded: &Point) -> Result<(Point, Evaluation)> {
    let key = home.nullifier_key()?;
    let evaluation = voprf::evaluate(&key, blinded, &mut OsRng).map_err(refuse)?;
    Ok((key.public(), evaluation))
}

fn refuse(error: VoprfError) -> Failure {
    Failure::new(Exit::Refused, "nullifier/refused", error.to_string()).at("nullifier_registry")
}
