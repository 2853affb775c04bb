//! Calls to services.

use std::future::Future;
use std::path::Path;

use covenant_client::Error;
use covenant_gadgets::babyjubjub::codec;
use covenant_gadgets::voprf::Evaluation;
use covenant_statements::{Point, field};
use tokio::runtime;

use crate::failure::{Exit, Failure, Result};
use crate::identity;
use crate::prover::refusals;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let failure = Self::new(refusals::exit_of(error.kind.as_str()), error.code, error.message);
        match error.field {
            Some(field) => failure.at(field),
            None => failure,
        }
    }
}

/// Runs what waits for others, until it is done or somebody presses Ctrl-C. Not to be called from within itself.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let refused = |error| Failure::new(Exit::Other, "system/runtime", covenant_files::reason(&error));
    let runtime = runtime.map_err(refused)?;
    runtime.block_on(async {
        tokio::select! {
            // First, so that the signal is listened for before anything is waited for.
            biased;
            Ok(()) = tokio::signal::ctrl_c() => Err(interrupted()),
            result = future => result,
        }
    })
}

/// What a command comes to that was told to stop.
pub(crate) fn interrupted() -> Failure {
    let message = "interrupted; a job that a service has accepted goes on";
    Failure::new(Exit::Cancelled, "interrupted", message)
}

/// Has the nullifier registry of this key evaluate a blinded point, called as the identity in this folder where the command line names none.
/// The caller checks the proof under the same key.
pub(crate) fn evaluate(
    url: &str,
    identity: Option<&Path>,
    key: &Point,
    blinded: &Point,
) -> Result<Evaluation> {
    let (key, blinded) = (codec::pack(key), codec::pack(blinded));
    let answer = block_on(async {
        let client = identity::connect_with(url, identity).await?;
        // An honest registry of another key says so, before it is told a point.
        if client.nullifier_key().await? != key {
            let message = "the service is a nullifier registry of another key than the one that is pinned";
            return Err(Failure::refused("nullifier/other-key", message).at("nullifier_registry"));
        }
        Ok(client.evaluate(&blinded).await?)
    })?;
    let malformed = || {
        Failure::refused("nullifier/malformed", "the registry's answer is not canonical")
            .at("nullifier_registry")
    };
    let point = |bytes: &[u8; 32]| codec::unpack(bytes).map_err(|_| malformed());
    let mut challenge = answer.challenge;
    challenge.reverse();
    Ok(Evaluation {
        evaluated: point(&answer.evaluated)?,
        c: field::from_be_bytes(&challenge).map_err(|_| malformed())?,
        s: codec::scalar_from_bytes(&answer.response).ok_or_else(malformed)?,
    })
}
