//! Holders' inclusion proofs: handed out, refused, limited for each caller.

mod common;

use std::sync::Arc;

use common::statements::FixtureStatements;
use common::{config, start, start_with};
use covenant_client::{Client, ErrorKind};
use covenant_proto::v1::GetInclusionProofRequest;
use covenant_proto::v1::holders_client::HoldersClient;
use covenant_service::{Parts, Service};
use tonic::Code;
use tonic::transport::Endpoint;

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_gets_the_own_proof_and_nobody_elses() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    assert!(client.capabilities().await.unwrap().holders);
    let proof = client.inclusion_proof("holder@example.org").await.unwrap();
    assert_eq!(proof.expose(), b"proof of holder@example.org");
    for (identifier, code, field, kind) in [
        ("nobody@example.org", "inclusion/no-account", Some("identifier"), ErrorKind::NotFound),
        ("no address", "account/format", Some("identifier"), ErrorKind::Unreadable),
        ("unreadable@example.org", "inclusion/unreadable", None, ErrorKind::Internal),
        ("panics@example.org", "service/internal", None, ErrorKind::Internal),
    ] {
        let refused = client.inclusion_proof(identifier).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.field.as_deref(), refused.kind), (code, field, kind));
        assert!(!format!("{refused:?}").contains("example.org"), "{refused:?}");
    }
    let long = client.inclusion_proof(&"x".repeat(4096)).await.unwrap_err();
    assert_eq!((long.code.as_str(), long.kind), ("request/too-long", ErrorKind::Limit));
    service.shutdown().await;
}

/// Whatever identifier no account has, the answer is the same to the byte.
#[tokio::test(flavor = "multi_thread")]
async fn unknown_identifiers_have_one_answer() {
    let home = tempfile::tempdir().unwrap();
    let (service, _) = start(home.path()).await;
    let channel = Endpoint::from_shared(service.url()).unwrap().connect().await.unwrap();
    let mut answers = Vec::new();
    for identifier in ["nobody@example.org", "somebody@example.com"] {
        let request = GetInclusionProofRequest { identifier: identifier.to_owned() };
        let status = HoldersClient::new(channel.clone()).get_inclusion_proof(request).await.unwrap_err();
        answers.push((status.code(), status.message().to_owned(), status.details().to_vec()));
    }
    assert_eq!(answers[0].0, Code::NotFound);
    assert_eq!(answers[0], answers[1]);
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_asks_too_often_is_told_when_to_come_back() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.inclusion_burst = 3;
    config.limits.inclusion_per_second = 0.001;
    let (service, client) = start_with(config).await;
    client.inclusion_proof("holder@a").await.unwrap();
    client.inclusion_proof("nobody@a").await.unwrap_err();
    client.inclusion_proof("no address").await.unwrap_err();
    let other_connection = Client::connect(&service.url()).await.unwrap();
    let refused = other_connection.inclusion_proof("holder@a").await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("inclusion/rate-limited", ErrorKind::Limit));
    assert!(refused.retry_after.unwrap().as_secs() > 100, "{:?}", refused.retry_after);
    client.evaluate(&[9; 32]).await.unwrap();
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_holders_hands_nothing_out() {
    let home = tempfile::tempdir().unwrap();
    let parts = Parts::prover(Arc::new(FixtureStatements));
    let service = Service::start(config(home.path()), parts).await.unwrap();
    let client = Client::connect(&service.url()).await.unwrap();
    assert!(!client.capabilities().await.unwrap().holders);
    let refused = client.inclusion_proof("holder@example.org").await.unwrap_err();
    assert_eq!(refused.code, "transport/unimplemented");
    service.shutdown().await;
}
