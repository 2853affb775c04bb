//! `worker`: proves the jobs of a database that services elsewhere take them for.

use std::path::Path;
use std::sync::Arc;

use covenant_service::{Parts, Service};
use serde_json::json;
use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::serve;
use crate::cli::Worker;
use crate::failure::{Exit, Failure, Result};
use crate::home::Home;
use crate::output::Output;
use crate::prover::service::HomeStatements;

pub(super) fn run(home: Option<&Path>, args: &Worker, output: Output) -> Result<()> {
    covenant_service::forbid_dumps();
    let home = Home::open(home)?;
    if args.fleet.database.is_empty() {
        let message = "a worker takes its jobs from a database: --database postgres://USER@HOST/NAME";
        return Err(Failure::new(Exit::Usage, "usage/database", message).at("database"));
    }
    require_key(&home)?;
    serve::log_to_stderr();
    let runtime = runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| serve::system("start the runtime", &error))?;
    runtime.block_on(async {
        let unheard = |error| serve::system("listen for signals", &error);
        let mut terminate = signal(SignalKind::terminate()).map_err(unheard)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(unheard)?;
        let ledgers = serve::absolute(args.ledgers.as_deref())?;
        let statements = Arc::new(HomeStatements::open(&home, ledgers.clone())?);
        let mut config = serve::configure(&home, usize::from(args.workers), ledgers, &args.fleet)?;
        config.metrics = args.metrics;
        let worker = Service::work(config, Parts::prover(statements)).await.map_err(serve::refuse)?;
        let mut event = json!({ "event": "working", "workers": args.workers });
        if let Some(metrics) = worker.metrics_addr() {
            event["metrics"] = json!(metrics.to_string());
        }
        output.event(&event, "taking jobs; end with Ctrl-C")?;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        worker.shutdown().await;
        output.event(&json!({ "event": "stopped" }), "stopped")
    })
}

/// The inputs are sealed under the key of the service that took them.
fn require_key(home: &Home) -> Result<()> {
    let key = home.folder().join("service").join("service.key");
    if key.exists() {
        return Ok(());
    }
    let message = "the worker has no service key: copy service/service.key of the home that serves to the same place here, readable by its owner alone";
    Err(Failure::new(Exit::Unavailable, "fleet/no-key", message).at("home.service"))
}
