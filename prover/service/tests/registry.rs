//! The nullifier registry: evaluation, refusals, the limit for each caller, health and reflection.

mod common;

use std::sync::Arc;

use common::statements::FixtureStatements;
use common::{config, start, start_with};
use covenant_client::{Client, ErrorKind};
use covenant_service::{Parts, Service};
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

#[tokio::test(flavor = "multi_thread")]
async fn a_point_is_evaluated_and_a_bad_one_refused_by_its_reason() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    assert_eq!(client.nullifier_key().await.unwrap(), [0x4b; 32]);
    let evaluation = client.evaluate(&[0x0f; 32]).await.unwrap();
    assert_eq!(evaluation.evaluated, [0xf0; 32]);
    assert_eq!((evaluation.challenge, evaluation.response), ([1; 32], [2; 32]));

    for (first, code, kind) in [
        (0, "nullifier/point-not-canonical", ErrorKind::Unreadable),
        (1, "nullifier/point-off-curve", ErrorKind::Unreadable),
        (2, "nullifier/point-identity", ErrorKind::Unreadable),
        (3, "nullifier/point-outside-subgroup", ErrorKind::Unreadable),
        (4, "nullifier/internal", ErrorKind::Internal),
        (5, "service/internal", ErrorKind::Internal),
    ] {
        let refused = client.evaluate(&[first; 32]).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.kind), (code, kind));
    }
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_asks_too_often_is_told_when_to_come_back() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.evaluate_burst = 3;
    config.limits.evaluate_per_second = 0.001;
    let (service, client) = start_with(config).await;
    client.evaluate(&[9; 32]).await.unwrap();
    client.evaluate(&[0; 32]).await.unwrap_err();
    client.evaluate(&[9; 32]).await.unwrap();
    let other_connection = Client::connect(&service.url()).await.unwrap();
    let refused = other_connection.evaluate(&[9; 32]).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("nullifier/rate-limited", ErrorKind::Limit));
    assert!(refused.retry_after.unwrap().as_secs() > 100, "{:?}", refused.retry_after);
    client.nullifier_key().await.unwrap();
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_an_evaluator_is_no_registry() {
    let home = tempfile::tempdir().unwrap();
    let service =
        Service::start(config(home.path()), Parts::prover(Arc::new(FixtureStatements))).await.unwrap();
    let client = Client::connect(&service.url()).await.unwrap();
    assert!(!client.capabilities().await.unwrap().nullifier_registry);
    assert_eq!(client.nullifier_key().await.unwrap_err().code, "transport/unimplemented");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn health_and_reflection_answer() {
    let home = tempfile::tempdir().unwrap();
    let (service, _) = start(home.path()).await;
    let channel = Endpoint::from_shared(service.url()).unwrap().connect().await.unwrap();
    let services = ["Prover", "NullifierRegistry", "Holders", "PartyRegistry"];
    let services = services.map(|name| format!("covenant.v1.{name}"));
    for name in services.iter().map(String::as_str).chain([""]) {
        let request = HealthCheckRequest { service: name.to_owned() };
        let answer = HealthClient::new(channel.clone()).check(request).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{name}");
    }

    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut answers = ServerReflectionClient::new(channel)
        .server_reflection_info(tokio_stream::once(request))
        .await
        .unwrap()
        .into_inner();
    let Some(MessageResponse::ListServicesResponse(listed)) =
        answers.message().await.unwrap().unwrap().message_response
    else {
        panic!("services should be listed");
    };
    let names: Vec<_> = listed.service.into_iter().map(|service| service.name).collect();
    assert!(services.iter().all(|name| names.contains(name)), "{names:?}");
    service.shutdown().await;
}
