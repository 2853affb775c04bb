//! One attempt at a job: from its claim to its end.

mod fault;
mod process;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};

pub(crate) use fault::Fault;
use process::{Ending, Process};

use crate::dispatch::{Core, Stop};
use crate::seal::Part;
use crate::store::{AttemptEnd, Claimed, JobState, Lease, NewEvent, StoreError, now};
use crate::worker::message::{Report, ToWorker};
use crate::{Outcome, Refusal, Secret};

/// Reports of one phase are recorded this far apart at least.
const REPORT_INTERVAL: Duration = Duration::from_millis(250);
/// No more events than this are recorded for one attempt.
const REPORTS_RECORDED: usize = 256;

/// How an attempt ended.
enum End {
    Proved(Outcome),
    Refused(Refusal),
    Failed(Fault),
    Stopped(Stop),
}

/// Runs one attempt and records how it ended. Returns when the job is due again, if it is.
pub(crate) async fn run(
    core: Arc<Core>,
    claimed: Claimed,
    stop: watch::Receiver<Option<Stop>>,
) -> Option<Duration> {
    let began = Instant::now();
    let lease = claimed.lease.clone();
    let end = match attempt(&core, claimed, stop, began).await {
        Ok(outcome) => End::Proved(outcome),
        Err(end) => end,
    };
    let recorded = match end {
        End::Proved(outcome) => commit(&core, &lease, &outcome, began.elapsed()).await,
        End::Refused(refusal) => give_up(&core, &lease, AttemptEnd::Refused(refusal)).await,
        End::Failed(fault) => fail(&core, &lease, &fault).await,
        End::Stopped(Stop::Shutdown) => give_up(&core, &lease, AttemptEnd::Released).await,
        // The job is no longer this attempt's to change.
        End::Stopped(Stop::Cancelled | Stop::LeaseLost) => Ok(None),
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

/// Opens the input, proves it in a process of its own, and verifies what came back.
async fn attempt(
    core: &Arc<Core>,
    claimed: Claimed,
    mut stop: watch::Receiver<Option<Stop>>,
    began: Instant,
) -> Result<Outcome, End> {
    let Claimed { lease, circuit, input, estimated_total } = claimed;
    let opened = input.and_then(|input| core.sealer.open_input(lease.job.as_str(), &input).ok());
    let claim = opened.ok_or(End::Failed(Fault::InputLost))?;
    let memory = core.limits.worker_memory.unwrap_or(0);
    let job = ToWorker { circuit: circuit.clone(), claim: claim.expose().to_vec(), memory };

    let mut process = Process::start(&core.worker, core.limits.outcome_bytes).map_err(End::Failed)?;
    tracing::debug!(job = %lease.job, attempt = lease.attempt, process = process.id(), "attempt started");
    let mut recorder = Recorder { core, lease: &lease, estimated_total, began, last: None, recorded: 0 };
    let deadline = core.limits.attempt_deadline;
    let (reports, received) = mpsc::channel(16);
    let proving = async { tokio::join!(process.prove(&job, reports), recorder.record_all(received)).0 };
    let ended = tokio::select! {
        biased;
        reason = stopped(&mut stop) => Err(End::Stopped(reason)),
        ended = tokio::time::timeout(deadline, proving) => match ended {
            Ok(ended) => ended.map_err(End::Failed),
            Err(_) => Err(End::Failed(Fault::TimedOut { deadline })),
        },
    };
    drop(job);
    process.end().await;
    match ended? {
        Ending::Refused(refusal) => Err(End::Refused(refusal)),
        Ending::Done(outcome) => verify(core, &lease, circuit, claim, outcome).await,
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
        Ok(Ok(outcome)) => Ok(outcome),
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

async fn commit(
    core: &Core,
    lease: &Lease,
    outcome: &Outcome,
    took: Duration,
) -> Result<Option<Duration>, StoreError> {
    let job = lease.job.as_str();
    let attestation = core.sealer.seal_result(job, Part::Attestation, &outcome.attestation);
    let note_opening = core.sealer.seal_result(job, Part::NoteOpening, outcome.note_opening.expose());
    let (Ok(attestation), Ok(note_opening)) = (attestation, note_opening) else {
        return fail(core, lease, &Fault::Store).await;
    };
    core.store.succeed(lease, now(), attestation, note_opening, took).await?;
    tracing::info!(job, attempt = lease.attempt, took_ms = took.as_millis(), "a job succeeded");
    Ok(None)
}

async fn fail(core: &Core, lease: &Lease, fault: &Fault) -> Result<Option<Duration>, StoreError> {
    tracing::warn!(job = %lease.job, attempt = lease.attempt, %fault, "an attempt failed");
    let doublings = lease.attempt.saturating_sub(1).min(10);
    let delay = core.limits.retry_delay.saturating_mul(1 << doublings);
    let end = AttemptEnd::Failed { failure: fault.refusal(), attempts: core.limits.attempts, delay };
    give_up(core, lease, end).await.map(|due| due.map(|_| delay))
}

async fn give_up(core: &Core, lease: &Lease, end: AttemptEnd) -> Result<Option<Duration>, StoreError> {
    let state = core.store.end_attempt(lease, now(), end).await?;
    tracing::info!(job = %lease.job, attempt = lease.attempt, state = state.as_str(), "an attempt ended");
    Ok((state == JobState::Queued).then_some(Duration::ZERO))
}

/// Records a worker's reports: every new phase, and now and then how far a phase is.
struct Recorder<'a> {
    core: &'a Core,
    lease: &'a Lease,
    estimated_total: Option<Duration>,
    began: Instant,
    last: Option<(String, Instant)>,
    recorded: usize,
}

impl Recorder<'_> {
    async fn record_all(&mut self, mut reports: mpsc::Receiver<Report>) {
        while let Some(report) = reports.recv().await {
            self.record(report).await;
        }
    }

    async fn record(&mut self, report: Report) {
        let recent =
            |(phase, at): &(String, Instant)| *phase == report.phase && at.elapsed() < REPORT_INTERVAL;
        if self.recorded >= REPORTS_RECORDED || self.last.as_ref().is_some_and(recent) {
            return;
        }
        self.recorded += 1;
        self.last = Some((report.phase.clone(), Instant::now()));
        let mut event = NewEvent::step(JobState::Running, self.lease.attempt, &report.phase);
        event.fraction = report.fraction;
        event.elapsed = self.began.elapsed();
        event.estimated_total = self.estimated_total;
        match self.core.store.progress(self.lease, now(), &event).await {
            Ok(()) => self.core.hub.ring(&self.lease.job),
            // A lost lease stops the attempt by another way; a lost report does no harm.
            Err(error) => tracing::warn!(job = %self.lease.job, %error, "a report was not recorded"),
        }
    }
}
