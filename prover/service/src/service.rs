//! Starting and stopping a service.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::{AbortHandle, JoinHandle};

use crate::attestation_log::{self, AttestationLog, LogError};
use crate::audit::{self, Audit};
use crate::breaker::Breaker;
use crate::config::NotLoopback;
use crate::dispatch::{self, Core, Phase, Running};
use crate::gates::Gates;
use crate::heartbeat::Heartbeat;
use crate::home::{Home, HomeError};
use crate::hub::Hub;
use crate::identity::{self, IdentityError, Live};
use crate::metrics::{self, Metrics};
use crate::pool::{self, Pool};
use crate::seal::Sealer;
use crate::shares::Shares;
use crate::store::{Database, Interrupted, Store, StoreError, millis};
use crate::{Evaluator, Holders, PartyRegistry, ServiceConfig, Statements, fleet, grpc};

/// How long open requests may take to end once the service stops.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// How often a store that could not be written is tried.
const PROBES: Duration = Duration::from_secs(1);

/// Why a service did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is not a loopback address.
    #[error(transparent)]
    NotLoopback(#[from] NotLoopback),
    /// A limit that must be positive is zero.
    #[error("{limit} must be at least 1")]
    Limit {
        /// The limit's name.
        limit: &'static str,
    },
    /// A page's origin is none.
    #[error(transparent)]
    Origin(#[from] grpc::NoOrigin),
    /// The service's identity, or its tenants, cannot be read.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The service's folder cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// A worker needs a database that services share with it.
    #[error("a worker needs the address of a database")]
    NotShared,
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log of attestations cannot be used.
    #[error("the log of attestations: {0}")]
    Log(#[from] LogError),
    /// The address cannot be listened on, or a thread cannot be started.
    #[error("{address}: {source}")]
    Io {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// What a service answers for.
#[derive(Clone)]
pub struct Parts {
    /// What it proves.
    pub statements: Arc<dyn Statements>,
    /// The nullifier registry's key, where it is one.
    pub evaluator: Option<Arc<dyn Evaluator>>,
    /// Holders' inclusion proofs, where it hands them out.
    pub holders: Option<Arc<dyn Holders>>,
    /// The published registry of parties, where it is the registrar's.
    pub parties: Option<Arc<dyn PartyRegistry>>,
}

impl Parts {
    /// A prover and nothing else.
    pub fn prover(statements: Arc<dyn Statements>) -> Self {
        Self { statements, evaluator: None, holders: None, parties: None }
    }
}

/// The prover service.
#[derive(Debug)]
pub struct Service;

impl Service {
    /// Opens the home, takes up the jobs that it holds, and listens. With an evaluator it
    /// answers as a nullifier registry too, with holders' files as what hands them out. To be called on a Tokio runtime of several
    /// threads with time and I/O.
    ///
    /// # Errors
    /// The address is not on loopback and there is no identity, the identity cannot be read, the home is used by another service, or the store
    /// or its key is not fit for use.
    pub async fn start(config: ServiceConfig, parts: Parts) -> Result<RunningService, StartError> {
        config.require_identity()?;
        let address = config.listen;
        let io = |source| StartError::Io { address, source };
        let (opened, figures) = Opened::new(config, parts, true).await?;
        let listener = TcpListener::bind(address).await.map_err(io)?;
        let local_addr = listener.local_addr().map_err(io)?;
        let metrics_addr = figures.as_ref().and_then(|listener| listener.local_addr().ok());
        let (core, background) = opened.begin(figures).map_err(io)?;
        let server = tokio::spawn(grpc::serve(Arc::clone(&core), listener));
        let every = core.limits.identity_check;
        let follower = core.identity.clone().map(|live| tokio::spawn(identity::follow(live, every)));
        tracing::info!(%local_addr, "the service listens");
        Ok(RunningService {
            local_addr,
            metrics_addr,
            _abort: Abort(vec![
                Some(server.abort_handle()),
                follower.map(|follower| follower.abort_handle()),
            ]),
            server,
            background,
            core,
        })
    }

    /// Proves the jobs of a database that services elsewhere take them for, and answers nobody. The home has the service's key already.
    ///
    /// # Errors
    /// As [`Self::start`], and [`StartError::NotShared`] without a database.
    pub async fn work(config: ServiceConfig, parts: Parts) -> Result<RunningWorker, StartError> {
        if config.database.is_none() {
            return Err(StartError::NotShared);
        }
        if config.workers == 0 {
            return Err(StartError::Limit { limit: "workers" });
        }
        let address = config.metrics.unwrap_or(config.listen);
        let (opened, figures) = Opened::new(config, parts, false).await?;
        let metrics_addr = figures.as_ref().and_then(|listener| listener.local_addr().ok());
        let (core, background) =
            opened.begin(figures).map_err(|source| StartError::Io { address, source })?;
        tracing::info!("the worker takes jobs");
        Ok(RunningWorker { metrics_addr, core, background })
    }
}

/// What a service or a worker has before anything of it runs.
struct Opened {
    core: Arc<Core>,
    home: Home,
    audit: audit::Writer,
}

impl Opened {
    async fn new(
        config: ServiceConfig,
        parts: Parts,
        serves: bool,
    ) -> Result<(Self, Option<TcpListener>), StartError> {
        require_positive(&config)?;
        let cors = grpc::cors(&config.web_origins)?;
        let identity = config.identity.map(Live::open).transpose()?.map(Arc::new);
        let home = Home::open(&config.home)?;
        let sealer = Sealer::new(&if serves { home.key() } else { home.given_key() }?);
        let unwritable = |source| HomeError::Io { path: config.home.join("audit"), source };
        let (audit, audit_writer) = Audit::open(&config.home).map_err(unwritable)?;
        let store = match &config.database {
            Some(database) => database.open(sealer.check(), serves).await?,
            None => Store::open(Database::file(&home.database()?), sealer.check()).await?,
        };
        // A worker's results go through the log of a service, if through one.
        let log = match serves {
            true => AttestationLog::open(config.log, &store, &sealer.check()).await?,
            false => None,
        };
        // The lock is ours: whatever was running runs no more. What others run in a database that is shared, runs on.
        let which = if store.is_shared() { Interrupted::Expired } else { Interrupted::All };
        let interrupted = store.reap(which, config.limits.attempts, store.now()).await?;
        if !interrupted.is_empty() {
            tracing::info!(jobs = interrupted.len(), "jobs that were interrupted are taken up again");
        }
        let figures = match config.metrics {
            Some(address) => {
                let io = |source| StartError::Io { address, source };
                Some(TcpListener::bind(address).await.map_err(io)?)
            }
            None => None,
        };
        let core = Arc::new(Core {
            store,
            sealer,
            statements: parts.statements,
            evaluator: parts.evaluator,
            holders: parts.holders,
            parties: parts.parties,
            identity: identity.clone(),
            pool: Pool::new(config.worker, config.limits.outcome_bytes, config.warm),
            workers: config.workers,
            serves,
            hub: Hub::default(),
            running: Running::default(),
            metrics: Metrics::new(),
            cors,
            breaker: Breaker::new(config.limits.failures_in_a_row, config.limits.failure_pause),
            due: Notify::new(),
            checks: Gates::new(config.limits.checks, identity.is_some()),
            entries: Gates::new(config.limits.checks, identity.is_some()),
            watchers: Arc::new(Semaphore::new(config.limits.watchers)),
            prove_calls: Semaphore::new(config.limits.prove_calls),
            prove_shares: Shares::new(config.limits.prove_calls, identity.is_some()),
            watch_shares: Shares::new(config.limits.watchers, identity.is_some()),
            audit,
            log,
            log_writable: watch::channel(true).0,
            phase: watch::channel(Phase::Serving).0,
            writable: watch::channel(true).0,
            limits: config.limits,
        });
        Ok((Self { core, home, audit: audit_writer }, figures))
    }

    /// Starts what runs without being asked.
    fn begin(self, figures: Option<TcpListener>) -> std::io::Result<(Arc<Core>, Background)> {
        let Self { core, home, audit } = self;
        let heartbeat = Heartbeat::start(Arc::clone(&core))?;
        let dispatcher = tokio::spawn(dispatch::run(Arc::clone(&core)));
        let keeper = tokio::spawn(pool::keep(Arc::clone(&core)));
        let logger = tokio::spawn(attestation_log::keep(Arc::clone(&core)));
        let watcher = tokio::spawn(watch_store(Arc::clone(&core)));
        let figures = figures.map(|listener| tokio::spawn(metrics::serve(Arc::clone(&core), listener)));
        let others = core.store.is_shared().then(|| tokio::spawn(fleet::follow(Arc::clone(&core))));
        let forgetter = core.limits.retention.map(|keeping| tokio::spawn(forget(Arc::clone(&core), keeping)));
        #[cfg(feature = "fleet")]
        let sweeper =
            (core.store.has_objects() && core.serves).then(|| tokio::spawn(fleet::sweep(Arc::clone(&core))));
        #[cfg(feature = "fleet")]
        let listener = core.store.is_shared().then(|| tokio::spawn(fleet::listen(Arc::clone(&core))));
        let abort = Abort(vec![
            #[cfg(feature = "fleet")]
            listener.map(|listener| listener.abort_handle()),
            #[cfg(feature = "fleet")]
            sweeper.map(|sweeper| sweeper.abort_handle()),
            Some(dispatcher.abort_handle()),
            Some(keeper.abort_handle()),
            Some(logger.abort_handle()),
            Some(watcher.abort_handle()),
            others.map(|others| others.abort_handle()),
            forgetter.map(|forgetter| forgetter.abort_handle()),
            figures.map(|figures| figures.abort_handle()),
        ]);
        let abandon = Abandon(Arc::clone(&core));
        Ok((
            core,
            Background {
                dispatcher,
                keeper,
                logger,
                heartbeat,
                audit,
                home,
                _abort: abort,
                _abandon: abandon,
            },
        ))
    }
}

/// What runs without being asked.
struct Background {
    dispatcher: JoinHandle<()>,
    keeper: JoinHandle<()>,
    logger: JoinHandle<()>,
    heartbeat: Heartbeat,
    audit: audit::Writer,
    home: Home,
    _abort: Abort,
    _abandon: Abandon,
}

impl Background {
    /// Takes no more jobs, gives running proofs the configured time to finish, and requeues those that have not.
    async fn drain(&mut self, core: &Core) {
        core.phase.send_replace(Phase::Draining);
        if tokio::time::timeout(core.limits.drain, &mut self.dispatcher).await.is_err() {
            core.phase.send_replace(Phase::Stopping);
            let _ = (&mut self.dispatcher).await;
        }
        if let Some(log) = core.log.as_ref().filter(|_| *core.log_writable.borrow()) {
            // What was proved is handed out to those who wait for it, unless the log fails.
            let _ = tokio::time::timeout(LAST_REQUESTS, log.settled(&core.store)).await;
        }
        core.phase.send_replace(Phase::Stopping);
        let _ = (&mut self.keeper).await;
        let _ = (&mut self.logger).await;
    }

    /// Ends all of it, and closes the store.
    async fn end(self, core: Arc<Core>) {
        let Self { heartbeat, audit, home, _abort: abort, _abandon: abandon, .. } = self;
        drop((abort, abandon));
        heartbeat.end().await;
        core.store.clone().close().await;
        drop(core);
        // A connection that was cut off holds the trail a little longer; the thread writes on by itself.
        let _ = tokio::time::timeout(LAST_REQUESTS, audit.end()).await;
        drop(home);
    }
}

fn require_positive(config: &ServiceConfig) -> Result<(), StartError> {
    let limits = &config.limits;
    let zero = [
        ("workers", config.workers == 0 && config.database.is_none()),
        ("attempts", limits.attempts == 0),
        ("checks", limits.checks == 0),
        ("claim_bytes", limits.claim_bytes == 0),
        ("requests", limits.requests == 0),
        ("connections", limits.connections == 0),
        ("streams_per_connection", limits.streams_per_connection == 0),
        ("failures_in_a_row", limits.failures_in_a_row == 0),
        ("lease", limits.lease < Duration::from_millis(3)),
    ];
    match zero.into_iter().find(|(_, zero)| *zero) {
        Some((limit, _)) => Err(StartError::Limit { limit }),
        None => Ok(()),
    }
}

/// A service that listens. Dropping it ends it at once, as a crash would: its workers are
/// killed and its jobs taken up again by the next service on the same home.
pub struct RunningService {
    local_addr: SocketAddr,
    metrics_addr: Option<SocketAddr>,
    server: JoinHandle<Result<(), tonic::transport::Error>>,
    core: Arc<Core>,
    background: Background,
    _abort: Abort,
}

impl RunningService {
    /// Where it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Where it answers Prometheus.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics_addr
    }

    /// The address as a client takes it.
    pub fn url(&self) -> String {
        let scheme = if self.core.identity.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.local_addr)
    }

    /// Stops: takes no more jobs, gives running proofs the configured time to finish,
    /// requeues those that have not, ends open requests, and closes the store.
    pub async fn shutdown(self) {
        let Self { server, core, mut background, _abort: abort, .. } = self;
        background.drain(&core).await;
        match tokio::time::timeout(LAST_REQUESTS, server).await {
            Ok(Ok(Err(error))) => tracing::warn!(%error, "the server ended badly"),
            Ok(_) => {}
            Err(_) => tracing::warn!("open requests were cut off"),
        }
        drop(abort);
        background.end(core).await;
        tracing::info!("the service has stopped");
    }
}

/// A worker of a fleet. Dropping it ends it at once, as a crash would: its jobs are others' when its leases run out.
pub struct RunningWorker {
    metrics_addr: Option<SocketAddr>,
    core: Arc<Core>,
    background: Background,
}

impl RunningWorker {
    /// Where it answers Prometheus.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics_addr
    }

    /// Stops: takes no more jobs, gives running proofs the configured time to finish, gives the others back, and closes the store.
    pub async fn shutdown(self) {
        let Self { core, mut background, .. } = self;
        background.drain(&core).await;
        background.end(core).await;
        tracing::info!("the worker has stopped");
    }
}

/// Ends tasks when dropped.
struct Abort(Vec<Option<AbortHandle>>);

impl Drop for Abort {
    fn drop(&mut self) {
        for task in self.0.iter().flatten() {
            task.abort();
        }
    }
}

/// Ends the workers that wait when dropped: open connections hold the core, and with it the pool, for as long as they like.
struct Abandon(Arc<Core>);

impl Drop for Abandon {
    fn drop(&mut self) {
        self.0.pool.abandon();
    }
}

/// Forgets jobs that ended longer ago than they are kept.
async fn forget(core: Arc<Core>, keeping: Duration) {
    loop {
        let before = core.store.now().saturating_sub(millis(keeping));
        loop {
            match core.store.forget(before).await {
                Ok(0) => break,
                Ok(jobs) => tracing::info!(jobs, "jobs that ended long ago were forgotten"),
                Err(error) => {
                    tracing::error!(%error, "jobs that ended long ago are not forgotten");
                    break;
                }
            }
            // Between two transactions others have their turn.
            tokio::task::yield_now().await;
        }
        tokio::time::sleep((keeping / 10).clamp(Duration::from_millis(10), Duration::from_secs(3600))).await;
    }
}

/// Finds out, after a change that was not made as it should, whether the store can be written, and asks again until it can.
async fn watch_store(core: Arc<Core>) {
    loop {
        core.store.failure().await;
        while let Err(error) = core.store.probe().await {
            tracing::error!(%error, "the store cannot be written");
            core.writable.send_if_modified(|writable| std::mem::replace(writable, false));
            tokio::time::sleep(PROBES).await;
        }
        core.writable.send_if_modified(|writable| !std::mem::replace(writable, true));
    }
}
