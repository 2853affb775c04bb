//! Proving one request, in the service's child process or in this one.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use covenant_core::{CircuitKey, EngineProver, Stop};
use covenant_parties::Store as _;
use covenant_service::Outcome;
use covenant_service::worker::{self, WorkerIo};
use covenant_statements::{Context, Selector, field};
use ed25519_dalek::SigningKey;

use super::{attest, keys, refusals};
use crate::failure::Result;
use crate::home::Home;
use crate::statements::solvency::chunk;
use crate::statements::{self, Statement};

/// Hears of each phase as it begins, with the share of the work done before it; `Break` cancels.
pub(crate) type Progress<'a> = dyn FnMut(&str, f64) -> ControlFlow<Stop> + 'a;

/// Whoever proves: a home with its keys and its signer.
pub(crate) struct Prover {
    home: Home,
    key: Option<CircuitKey>,
    signer: Option<SigningKey>,
}

impl Prover {
    /// Opens keys when they are needed.
    pub(crate) fn of(home: Home) -> Self {
        Self { home, key: None, signer: None }
    }

    /// Opens the key of this selector, in hexadecimal, and the signer. What cannot be opened is left to the claim, which is
    /// refused for it.
    fn made_ready(mut self, selector: &str) -> Self {
        let selector = field::hex_bytes(selector).ok().and_then(|bytes| bytes.try_into().ok());
        self.key = selector.and_then(|bytes| keys::of_selector(&self.home, Selector(bytes)).ok());
        if let Some(key) = &self.key {
            // A key that does not fit is refused when there is something to prove.
            let _ = EngineProver::default().make_ready(key);
        }
        self.signer = self.home.prover_key().ok();
        self
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
        let key = match self.key.filter(|key| key.selector() == context.selector) {
            Some(key) => key,
            None => keys::of_selector(&self.home, context.selector)?,
        };
        let signer = match self.signer {
            Some(signer) => signer,
            None => self.home.prover_key()?,
        };
        let mut report =
            |phase: covenant_core::Phase, fraction: f32| progress(phase.name(), f64::from(fraction));
        let proved = covenant_core::prove(&key, claim, &mut report)?;
        let attestation = S::attestation(key.verifying_key(), claim, context, &proved);
        let attestation = attest::sign(&signer, &attestation)?;
        Ok(Outcome { attestation, private_outputs: S::private_outputs(proved.opening) })
    }
}

/// The service's child: told what to make ready for, then one request from stdin, one outcome to stdout. Chunks of ledgers are proved of the
/// statements in that folder.
pub(crate) fn run(home: Option<&Path>, ledgers: Option<&Path>) -> ExitCode {
    worker::run(
        WorkerIo::stdio(),
        |order| Ok(Prover::of(Home::open(home)?).made_ready(&order.selector)),
        |prover: Result<Prover>, circuit, claim, progress| {
            let mut report = |phase: &str, fraction: f64| {
                progress.report(phase, fraction);
                ControlFlow::Continue(())
            };
            let proved = prover.and_then(|prover| match ledgers {
                Some(ledgers) if circuit == chunk::NAME => {
                    chunk::prove(&prover.home, ledgers, claim, &mut report)
                }
                _ => statements::named(circuit)?.prove(prover, claim, &mut report),
            });
            proved.map_err(refusals::refusal)
        },
    )
}
