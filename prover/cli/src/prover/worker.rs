//! Proving one request, in the service's child process or in this one.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use covenant_core::Stop;
use covenant_parties::Store as _;
use covenant_service::Outcome;
use covenant_service::worker::{self, WorkerIo};
use covenant_statements::Context;

use super::{attest, keys, refusals};
use crate::failure::Result;
use crate::home::Home;
use crate::statements::{self, Statement};

/// Hears of each phase as it begins, with the share of the work done before it; `Break` cancels.
pub(crate) type Progress<'a> = dyn FnMut(&str, f64) -> ControlFlow<Stop> + 'a;

/// Whoever proves: a home with its keys and its signer.
pub(crate) struct Prover {
    home: Home,
}

impl Prover {
    /// Opens keys when they are needed.
    pub(crate) fn of(home: Home) -> Self {
        Self { home }
    }

    /// Proves a claim and signs an attestation of it.
    pub(crate) fn attest<S: Statement>(
        self,
        claim: &S::Claim,
        context: &Context,
        progress: &mut Progress<'_>,
    ) -> Result<Outcome> {
        // The proof itself asks again.
        let _ = progress("key", 0.0);
        let key = keys::of_selector(&self.home, context.selector)?;
        let signer = self.home.prover_key()?;
        let mut report =
            |phase: covenant_core::Phase, fraction: f32| progress(phase.name(), f64::from(fraction));
        let proved = covenant_core::prove(&key, claim, &mut report)?;
        let attestation = S::attestation(key.verifying_key(), claim, context, &proved);
        let attestation = attest::sign(&signer, &attestation)?;
        Ok(Outcome { attestation, note_opening: S::private_output(proved.opening) })
    }
}

/// The service's child: one request from stdin, one outcome to stdout.
pub(crate) fn run(home: Option<&Path>) -> ExitCode {
    let home = home.map(Path::to_owned);
    worker::run(WorkerIo::stdio(), move |circuit, claim, progress| {
        let mut report = |phase: &str, fraction: f64| {
            progress.report(phase, fraction);
            ControlFlow::Continue(())
        };
        prove(home.as_deref(), circuit, claim, &mut report).map_err(refusals::refusal)
    })
}

fn prove(home: Option<&Path>, circuit: &str, request: &[u8], progress: &mut Progress<'_>) -> Result<Outcome> {
    let statement = statements::named(circuit)?;
    statement.prove(Prover::of(Home::open(home)?), request, progress)
}
