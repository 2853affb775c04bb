//! What a service is started with.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What a service is started with.
#[derive(Clone, Debug)]
pub struct ServiceConfig {
    /// The folder that holds the store, its key and the lock. Made when missing.
    pub home: PathBuf,
    /// Where to listen. Loopback only; port 0 picks one.
    pub listen: SocketAddr,
    /// How many proofs run at once, each in its own process. At least 1.
    pub workers: usize,
    /// The program that proves.
    pub worker: WorkerCommand,
    /// The bounds.
    pub limits: Limits,
}

impl ServiceConfig {
    /// A service of one worker on a port of its own choice, with the usual limits.
    pub fn new(home: impl Into<PathBuf>, worker: WorkerCommand) -> Self {
        Self {
            home: home.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            workers: 1,
            worker,
            limits: Limits::default(),
        }
    }

    /// # Errors
    /// The address is not a loopback address.
    pub(crate) fn require_loopback(&self) -> Result<(), NotLoopback> {
        if self.listen.ip().is_loopback() { Ok(()) } else { Err(NotLoopback { address: self.listen }) }
    }
}

/// The service has no transport security yet, so it listens on loopback only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address} is not a loopback address, and this service has no transport security")]
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
    /// Variables added to the environment that it inherits.
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
    /// The longest claim, in bytes.
    pub claim_bytes: usize,
    /// The longest message from a worker, in bytes: attestation and note opening together.
    pub outcome_bytes: usize,
    /// How many jobs may wait for a worker.
    pub queued_jobs: usize,
    /// How many native checks run at once.
    pub checks: usize,
    /// How many streams of events are open at once.
    pub watchers: usize,
    /// How many connections are open at once.
    pub connections: usize,
    /// How many requests are read and answered at once, those that stream not counted.
    pub requests: usize,
    /// How many requests one connection may have open.
    pub streams_per_connection: u32,
    /// How long a request may take to arrive and be answered; streams have no end.
    pub request_timeout: Duration,
    /// How often a job is tried before it fails for good. At least 1.
    pub attempts: u32,
    /// How long one attempt may take.
    pub attempt_deadline: Duration,
    /// The wait before a second attempt; doubled for each further one.
    pub retry_delay: Duration,
    /// How long a claim on a job lasts unless renewed. Renewed at a third of it.
    pub lease: Duration,
    /// How long a stop waits for running proofs before it requeues them.
    pub drain: Duration,
    /// The address space of a worker, in bytes; `None` leaves it unbounded.
    pub worker_memory: Option<u64>,
    /// Calls of the nullifier registry that a caller may make at once.
    pub evaluate_burst: u32,
    /// Calls of the nullifier registry per second and caller, after the burst.
    pub evaluate_per_second: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            claim_bytes: 1 << 20,
            outcome_bytes: 4 << 20,
            queued_jobs: 256,
            checks: 4,
            watchers: 256,
            connections: 256,
            requests: 64,
            streams_per_connection: 64,
            request_timeout: Duration::from_secs(30),
            attempts: 3,
            attempt_deadline: Duration::from_secs(600),
            retry_delay: Duration::from_millis(500),
            lease: Duration::from_secs(15),
            drain: Duration::from_secs(30),
            worker_memory: None,
            evaluate_burst: 20,
            evaluate_per_second: 2.0,
        }
    }
}
