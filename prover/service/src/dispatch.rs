//! Hands queued jobs to workers, and keeps track of who runs what.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use crate::attestation_log::AttestationLog;
use crate::audit::Audit;
use crate::breaker::Breaker;
use crate::gates::Gates;
use crate::hub::Hub;
use crate::identity::Live;
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::seal::Sealer;
use crate::shares::Shares;
use crate::store::{Claimed, Interrupted, JobId, Lease, Store, StoreError};
use crate::{CircuitCapability, Evaluator, Holders, Limits, PartyRegistry, Statements, attempt};
use tower_http::cors::CorsLayer;

/// How long the dispatcher waits after the store has failed it.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How often a queue is looked at that others fill.
const SHARED_TICK: Duration = Duration::from_millis(200);

/// What the parts of a service share.
pub(crate) struct Core {
    pub(crate) store: Store,
    pub(crate) sealer: Sealer,
    pub(crate) statements: Arc<dyn Statements>,
    pub(crate) evaluator: Option<Arc<dyn Evaluator>>,
    pub(crate) holders: Option<Arc<dyn Holders>>,
    /// The published registry of parties, where it is the registrar's.
    pub(crate) parties: Option<Arc<dyn PartyRegistry>>,
    pub(crate) identity: Option<Arc<Live>>,
    pub(crate) pool: Pool,
    pub(crate) workers: usize,
    /// Whether it answers callers; else it is a worker.
    #[cfg_attr(not(feature = "fleet"), allow(dead_code, reason = "asked in a fleet"))]
    pub(crate) serves: bool,
    pub(crate) limits: Limits,
    pub(crate) hub: Hub,
    pub(crate) running: Running,
    pub(crate) breaker: Breaker,
    pub(crate) metrics: Metrics,
    /// Of gRPC-Web, where there is any.
    pub(crate) cors: Option<CorsLayer>,
    /// Rung when a job may have become due.
    pub(crate) due: Notify,
    pub(crate) checks: Gates,
    pub(crate) prove_calls: Semaphore,
    /// Of those, and of streams of events, what one tenant may hold.
    pub(crate) prove_shares: Arc<Shares>,
    pub(crate) watch_shares: Arc<Shares>,
    pub(crate) audit: Audit,
    /// What results go through before they are handed out.
    pub(crate) log: Option<AttestationLog>,
    /// Whether results could be entered into it when that was last tried.
    pub(crate) log_writable: watch::Sender<bool>,
    pub(crate) watchers: Arc<Semaphore>,
    pub(crate) phase: watch::Sender<Phase>,
    /// Whether the store could be written when that was last tried.
    pub(crate) writable: watch::Sender<bool>,
}

impl Core {
    /// The circuits, with the limits that hold here.
    pub(crate) fn circuits(&self) -> Vec<CircuitCapability> {
        let mut circuits = self.statements.capabilities();
        for circuit in &mut circuits {
            circuit.limits = circuit.limits.within(self.limits.circuit());
        }
        circuits
    }

    /// The circuit of that name, if this service proves it.
    pub(crate) fn circuit(&self, name: &str) -> Option<CircuitCapability> {
        self.circuits().into_iter().find(|circuit| circuit.circuit == name)
    }
}

/// Where the service is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// It takes jobs and runs them.
    Serving,
    /// It takes no jobs and starts none; running ones may finish.
    Draining,
    /// It ends.
    Stopping,
}

/// Why an attempt is stopped from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Cancelled,
    LeaseLost,
    Shutdown,
}

/// What stops an attempt.
type StopSender = watch::Sender<Option<Stop>>;

/// The attempts that run now.
#[derive(Default)]
pub(crate) struct Running {
    attempts: Mutex<HashMap<JobId, (Lease, StopSender)>>,
}

impl Running {
    fn begin(&self, lease: &Lease) -> watch::Receiver<Option<Stop>> {
        let (stop, stopped) = watch::channel(None);
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.insert(lease.job.clone(), (lease.clone(), stop));
        stopped
    }

    fn end(&self, lease: &Lease) {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.get(&lease.job).is_some_and(|(held, _)| held.token == lease.token) {
            attempts.remove(&lease.job);
        }
    }

    /// The leases that are held now.
    pub(crate) fn leases(&self) -> Vec<Lease> {
        let attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.values().map(|(lease, _)| lease.clone()).collect()
    }

    /// Stops the attempt at a job, if one runs.
    pub(crate) fn stop(&self, job: &JobId, reason: Stop) {
        let attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, stop)) = attempts.get(job) {
            stop.send_replace(Some(reason));
        }
    }

    /// Stops this very attempt, and not a later one at the same job.
    pub(crate) fn stop_lease(&self, lease: &Lease, reason: Stop) {
        let attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((held, stop)) = attempts.get(&lease.job)
            && held.token == lease.token
        {
            stop.send_replace(Some(reason));
        }
    }

    /// Stops every attempt.
    fn stop_all(&self, reason: Stop) {
        let attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, stop) in attempts.values() {
            stop.send_replace(Some(reason));
        }
    }
}

/// Claims jobs and runs them until the service drains; then waits for those that run, and
/// at the end stops them.
pub(crate) async fn run(core: Arc<Core>) {
    let workers = Arc::new(Semaphore::new(core.workers));
    let mut attempts = JoinSet::new();
    let mut phase = core.phase.subscribe();
    // Nobody rings when another process has taken a job in.
    let longest = if core.store.is_shared() { SHARED_TICK } else { Duration::from_secs(1) };
    let tick = (core.limits.lease / 3).min(longest);
    let mut reaped: Option<Instant> = None;
    while *phase.borrow_and_update() == Phase::Serving {
        while attempts.try_join_next().is_some() {}
        let reap = reaped.is_none_or(|at| at.elapsed() >= tick);
        if reap {
            reaped = Some(Instant::now());
        }
        let wait = match take_next(&core, &workers, reap).await {
            Ok(Some((claimed, permit))) => {
                let core = Arc::clone(&core);
                // Before the task begins: a stop finds every attempt that was claimed.
                let stopped = core.running.begin(&claimed.lease);
                attempts.spawn(run_one(core, claimed, stopped, permit));
                continue;
            }
            Ok(None) => tick,
            Err(error) => {
                tracing::error!(%error, "no job can be claimed");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            _ = phase.changed() => {}
            () = core.due.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    while !attempts.is_empty() {
        tokio::select! {
            _ = phase.wait_for(|phase| *phase == Phase::Stopping) => break,
            _ = attempts.join_next() => {}
        }
    }
    core.running.stop_all(Stop::Shutdown);
    while attempts.join_next().await.is_some() {}
}

/// The next job and the permit to run it, if there are both.
async fn take_next(
    core: &Arc<Core>,
    workers: &Arc<Semaphore>,
    reap: bool,
) -> Result<Option<(Claimed, OwnedSemaphorePermit)>, StoreError> {
    if reap {
        for job in core.store.reap(Interrupted::Expired, core.limits.attempts, core.store.now()).await? {
            core.running.stop(&job, Stop::LeaseLost);
            core.hub.ring(&job);
        }
    }
    let Ok(permit) = Arc::clone(workers).try_acquire_owned() else { return Ok(None) };
    if !core.breaker.lets_through(Instant::now()) {
        return Ok(None);
    }
    let selectors: Vec<String> = core.circuits().into_iter().map(|circuit| circuit.selector).collect();
    let claimed = core.store.claim(core.store.now(), core.limits.lease, &selectors).await?;
    if claimed.is_some() {
        core.breaker.tried(Instant::now());
    }
    Ok(claimed.map(|claimed| (claimed, permit)))
}

async fn run_one(
    core: Arc<Core>,
    claimed: Claimed,
    stopped: watch::Receiver<Option<Stop>>,
    permit: OwnedSemaphorePermit,
) {
    let lease = claimed.lease.clone();
    core.hub.ring(&lease.job);
    let place = Place { core: Arc::clone(&core), permit: Some(permit) };
    // A cancellation between the claim and `begin` found nothing to stop.
    let due = match core.store.holds(&lease).await {
        Ok(false) => None,
        Ok(true) | Err(_) => attempt::run(&core, claimed, stopped, place).await,
    };
    core.running.end(&lease);
    core.due.notify_one();
    if let Some(delay) = due {
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            core.due.notify_one();
        });
    }
}

/// A worker's place. The next job gets it when this is dropped: as soon as the worker has said all that it has to say,
/// while its result is still being verified and stored.
pub(crate) struct Place {
    core: Arc<Core>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Place {
    fn drop(&mut self) {
        // The place is free before the dispatcher looks for one.
        self.permit.take();
        self.core.due.notify_one();
    }
}
