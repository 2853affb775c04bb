//! The server: the services, health and reflection, behind the limits.

use std::sync::Arc;
use std::time::Duration;

use covenant_proto::FILE_DESCRIPTOR_SET;
use covenant_proto::v1::holders_server::HoldersServer;
use covenant_proto::v1::nullifier_registry_server::NullifierRegistryServer;
use covenant_proto::v1::party_registry_server::PartyRegistryServer;
use covenant_proto::v1::prover_server::ProverServer;
use tokio::net::TcpListener;
use tonic::Status;
use tonic::codegen::http;
use tonic::transport::Server;
use tonic_health::server::HealthReporter;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::util::{MapResponseLayer, option_layer};

use super::admission::Admission;
use super::holders::HoldersService;
use super::party_registry::PartyRegistryService;
use super::prover::ProverService;
use super::registry::RegistryService;
use super::{listener, status};
use crate::dispatch::{Core, Phase};

/// What a message may hold beside its claim.
const BESIDE_THE_CLAIM: usize = 4096;
/// The longest message to the nullifier registry.
const LONGEST_POINT: usize = 256;
/// The longest message that names an account.
const LONGEST_IDENTIFIER: usize = 512;
/// The longest message that names an entry.
const LONGEST_PLACE: usize = 64;
/// The longest list of headers.
const LONGEST_HEADERS: u32 = 16 << 10;
/// What a peer may send of one call before that is read.
const WINDOW: u32 = 32 << 10;
/// A peer that says nothing for so long is asked whether it is there, and has as long to answer.
const KEEPALIVE: Duration = Duration::from_secs(10);
/// How long a connection that is old enough may take to end what it is at.
const GRACE: Duration = Duration::from_secs(60);
/// The status of a message over the limit, as tonic sends it.
const OUT_OF_RANGE: &[u8] = b"11";

/// A failure of the transport.
pub(crate) type ServeError = tonic::transport::Error;

/// Serves until the service stops.
pub(crate) async fn serve(core: Arc<Core>, listener: TcpListener) -> Result<(), ServeError> {
    let limits = core.limits.clone();
    let registry = core.evaluator.clone().map(|evaluator| {
        NullifierRegistryServer::new(RegistryService::new(Arc::clone(&core), evaluator))
            .max_decoding_message_size(LONGEST_POINT)
    });
    let holders = core.holders.clone().map(|holders| {
        HoldersServer::new(HoldersService::new(Arc::clone(&core), holders))
            .max_decoding_message_size(LONGEST_IDENTIFIER)
    });
    let parties = core.parties.clone().map(|parties| {
        PartyRegistryServer::new(PartyRegistryService::new(parties)).max_decoding_message_size(LONGEST_PLACE)
    });
    let longest = longest_claim(&core).saturating_add(BESIDE_THE_CLAIM);
    let prover = ProverServer::new(ProverService::new(Arc::clone(&core))).max_decoding_message_size(longest);

    let (health, health_service) = tonic_health::server::health_reporter();
    report(&core, &health, true).await;
    let reporting = tokio::spawn(report_health(Arc::clone(&core), health));
    // The descriptors are part of the program: tests build this service from them.
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1();

    let mut stop = core.phase.subscribe();
    let mut server = Server::builder();
    if core.identity.is_some() {
        server = server.max_connection_age(limits.connection_age).max_connection_age_grace(GRACE);
    }
    // A page that calls over loopback speaks HTTP/1.1; over TLS all speak HTTP/2.
    let web = core.cors.clone().map(|cors| (cors, tonic_web::GrpcWebLayer::new()));
    let served = server
        .accept_http1(web.is_some() && core.identity.is_none())
        .layer(option_layer(web.as_ref().map(|(cors, _)| cors.clone())))
        .layer(option_layer(web.map(|(_, web)| web)))
        .timeout(limits.request_timeout)
        .concurrency_limit_per_connection(limits.streams_per_connection as usize)
        .max_concurrent_streams(limits.streams_per_connection)
        .http2_max_header_list_size(LONGEST_HEADERS)
        .initial_stream_window_size(WINDOW)
        // Calls that wait for room keep none of the connection's others from being read.
        .initial_connection_window_size(
            WINDOW.saturating_mul(limits.streams_per_connection.saturating_add(1)),
        )
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE))
        .layer(MapResponseLayer::new(say_too_long))
        .layer(Admission::new(Arc::clone(&core), longest))
        .layer(GlobalConcurrencyLimitLayer::new(limits.requests))
        .add_service(prover)
        .add_optional_service(registry)
        .add_optional_service(holders)
        .add_optional_service(parties)
        .add_service(health_service)
        .add_optional_service(reflection.ok())
        .serve_with_incoming_shutdown(
            listener::accept(listener, core.identity.clone(), limits.connections, limits.greeting),
            async move {
                let _ = stop.wait_for(|phase| *phase == Phase::Stopping).await;
            },
        )
        .await;
    reporting.abort();
    served
}

/// The longest claim of any circuit.
fn longest_claim(core: &Core) -> usize {
    let longest = core.circuits().iter().map(|circuit| circuit.limits.claim_bytes).max();
    longest.unwrap_or(core.limits.claim_bytes)
}

/// A message over the limit never reaches a service of ours: tonic answers by itself, with OUT_OF_RANGE and no details.
/// Nothing here answers so otherwise.
fn say_too_long<B: Default>(response: http::Response<B>) -> http::Response<B> {
    let code = response.headers().get(Status::GRPC_STATUS).map(http::HeaderValue::as_bytes);
    if code != Some(OUT_OF_RANGE) {
        return response;
    }
    let message = "the message is longer than this service takes";
    status::too_large("request/too-long", "message_bytes", None, message).into_http()
}

/// Health follows the service's phase and its store.
async fn report_health(core: Arc<Core>, health: HealthReporter) {
    let (mut phase, mut writable) = (core.phase.subscribe(), core.writable.subscribe());
    let mut failing = core.breaker.is_open();
    let (mut told, mut logged) = (core.audit.writable(), core.log_writable.subscribe());
    loop {
        tokio::select! {
            changed = phase.changed() => if changed.is_err() { return },
            changed = writable.changed() => if changed.is_err() { return },
            changed = failing.changed() => if changed.is_err() { return },
            changed = told.changed() => if changed.is_err() { return },
            changed = logged.changed() => if changed.is_err() { return },
        }
        let written = *writable.borrow_and_update() && *told.borrow_and_update();
        let serving = *phase.borrow_and_update() == Phase::Serving && written;
        // What needs neither a worker nor the log goes on.
        let proving = serving && !*failing.borrow_and_update() && *logged.borrow_and_update();
        report(&core, &health, serving).await;
        let status = health_of(proving);
        health.set_service_status("covenant.v1.Prover", status).await;
    }
}

fn health_of(serving: bool) -> tonic_health::ServingStatus {
    if serving { tonic_health::ServingStatus::Serving } else { tonic_health::ServingStatus::NotServing }
}

async fn report(core: &Core, health: &HealthReporter, serving: bool) {
    let status = health_of(serving);
    let mut services = vec!["", "covenant.v1.Prover"];
    if core.evaluator.is_some() {
        services.push("covenant.v1.NullifierRegistry");
    }
    if core.holders.is_some() {
        services.push("covenant.v1.Holders");
    }
    if core.parties.is_some() {
        services.push("covenant.v1.PartyRegistry");
    }
    for service in services {
        health.set_service_status(service, status).await;
    }
}
