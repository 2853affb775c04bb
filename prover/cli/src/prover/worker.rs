//! Proving one request, in the service's child process or here.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use covenant_core::Stop;
use covenant_parties::{Error, Format as _, Store as _};
use covenant_service::worker::{self, WorkerIo};
use covenant_service::{Outcome, Secret};
use covenant_statements::Context;
use covenant_statements::invoice::Claim;

use super::{attest, keys, service};
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::statements::obligation::note::NoteOpening;
use crate::statements::obligation::request::{Decoded, ObligationRequest};

/// The statement's name at the service.
pub(crate) const CIRCUIT: &str = "invoice";

/// A proof's outcome: the attestation, and the note's opening.
pub(crate) struct Attested {
    /// The signed attestation.
    pub(crate) attestation: Vec<u8>,
    /// The opening of its note.
    pub(crate) note: NoteOpening,
}

/// Hears of each phase as it begins, with the share of the work done before it; `Break` cancels.
pub(crate) type Progress<'a> = dyn FnMut(&str, f64) -> ControlFlow<Stop> + 'a;

/// Proves a claim and signs an attestation of it.
pub(crate) fn attest(
    home: &Home,
    claim: &Claim,
    context: &Context,
    progress: &mut Progress<'_>,
) -> Result<Attested> {
    // The proof itself asks again.
    let _ = progress("key", 0.0);
    let key = keys::of_selector(home, context.selector)?;
    let signer = home.prover_key()?;
    let mut report = |phase: covenant_core::Phase, fraction: f32| progress(phase.name(), f64::from(fraction));
    let proved = covenant_core::prove(&key, claim, &mut report)?;
    let attestation = attest::sign(&signer, &key, claim, context, &proved)?;
    Ok(Attested { attestation, note: proved.opening.into() })
}

/// The service's child: one request from stdin, one outcome to stdout.
pub(crate) fn run(home: Option<&Path>) -> ExitCode {
    let home = home.map(Path::to_owned);
    worker::run(WorkerIo::stdio(), move |circuit, claim, progress| {
        let mut report = |phase: &str, fraction: f64| {
            progress.report(phase, fraction);
            ControlFlow::Continue(())
        };
        prove(home.as_deref(), circuit, claim, &mut report).map_err(service::refusal)
    })
}

fn prove(home: Option<&Path>, circuit: &str, request: &[u8], progress: &mut Progress<'_>) -> Result<Outcome> {
    service::require_circuit(circuit)?;
    let home = Home::open(home)?;
    let Decoded::Whole(whole) =
        ObligationRequest::from_json(request, "claim").map_err(Error::from)?.decode()?
    else {
        return Err(
            Failure::input("request/no-consent", "a proof needs the seller's consent").at("consented")
        );
    };
    let (claim, context) = *whole;
    let attested = attest(&home, &claim, &context, progress)?;
    let note_opening = Secret::new(attested.note.to_json());
    Ok(Outcome { attestation: attested.attestation, note_opening })
}
