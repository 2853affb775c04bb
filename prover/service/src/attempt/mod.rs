//! One attempt at a job: from its claim to its end.

mod fault;
mod recorder;

use std::sync::Arc;
use std::time::{Duration, Instant};

use covenant_log::Entry;
use tokio::sync::{mpsc, watch};

pub(crate) use fault::Fault;
use recorder::Recorder;

use crate::dispatch::{Core, Place, Stop};
use crate::points::point;
use crate::pool::Ending;
use crate::seal::{Part, SealError, Sealer};
use crate::store::{AttemptEnd, Claimed, JobState, Lease, Reported, SealedResult, StoreError};
use crate::worker::message::ToWorker;
use crate::{CircuitCapability, CircuitLimits, Outcome, PrivateOutput, Refusal, Secret};

/// Between two tries to record an attempt's end: the first pause, and the longest that it doubles to.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How an attempt ended.
enum End {
    Proved(Outcome),
    Refused(Refusal),
    Failed(Fault),
    Stopped(Stop),
}

/// Runs one attempt and records how it ended. Returns when the job is due again, if it is.
pub(crate) async fn run(
    core: &Arc<Core>,
    claimed: Claimed,
    stop: watch::Receiver<Option<Stop>>,
    place: Place,
) -> Option<Duration> {
    let began = Instant::now();
    let (lease, circuit) = (claimed.lease.clone(), claimed.circuit.clone());
    let mut recorder = Recorder::new(core, &lease, claimed.estimated_total, began);
    let mut given_up = stop.clone();
    let end = match attempt(core, claimed, &mut recorder, stop, place).await {
        Ok(outcome) => End::Proved(outcome),
        Err(end) => end,
    };
    let reports = recorder.unwritten();
    let name = match &end {
        End::Proved(_) => "proved",
        End::Refused(_) => "refused",
        End::Failed(_) => "failed",
        End::Stopped(_) => "stopped",
    };
    core.metrics.attempted(&circuit, name, began.elapsed());
    match &end {
        End::Proved(_) | End::Refused(_) => core.breaker.worked(),
        End::Failed(_) => core.breaker.failed(&lease.job, Instant::now()),
        End::Stopped(_) => {}
    }
    let took = began.elapsed();
    let mut pause = FIRST_PAUSE;
    let recorded = loop {
        let recorded = record(core, (&lease, &circuit), &reports, &end, took).await;
        match &recorded {
            Ok(_) | Err(StoreError::LeaseLost) => break recorded,
            // What a worker has taken hours for is not thrown away because the store is away for a minute: the lease is renewed meanwhile, and kept unless
            // somebody takes the job back.
            Err(error) => {
                tracing::warn!(job = %lease.job, %error, "an attempt's end could not be recorded yet")
            }
        }
        tokio::select! {
            _ = stopped(&mut given_up) => break recorded,
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    };
    core.hub.ring(&lease.job);
    match recorded {
        Ok(due) => due,
        Err(StoreError::LeaseLost) => {
            tracing::warn!(job = %lease.job, attempt = lease.attempt, "the lease was over before the attempt");
            None
        }
        Err(error) => {
            // The lease runs out and the job is taken back then.
            tracing::error!(job = %lease.job, attempt = lease.attempt, %error, "an attempt's end was not recorded");
            None
        }
    }
}

/// Records how an attempt ended. Returns when the job is due again, if it is.
async fn record(
    core: &Core,
    of: (&Lease, &str),
    reports: &[Reported],
    end: &End,
    took: Duration,
) -> Result<Option<Duration>, StoreError> {
    match end {
        End::Proved(outcome) => commit(core, of, reports, outcome, took).await,
        End::Refused(refusal) => give_up(core, of.0, reports, AttemptEnd::Refused(refusal.clone())).await,
        End::Failed(fault) => fail(core, of.0, reports, fault).await,
        End::Stopped(Stop::Shutdown) => give_up(core, of.0, reports, AttemptEnd::Released).await,
        // The job is no longer this attempt's to change.
        End::Stopped(Stop::Cancelled | Stop::LeaseLost) => Ok(None),
    }
}

/// Opens the input, proves it in a process of its own, and verifies what came back.
async fn attempt(
    core: &Arc<Core>,
    claimed: Claimed,
    recorder: &mut Recorder<'_>,
    mut stop: watch::Receiver<Option<Stop>>,
    place: Place,
) -> Result<Outcome, End> {
    let Claimed { lease, circuit, input, .. } = claimed;
    let opened = input.and_then(|input| core.sealer.open_input(lease.job.as_str(), &input).ok());
    let claim = opened.ok_or(End::Failed(Fault::InputLost))?;
    let capability = core.circuit(&circuit).unwrap_or_else(|| unknown(&circuit, core.limits.circuit()));
    let deadline = capability.limits.attempt_deadline;
    let until = tokio::time::Instant::now() + deadline;

    let process = ended_by(core.pool.take(&capability), &mut stop, until, deadline).await;
    let mut process = process?.map_err(End::Failed)?;
    point!("attempt/process");
    tracing::debug!(job = %lease.job, attempt = lease.attempt, process = process.id(), "attempt started");
    let (reports, received) = mpsc::channel(16);
    let order = ToWorker::claim(claim.expose().to_vec());
    let proving = async { tokio::join!(process.prove(order, reports), recorder.record_all(received)).0 };
    let ended = ended_by(proving, &mut stop, until, deadline).await;
    match ended {
        // It has said all and is about to exit; nobody waits for that.
        Ok(Ok(ending)) => {
            point!("attempt/answered");
            tokio::spawn(process.end());
            drop(place);
            match ending {
                Ending::Refused(refusal) => Err(End::Refused(refusal)),
                Ending::Done(outcome) => verify(core, &lease, circuit, claim, outcome).await,
            }
        }
        Ok(Err(fault)) => {
            process.end().await;
            Err(End::Failed(fault))
        }
        Err(end) => {
            process.end().await;
            Err(end)
        }
    }
}

/// The work's result, unless the attempt is stopped or its time is over before.
async fn ended_by<T>(
    work: impl Future<Output = T>,
    stop: &mut watch::Receiver<Option<Stop>>,
    until: tokio::time::Instant,
    deadline: Duration,
) -> Result<T, End> {
    tokio::select! {
        biased;
        reason = stopped(stop) => Err(End::Stopped(reason)),
        done = tokio::time::timeout_at(until, work) => {
            done.map_err(|_| End::Failed(Fault::TimedOut { deadline }))
        }
    }
}

/// A circuit that the service proves no more, though a job of it was accepted: its worker refuses it.
fn unknown(circuit: &str, limits: CircuitLimits) -> CircuitCapability {
    CircuitCapability {
        circuit: circuit.to_owned(),
        version: 0,
        selector: String::new(),
        key_digest: String::new(),
        public_inputs: Vec::new(),
        development: false,
        limits,
    }
}

/// A proof that the verifier's own code does not accept goes no further.
async fn verify(
    core: &Arc<Core>,
    lease: &Lease,
    circuit: String,
    claim: Secret,
    outcome: Outcome,
) -> Result<Outcome, End> {
    let statements = Arc::clone(&core.statements);
    let verified = tokio::task::spawn_blocking(move || {
        statements.verify_result(&circuit, claim.expose(), &outcome).map(|()| outcome)
    })
    .await;
    match verified {
        Ok(Ok(outcome)) => {
            point!("attempt/verified");
            Ok(outcome)
        }
        Ok(Err(refusal)) => {
            tracing::error!(job = %lease.job, attempt = lease.attempt, code = refusal.code, "a result was refused");
            Err(End::Failed(Fault::ResultRefused { code: refusal.code }))
        }
        // The verifier panicked.
        Err(_) => Err(End::Failed(Fault::ResultRefused { code: String::from("verifier/panicked") })),
    }
}

async fn stopped(stop: &mut watch::Receiver<Option<Stop>>) -> Stop {
    match stop.wait_for(Option::is_some).await {
        Ok(reason) => reason.unwrap_or(Stop::Shutdown),
        Err(_) => Stop::Shutdown,
    }
}

/// Stores a result. It is handed out at once, or when it is in the log.
async fn commit(
    core: &Core,
    (lease, circuit): (&Lease, &str),
    reports: &[Reported],
    outcome: &Outcome,
    took: Duration,
) -> Result<Option<Duration>, StoreError> {
    let job = lease.job.as_str();
    let Ok(result) = seal(&core.sealer, job, outcome) else {
        return fail(core, lease, reports, &Fault::Store).await;
    };
    let entry = core.statements.is_attestation(circuit).then(|| Entry::of_attestation(&outcome.attestation));
    let result = (result, entry.as_ref().map(Entry::as_bytes));
    let waits = core.store.succeed(lease, core.store.now(), reports, result, took).await?;
    let became = if waits { "a job's result waits for the log" } else { "a job succeeded" };
    tracing::info!(job, attempt = lease.attempt, took_ms = took.as_millis(), "{became}");
    if let Some(log) = core.log.as_ref().filter(|_| waits) {
        log.ring();
    }
    Ok(None)
}

fn seal(sealer: &Sealer, job: &str, outcome: &Outcome) -> Result<SealedResult, SealError> {
    let private = |output: &PrivateOutput| {
        let sealed = sealer.seal_result(job, Part::PrivateOutput(&output.name), output.bytes.expose())?;
        Ok((output.name.clone(), sealed))
    };
    Ok(SealedResult {
        attestation: sealer.seal_result(job, Part::Attestation, &outcome.attestation)?,
        private_outputs: outcome.private_outputs.iter().map(private).collect::<Result<_, _>>()?,
    })
}

async fn fail(
    core: &Core,
    lease: &Lease,
    reports: &[Reported],
    fault: &Fault,
) -> Result<Option<Duration>, StoreError> {
    tracing::warn!(job = %lease.job, attempt = lease.attempt, %fault, "an attempt failed");
    let doublings = lease.attempt.saturating_sub(1).min(10);
    let delay = core.limits.retry_delay.saturating_mul(1 << doublings);
    let end = AttemptEnd::Failed { failure: fault.refusal(), attempts: core.limits.attempts, delay };
    give_up(core, lease, reports, end).await.map(|due| due.map(|_| delay))
}

async fn give_up(
    core: &Core,
    lease: &Lease,
    reports: &[Reported],
    end: AttemptEnd,
) -> Result<Option<Duration>, StoreError> {
    let state = core.store.end_attempt(lease, core.store.now(), reports, end).await?;
    tracing::info!(job = %lease.job, attempt = lease.attempt, state = state.as_str(), "an attempt ended");
    Ok((state == JobState::Queued).then_some(Duration::ZERO))
}
