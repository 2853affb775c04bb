//! What a service is started with.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::CircuitLimits;
use crate::attestation_log::LogFiles;
use crate::fleet::SharedDatabase;
use crate::identity::IdentityFiles;

/// What a service is started with.
#[derive(Clone, Debug)]
pub struct ServiceConfig {
    /// The folder that holds the store, its key and the lock. Made when missing.
    pub home: PathBuf,
    /// The database that holds the jobs, for several processes together; none for a file in the folder.
    pub database: Option<SharedDatabase>,
    /// Where to listen; port 0 picks one. Without an identity on loopback only.
    pub listen: SocketAddr,
    /// Who the service is and who may call it. None: whoever can reach loopback may, and all are one tenant.
    pub identity: Option<IdentityFiles>,
    /// Pages of these origins may call over gRPC-Web, such as `https://portal.example`; empty for none.
    pub web_origins: Vec<String>,
    /// Where to answer Prometheus, over plain HTTP; nowhere if there is none.
    pub metrics: Option<SocketAddr>,
    /// The log that results are entered into before they are handed out, if there is one.
    pub log: Option<LogFiles>,
    /// How many proofs run at once, each in its own process. At least 1, but on a shared database, where others may prove.
    pub workers: usize,
    /// How many more processes wait with their key open, so that no caller waits for their start.
    pub warm: usize,
    /// The program that proves.
    pub worker: WorkerCommand,
    /// The bounds.
    pub limits: Limits,
}

impl ServiceConfig {
    /// A service of one worker and one that waits, on a port of its own choice, with the usual limits.
    pub fn new(home: impl Into<PathBuf>, worker: WorkerCommand) -> Self {
        Self {
            home: home.into(),
            database: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            identity: None,
            web_origins: Vec::new(),
            metrics: None,
            log: None,
            workers: 1,
            warm: 1,
            worker,
            limits: Limits::default(),
        }
    }

    /// # Errors
    /// The address is not a loopback address, and there is no identity.
    pub(crate) fn require_identity(&self) -> Result<(), NotLoopback> {
        if self.identity.is_some() || self.listen.ip().is_loopback() {
            Ok(())
        } else {
            Err(NotLoopback { address: self.listen })
        }
    }
}

/// Off loopback a service has an identity, and asks for its callers'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address} is not a loopback address, and this service has no identity")]
pub struct NotLoopback {
    /// The address that was asked for.
    pub address: SocketAddr,
}

/// The program that proves: it calls [`crate::worker::run`].
#[derive(Clone, Debug)]
pub struct WorkerCommand {
    /// The program's path.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Its whole environment: it inherits nothing.
    pub env: Vec<(OsString, OsString)>,
}

impl WorkerCommand {
    /// A program and its arguments.
    pub fn new<A: Into<OsString>>(program: impl Into<PathBuf>, args: impl IntoIterator<Item = A>) -> Self {
        Self { program: program.into(), args: args.into_iter().map(Into::into).collect(), env: Vec::new() }
    }
}

/// The bounds that a service keeps.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The longest claim of any circuit, in bytes.
    pub claim_bytes: usize,
    /// The longest message from a worker, in bytes: attestation and private outputs together.
    pub outcome_bytes: usize,
    /// How many jobs may wait for a worker.
    pub queued_jobs: usize,
    /// How many of one tenant's may, where there are tenants and the tenant has no number of its own.
    pub tenant_queued_jobs: usize,
    /// How many native checks run at once.
    pub checks: usize,
    /// How many calls of `Prove` are open at once.
    pub prove_calls: usize,
    /// How long a call of `Prove` waits at most; never as long as a request may take.
    pub prove_wait: Duration,
    /// How many streams of events are open at once.
    pub watchers: usize,
    /// How many connections are open at once.
    pub connections: usize,
    /// How long a connection may take until it has begun to speak.
    pub greeting: Duration,
    /// How long a connection behind TLS lives at most: as long as a certificate that has run out may still serve.
    pub connection_age: Duration,
    /// How often certificates and tenants are looked at.
    pub identity_check: Duration,
    /// How many requests are read and answered at once, those that stream not counted.
    pub requests: usize,
    /// How many requests one connection may have open.
    pub streams_per_connection: u32,
    /// How long a request may take to arrive and be answered; streams have no end.
    pub request_timeout: Duration,
    /// How often a job is tried before it fails for good. At least 1.
    pub attempts: u32,
    /// How long one attempt at any circuit may take.
    pub attempt_deadline: Duration,
    /// The wait before a second attempt; doubled for each further one.
    pub retry_delay: Duration,
    /// After so many jobs whose attempts failed in a row no more are taken, but one a pause.
    pub failures_in_a_row: u32,
    /// The first of those pauses; each is twice the last.
    pub failure_pause: Duration,
    /// How long jobs are kept after their end, with their results; `None` for ever.
    pub retention: Option<Duration>,
    /// How long a claim on a job lasts unless renewed. Renewed at a third of it.
    pub lease: Duration,
    /// How long a stop waits for running proofs before it requeues them.
    pub drain: Duration,
    /// The address space of any circuit's worker, in bytes; `None` leaves it to the circuit.
    pub worker_memory: Option<u64>,
    /// Calls of the nullifier registry that a caller may make at once.
    pub evaluate_burst: u32,
    /// Calls of the nullifier registry per second and caller, after the burst.
    pub evaluate_per_second: f64,
    /// Inclusion proofs that a caller may ask for at once.
    pub inclusion_burst: u32,
    /// Inclusion proofs per second and caller, after the burst.
    pub inclusion_per_second: f64,
}

impl Limits {
    /// The most that any circuit is granted.
    pub(crate) fn circuit(&self) -> CircuitLimits {
        CircuitLimits {
            claim_bytes: self.claim_bytes,
            attempt_deadline: self.attempt_deadline,
            worker_memory: self.worker_memory,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            claim_bytes: 32 << 20,
            outcome_bytes: 4 << 20,
            queued_jobs: 256,
            tenant_queued_jobs: 64,
            checks: 4,
            prove_calls: 32,
            prove_wait: Duration::from_secs(20),
            watchers: 256,
            connections: 256,
            greeting: Duration::from_secs(3),
            connection_age: Duration::from_secs(3600),
            identity_check: Duration::from_secs(5),
            requests: 64,
            streams_per_connection: 64,
            request_timeout: Duration::from_secs(30),
            attempts: 3,
            attempt_deadline: Duration::from_secs(24 * 3600),
            retry_delay: Duration::from_millis(500),
            failures_in_a_row: 16,
            failure_pause: Duration::from_secs(10),
            retention: None,
            lease: Duration::from_secs(15),
            drain: Duration::from_secs(30),
            worker_memory: None,
            evaluate_burst: 20,
            evaluate_per_second: 2.0,
            inclusion_burst: 100,
            inclusion_per_second: 20.0,
        }
    }
}
