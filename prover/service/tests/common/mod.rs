//! What the tests share: a service on a fresh home, and a client of it.
#![allow(dead_code, reason = "each test uses some of it")]

pub(crate) mod authority;
pub(crate) mod oracle;
#[path = "../../fixture/postgres.rs"]
pub(crate) mod postgres;
#[path = "../../fixture/statements.rs"]
pub(crate) mod statements;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use covenant_client::{Client, Event, Job, JobResult, Secret, Submit};
use covenant_service::{
    CheckReport, CircuitCapability, Outcome, Refusal, RunningService, Service, ServiceConfig, Statements,
    WorkerCommand,
};

use statements::{CIRCUIT, FixtureStatements};

/// A test that takes longer has hung.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The program that works and serves.
pub(crate) const FIXTURE: &str = env!("CARGO_BIN_EXE_covenant-service-fixture");

/// A configuration that retries at once.
pub(crate) fn config(home: &Path) -> ServiceConfig {
    let mut config = ServiceConfig::new(home, WorkerCommand::new(FIXTURE, ["worker"]));
    config.workers = 2;
    config.limits.retry_delay = Duration::from_millis(1);
    config.limits.drain = Duration::from_millis(1);
    config
}

/// The fixture's statements with another capability.
pub(crate) struct Adjusted<F>(pub(crate) F);

impl<F: Fn(&mut CircuitCapability) + Send + Sync + 'static> Statements for Adjusted<F> {
    fn capabilities(&self) -> Vec<CircuitCapability> {
        let mut capabilities = FixtureStatements.capabilities();
        capabilities.iter_mut().for_each(&self.0);
        capabilities
    }

    fn check(&self, circuit: &str, claim: &[u8]) -> Result<CheckReport, Refusal> {
        FixtureStatements.check(circuit, claim)
    }

    fn verify_result(&self, circuit: &str, claim: &[u8], outcome: &Outcome) -> Result<(), Refusal> {
        FixtureStatements.verify_result(circuit, claim, outcome)
    }
}

/// Starts a service as configured.
pub(crate) async fn start_with(config: ServiceConfig) -> (RunningService, Client) {
    start_of(config, Arc::new(FixtureStatements)).await
}

/// Starts a service of these statements.
pub(crate) async fn start_of(
    config: ServiceConfig,
    statements: Arc<dyn Statements>,
) -> (RunningService, Client) {
    let service = Service::start(config, statements::parts(statements)).await.unwrap();
    let client = Client::connect(&service.url()).await.unwrap();
    (service, client)
}

/// Starts a service on a home.
pub(crate) async fn start(home: &Path) -> (RunningService, Client) {
    start_with(config(home)).await
}

/// A job of that claim, under a key.
pub(crate) fn job(key: &str, claim: &str) -> Submit {
    Submit {
        circuit: CIRCUIT.to_owned(),
        claim: Secret::new(claim.as_bytes().to_vec()),
        idempotency_key: key.to_owned(),
        expected_selector: None,
    }
}

/// Submits a claim and returns its job's id.
pub(crate) async fn submit(client: &Client, key: &str, claim: &str) -> String {
    client.submit(job(key, claim)).await.unwrap().job.id
}

/// Follows a job to its end.
pub(crate) async fn follow(client: &Client, id: &str) -> Vec<Event> {
    let mut watch = client.watch(id, 0);
    let mut events = Vec::new();
    let all = async {
        while let Some(event) = watch.next().await.unwrap() {
            events.push(event);
        }
    };
    tokio::time::timeout(PATIENCE, all).await.expect("the job should end");
    events
}

/// Waits until a job has come to a phase.
pub(crate) async fn follow_until(client: &Client, id: &str, phase: &str) {
    let mut watch = client.watch(id, 0);
    let there = async {
        while watch.next().await.unwrap().expect("the job should come to the phase").phase != phase {}
    };
    tokio::time::timeout(PATIENCE, there).await.expect("the job should come to the phase");
}

/// Waits for a job's end and reads it.
pub(crate) async fn finish(client: &Client, id: &str) -> (Job, Option<JobResult>) {
    follow(client, id).await;
    client.get(id).await.unwrap()
}

/// The names of the events' phases.
pub(crate) fn phases(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.phase.as_str()).collect()
}

/// Waits until a file is there and reads it.
pub(crate) async fn read_when_there(path: &Path) -> String {
    let read = async {
        loop {
            match std::fs::read_to_string(path) {
                Ok(text) => return text,
                Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, read).await.expect("the file should appear")
}

/// Waits until no process has that id. A zombie counts as gone only once it is reaped.
pub(crate) async fn wait_until_gone(process: &str) {
    let folder = format!("/proc/{process}");
    let gone = async {
        while Path::new(&folder).exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("the process should be gone");
}
