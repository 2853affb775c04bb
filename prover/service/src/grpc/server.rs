//! The server: both services, health and reflection, behind the limits.

use std::sync::Arc;
use std::time::Duration;

use covenant_proto::FILE_DESCRIPTOR_SET;
use covenant_proto::v1::nullifier_registry_server::NullifierRegistryServer;
use covenant_proto::v1::prover_server::ProverServer;
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic_health::server::HealthReporter;
use tower::limit::GlobalConcurrencyLimitLayer;

use super::listener;
use super::prover::ProverService;
use super::registry::RegistryService;
use crate::dispatch::{Core, Phase};

/// What a message may hold beside its claim.
const BESIDE_THE_CLAIM: usize = 4096;
/// The longest message to the nullifier registry.
const LONGEST_POINT: usize = 256;
/// The longest list of headers.
const LONGEST_HEADERS: u32 = 16 << 10;

/// A failure of the transport.
pub(crate) type ServeError = tonic::transport::Error;

/// Serves until the service stops.
pub(crate) async fn serve(core: Arc<Core>, listener: TcpListener) -> Result<(), ServeError> {
    let limits = core.limits.clone();
    let registry = core.evaluator.clone().map(|evaluator| {
        NullifierRegistryServer::new(RegistryService::new(Arc::clone(&core), evaluator))
            .max_decoding_message_size(LONGEST_POINT)
    });
    let prover = ProverServer::new(ProverService::new(Arc::clone(&core)))
        .max_decoding_message_size(limits.claim_bytes.saturating_add(BESIDE_THE_CLAIM));

    let (health, health_service) = tonic_health::server::health_reporter();
    report(&core, &health, true).await;
    let draining = tokio::spawn(not_serving_once_draining(Arc::clone(&core), health));
    // The descriptors are part of the program: tests build this service from them.
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1();

    let mut stop = core.phase.subscribe();
    let served = Server::builder()
        .timeout(limits.request_timeout)
        .concurrency_limit_per_connection(limits.streams_per_connection as usize)
        .max_concurrent_streams(limits.streams_per_connection)
        .http2_max_header_list_size(LONGEST_HEADERS)
        .http2_keepalive_interval(Some(Duration::from_secs(30)))
        .layer(GlobalConcurrencyLimitLayer::new(limits.requests))
        .add_service(prover)
        .add_optional_service(registry)
        .add_service(health_service)
        .add_optional_service(reflection.ok())
        .serve_with_incoming_shutdown(listener::accept(listener, limits.connections), async move {
            let _ = stop.wait_for(|phase| *phase == Phase::Stopping).await;
        })
        .await;
    draining.abort();
    served
}

async fn not_serving_once_draining(core: Arc<Core>, health: HealthReporter) {
    let mut phase = core.phase.subscribe();
    if phase.wait_for(|phase| *phase >= Phase::Draining).await.is_ok() {
        report(&core, &health, false).await;
    }
}

async fn report(core: &Core, health: &HealthReporter, serving: bool) {
    let status =
        if serving { tonic_health::ServingStatus::Serving } else { tonic_health::ServingStatus::NotServing };
    let mut services = vec!["", "covenant.v1.Prover"];
    if core.evaluator.is_some() {
        services.push("covenant.v1.NullifierRegistry");
    }
    for service in services {
        health.set_service_status(service, status).await;
    }
}
