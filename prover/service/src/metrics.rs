//! Figures of a service, as Prometheus reads them. Counts and times by circuit, call and phase: no tenant, no job, nothing of a claim but its length.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use tokio::net::TcpListener;

use crate::attestation_log::AttestationLog;
use crate::dispatch::{Core, Phase};

type Labels = Vec<(&'static str, String)>;
type Timed = Family<Labels, Histogram, fn() -> Histogram>;

/// Seconds from a hundredth to half an hour.
fn seconds() -> Histogram {
    Histogram::new(exponential_buckets(0.01, 2.0, 18))
}

/// Bytes from 256 to 64 MiB.
fn bytes() -> Histogram {
    Histogram::new(exponential_buckets(256.0, 4.0, 10))
}

/// What is counted while the service runs.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    jobs: Family<Labels, Gauge>,
    queue_age: Gauge<f64, std::sync::atomic::AtomicU64>,
    serving: Gauge,
    failing: Gauge,
    writable: Gauge,
    log_writable: Gauge,
    log_entries: Gauge,
    attempts: Family<Labels, Counter>,
    attempt_seconds: Timed,
    phase_seconds: Timed,
    claim_bytes: Timed,
    calls: Family<Labels, Counter>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("covenant");
        let timed = |make: fn() -> Histogram| Timed::new_with_constructor(make);
        let metrics = Self {
            jobs: Family::default(),
            queue_age: Gauge::default(),
            serving: Gauge::default(),
            failing: Gauge::default(),
            writable: Gauge::default(),
            log_writable: Gauge::default(),
            log_entries: Gauge::default(),
            attempts: Family::default(),
            attempt_seconds: timed(seconds),
            phase_seconds: timed(seconds),
            claim_bytes: timed(bytes),
            calls: Family::default(),
            registry: Registry::default(),
        };
        registry.register("jobs", "Jobs that the store holds, by state", metrics.jobs.clone());
        let help = "How long the job that waits longest has waited";
        registry.register_with_unit("queue_age", help, Unit::Seconds, metrics.queue_age.clone());
        registry.register(
            "serving",
            "Whether the service takes jobs: 1, or 0 while it stops",
            metrics.serving.clone(),
        );
        let help = "Whether workers failed in a row and no jobs are taken";
        registry.register("workers_failing", help, metrics.failing.clone());
        registry.register("store_writable", "Whether the store could be written", metrics.writable.clone());
        let help = "Whether results could be entered into the log of attestations";
        registry.register("log_writable", help, metrics.log_writable.clone());
        registry.register("log_entries", "Entries of the log of attestations", metrics.log_entries.clone());
        registry.register("attempts", "Attempts that ended, by circuit and end", metrics.attempts.clone());
        let help = "How long attempts took that proved, by circuit";
        registry.register_with_unit("attempt", help, Unit::Seconds, metrics.attempt_seconds.clone());
        registry.register_with_unit(
            "phase",
            "How long phases of a proof took",
            Unit::Seconds,
            metrics.phase_seconds.clone(),
        );
        registry.register_with_unit(
            "claim",
            "Lengths of accepted claims, by circuit",
            Unit::Bytes,
            metrics.claim_bytes.clone(),
        );
        registry.register(
            "calls",
            "Calls that were answered, by call and gRPC status",
            metrics.calls.clone(),
        );
        Self { registry, ..metrics }
    }

    /// A call was answered. `call` is one that the service has.
    pub(crate) fn called(&self, call: &str, status: i32) {
        self.calls.get_or_create(&vec![("call", call.to_owned()), ("status", status.to_string())]).inc();
    }

    /// A claim was accepted.
    pub(crate) fn accepted(&self, circuit: &str, bytes: usize) {
        self.claim_bytes.get_or_create(&vec![("circuit", circuit.to_owned())]).observe(bytes as f64);
    }

    /// An attempt ended.
    pub(crate) fn attempted(&self, circuit: &str, end: &'static str, took: Duration) {
        self.attempts.get_or_create(&vec![("circuit", circuit.to_owned()), ("end", end.to_owned())]).inc();
        if end == "proved" {
            self.attempt_seconds
                .get_or_create(&vec![("circuit", circuit.to_owned())])
                .observe(took.as_secs_f64());
        }
    }

    /// A phase of a proof is over.
    pub(crate) fn phase(&self, phase: &str, took: Duration) {
        self.phase_seconds.get_or_create(&vec![("phase", phase.to_owned())]).observe(took.as_secs_f64());
    }
}

/// Serves `/metrics`, until it is aborted.
pub(crate) async fn serve(core: Arc<Core>, listener: TcpListener) -> std::io::Result<()> {
    axum::serve(listener, Router::new().route("/metrics", get(figures)).with_state(core)).await
}

async fn figures(State(core): State<Arc<Core>>) -> axum::response::Response {
    let metrics = &core.metrics;
    match core.store.figures(core.store.now()).await {
        Ok(figures) => {
            for (state, count) in figures.by_state {
                metrics.jobs.get_or_create(&vec![("state", state.to_owned())]).set(count);
            }
            metrics.queue_age.set(figures.queue_age.as_secs_f64());
        }
        Err(error) => tracing::error!(%error, "figures of jobs could not be read"),
    }
    metrics.serving.set(i64::from(*core.phase.borrow() == Phase::Serving));
    metrics.failing.set(i64::from(*core.breaker.is_open().borrow()));
    metrics.writable.set(i64::from(*core.writable.borrow()));
    metrics.log_writable.set(i64::from(*core.log_writable.borrow()));
    let entries = core.log.as_ref().map_or(0, AttestationLog::size);
    metrics.log_entries.set(i64::try_from(entries).unwrap_or(i64::MAX));
    let mut text = String::new();
    if encode(&mut text, &metrics.registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let form = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, form)], text).into_response()
}
