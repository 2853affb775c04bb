//! `serve`: the prover service and the nullifier registry of a home, and holders' inclusion proofs.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use covenant_parties::Store as _;
use covenant_service::{
    Evaluator, Holders, IdentityFiles, Parts, PartyRegistry, RunningService, Service, ServiceConfig,
    SharedDatabase, StartError, StoreError, WorkerCommand,
};
use serde_json::json;
use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::attestation_log;
use crate::cli::{FleetArgs, Serve};
use crate::failure::{Exit, Failure, Result};
use crate::home::Home;
use crate::home::config::NullifierRegistry;
use crate::identity;
use crate::output::Output;
use crate::prover::holders::HolderFiles;
use crate::prover::keys;
use crate::prover::nullifier::NullifierKey;
use crate::prover::service::HomeStatements;
use crate::registry::PublishedList;

pub(super) fn run(home: Option<&Path>, args: &Serve, output: Output) -> Result<()> {
    covenant_service::forbid_dumps();
    let home = Home::open(home)?;
    let holders = match (&args.holders, args.scheme) {
        (Some(folder), Some(scheme)) => Some(HolderFiles::open(folder, scheme)?),
        _ => None,
    };
    let accounts = holders.as_ref().map(HolderFiles::accounts);
    let holders = holders.map(|files| Arc::new(files) as Arc<dyn Holders>);
    log_to_stderr();
    if keys::makes_keys(&home) && !keys::are_made(&home)? {
        output.remark("making this home's development keys, once; this takes some seconds");
    }
    let runtime = runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| system("start the runtime", &error))?;
    let listen = args.listen.unwrap_or(home.config().listen);
    runtime.block_on(async {
        // Before anybody is told that the service is there, and may ask it to end.
        let unheard = |error| system("listen for signals", &error);
        let mut terminate = signal(SignalKind::terminate()).map_err(unheard)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(unheard)?;
        let address = Address {
            listen,
            identify: args.identify,
            metrics: args.metrics,
            web_origins: args.web_origins.clone(),
        };
        let service =
            start(&home, address, usize::from(args.workers), holders, args.ledgers.as_deref(), &args.fleet)
                .await?;
        let url = service.url();
        let address = service.local_addr().to_string();
        let mut event = json!({ "event": "listening", "address": address, "url": url });
        let mut text = format!("listening on {url}; end with Ctrl-C");
        if let Some(metrics) = service.metrics_addr() {
            event["metrics"] = json!(metrics.to_string());
        }
        if let Some(accounts) = accounts {
            event["holders"] = json!(accounts);
            text = format!("inclusion proofs of {accounts} accounts\n{text}");
        }
        output.event(&event, &text)?;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        service.shutdown().await;
        output.event(&json!({ "event": "stopped" }), "stopped")
    })
}

/// Where a service listens, and whether it asks who calls on loopback too.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(crate) listen: SocketAddr,
    pub(crate) identify: bool,
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) web_origins: Vec<String>,
}

/// The home's identity where one is needed.
fn identity(home: &Home, address: &Address) -> Result<Option<IdentityFiles>> {
    // Files that were brought along are meant to be asked for: behind a tunnel everybody comes from loopback.
    let asked = address.identify || home.config().identity.is_some();
    if address.listen.ip().is_loopback() && !asked {
        return Ok(None);
    }
    let files = identity::files(home);
    if identity::is_there(&files) {
        return Ok(Some(files));
    }
    let message = "callers off loopback show certificates, and so does the service: `covenant identity make`, or name its files in the configuration";
    Err(Failure::new(Exit::Usage, "serve/no-identity", message).at("home"))
}

/// Starts the home's service: its statements, and its nullifier registry where it has the key, and holders' files if there are.
pub(crate) async fn start(
    home: &Home,
    address: Address,
    workers: usize,
    holders: Option<Arc<dyn Holders>>,
    ledgers: Option<&Path>,
    fleet: &FleetArgs,
) -> Result<RunningService> {
    let ledgers = absolute(ledgers)?;
    let statements = Arc::new(HomeStatements::open(home, ledgers.clone())?);
    // Whoever asks another registry is none.
    let is_own = matches!(home.config().nullifier_registry, NullifierRegistry::InProcess(_));
    let has_key = home.nullifier_key_path().exists();
    let evaluator = match has_key && is_own {
        true => Some(Arc::new(NullifierKey::new(home.nullifier_key()?)) as Arc<dyn Evaluator>),
        false => None,
    };
    let is_registrar = home.registrar_key_path().exists() && home.config().registry.is_none();
    let parties = is_registrar.then(|| Arc::new(PublishedList::of(home)) as Arc<dyn PartyRegistry>);
    let mut config = configure(home, workers, ledgers, fleet)?;
    config.listen = address.listen;
    config.identity = identity(home, &address)?;
    config.metrics = address.metrics;
    config.web_origins = address.web_origins;
    config.log = attestation_log::files(home)?;
    if let Some(allowed) = home.config().evaluations {
        config.limits.evaluate_burst = allowed.burst;
        config.limits.evaluate_per_second = f64::from(allowed.per_minute) / 60.0;
    }
    if let Some(allowed) = home.config().inclusions {
        config.limits.inclusion_burst = allowed.burst;
        config.limits.inclusion_per_second = f64::from(allowed.per_minute) / 60.0;
    }
    Service::start(config, Parts { statements, evaluator, holders, parties }).await.map_err(refuse)
}

/// The child may be started from another folder.
pub(super) fn absolute(ledgers: Option<&Path>) -> Result<Option<PathBuf>> {
    let ledgers = ledgers.map(std::path::absolute).transpose();
    ledgers.map_err(|error| system("find the ledgers", &error))
}

/// What services and workers of a home have in common.
pub(super) fn configure(
    home: &Home,
    workers: usize,
    ledgers: Option<PathBuf>,
    fleet: &FleetArgs,
) -> Result<ServiceConfig> {
    let command = worker_command(home, workers, ledgers)?;
    let mut config = ServiceConfig::new(home.folder().join("service"), command);
    config.workers = workers;
    config.warm = workers;
    config.limits.retention =
        home.config().keep_jobs_days.map(|days| Duration::from_secs(u64::from(days.max(1)) * 86_400));
    if !fleet.database.is_empty() {
        let database = SharedDatabase::new(fleet.database.clone());
        config.database = Some(match &fleet.objects {
            Some(objects) => database.with_objects(objects),
            None => database,
        });
    } else if workers == 0 {
        let message = "without a database somebody has to prove: at least one worker";
        return Err(Failure::new(Exit::Usage, "usage/workers", message).at("workers"));
    }
    Ok(config)
}

/// This program, as the child that proves one job. The workers share the processor's threads evenly: that many proofs at
/// once take longer each and waste less.
fn worker_command(home: &Home, workers: usize, ledgers: Option<PathBuf>) -> Result<WorkerCommand> {
    let program = std::env::current_exe().map_err(|error| system("find this program", &error))?;
    // The child may be started from another folder.
    let folder = std::path::absolute(home.folder()).map_err(|error| system("find the home", &error))?;
    let mut args: Vec<OsString> = vec!["--home".into(), folder.into(), "prove-one".into()];
    if let Some(ledgers) = ledgers {
        args.extend(["--ledgers".into(), ledgers.into()]);
    }
    let all = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut command = WorkerCommand::new(program, args);
    command.env.push(("RAYON_NUM_THREADS".into(), (all / workers.max(1)).max(1).to_string().into()));
    Ok(command)
}

pub(super) fn system(operation: &str, error: &std::io::Error) -> Failure {
    let message = format!("cannot {operation}: {}", covenant_files::reason(error));
    Failure::new(Exit::Other, "system/io", message)
}

pub(super) fn refuse(error: StartError) -> Failure {
    let (exit, code) = match &error {
        StartError::NotLoopback(_) => (Exit::Usage, "serve/no-identity"),
        StartError::Origin(_) => (Exit::Usage, "usage/origin"),
        StartError::Identity(_) => (Exit::Unavailable, "serve/identity"),
        StartError::Home(_) => (Exit::Unavailable, "serve/home"),
        StartError::Store(StoreError::NotBuilt) => (Exit::Usage, "fleet/not-built"),
        StartError::Store(StoreError::Address) => (Exit::Usage, "fleet/database"),
        StartError::Store(StoreError::ObjectsAddress) => (Exit::Usage, "fleet/objects"),
        StartError::Store(_) => (Exit::Unavailable, "serve/store"),
        StartError::Log(error) => (Exit::Unavailable, error.code()),
        StartError::Io { .. } => (Exit::Unavailable, "serve/address"),
        _ => (Exit::Other, "serve/failed"),
    };
    Failure::new(exit, code, error.to_string())
}

/// What the service has to say; it never says a private value.
pub(super) fn log_to_stderr() {
    let _ = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_max_level(tracing::Level::INFO)
        .try_init();
}
