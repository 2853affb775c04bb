//! Bytes from anybody: a typed answer, and the service stays up.

mod common;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use common::statements::{CIRCUIT, FixtureStatements};
use common::{Adjusted, config, finish, job, start, start_with, submit};
use covenant_client::{ErrorKind, JobState};
use covenant_proto::v1::CheckRequest;
use covenant_proto::v1::prover_client::ProverClient;
use covenant_service::{CircuitCapability, CircuitLimits, Parts, Service, StartError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::Endpoint;
use tonic::{Code, Request, Status};

/// Sends and takes bytes as they are.
#[derive(Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        *self
    }

    fn decoder(&mut self) -> Self {
        *self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        use prost::bytes::BufMut as _;
        buffer.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        use prost::bytes::Buf as _;
        Ok(Some(buffer.copy_to_bytes(buffer.remaining()).to_vec()))
    }
}

const CALLS: [&str; 11] = [
    "/covenant.v1.Prover/GetCapabilities",
    "/covenant.v1.Prover/Check",
    "/covenant.v1.Prover/Submit",
    "/covenant.v1.Prover/Prove",
    "/covenant.v1.Prover/Get",
    "/covenant.v1.Prover/Watch",
    "/covenant.v1.Prover/Cancel",
    "/covenant.v1.Prover/List",
    "/covenant.v1.NullifierRegistry/GetKey",
    "/covenant.v1.NullifierRegistry/Evaluate",
    "/covenant.v1.Holders/GetInclusionProof",
];

/// The next of a sequence of numbers that looks random.
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_to_every_call_is_answered_with_a_status() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let channel = Endpoint::from_shared(service.url()).unwrap().connect().await.unwrap();
    let mut raw = tonic::client::Grpc::new(channel);

    let mut messages = vec![
        vec![0xff; 64],
        vec![0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f],
        [vec![0x0a, 0x80, 0x80, 0x80, 0x80, 0x10], vec![0; 16]].concat(),
        vec![0x0b; 4096],
        vec![0x0a, 0x02, 0xff, 0xfe],
    ];
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    for length in 1..60 {
        messages.push((0..length).map(|_| next(&mut seed) as u8).collect());
    }
    let mut refused = 0;
    for call in CALLS {
        for message in &messages {
            raw.ready().await.unwrap();
            let path = call.parse().unwrap();
            let answer = raw.server_streaming(Request::new(message.clone()), path, Raw).await;
            let status = match answer {
                Ok(stream) => stream.into_inner().message().await.err(),
                Err(status) => Some(status),
            };
            refused += usize::from(status.is_some());
            let code = status.map_or(Code::Ok, |status| status.code());
            assert!(!matches!(code, Code::Unknown | Code::Unavailable | Code::Cancelled), "{call}: {code:?}");
        }
    }
    assert!(refused > 300, "most of it is refused: {refused}");

    let id = submit(&client, "after", "succeed").await;
    assert_eq!(finish(&client, &id).await.0.state, JobState::Succeeded);
    assert_eq!(client.list(None, 0, None).await.unwrap().jobs.len(), 1, "garbage made no job");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_http_is_dropped() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    for bytes in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        &[0; 64],
        &[0xff; 64],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff",
    ] {
        let mut socket = tokio::net::TcpStream::connect(service.local_addr()).await.unwrap();
        socket.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        let _ = socket.shutdown().await;
        let _ = tokio::time::timeout(common::PATIENCE, socket.read_to_end(&mut answer)).await.unwrap();
    }
    let id = submit(&client, "after", "succeed").await;
    assert_eq!(finish(&client, &id).await.0.state, JobState::Succeeded);
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_and_messages_have_a_longest() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.claim_bytes = 100;
    let (service, client) = start_with(config).await;
    assert_eq!(client.capabilities().await.unwrap().circuits[0].limits.claim_bytes, 100);
    client.submit(job("100", &"s".repeat(100))).await.unwrap();
    for (length, code) in [(101, "request/claim-too-long"), (5_000_000, "request/too-long")] {
        let claim = "s".repeat(length);
        let refused = client.submit(job("long", &claim)).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.kind), (code, ErrorKind::Limit));
        let refused = client.check(CIRCUIT, claim.as_bytes()).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.kind), (code, ErrorKind::Limit));
        let channel = Endpoint::from_shared(service.url()).unwrap().connect().await.unwrap();
        let mut raw = ProverClient::new(channel);
        let request = CheckRequest { circuit: CIRCUIT.to_owned(), claim: claim.into_bytes() };
        assert_eq!(raw.check(request).await.unwrap_err().code(), Code::ResourceExhausted);
    }
    assert_eq!(client.submit(job("empty", "")).await.unwrap_err().code, "request/claim-missing");
    for key in ["", " ", "a\nb", &"k".repeat(129)] {
        let refused = client.submit(job(key, "succeed")).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.kind), ("request/idempotency-key", ErrorKind::Unreadable));
    }
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_circuit_has_limits_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.attempts = 1;
    config.limits.worker_memory = Some(1 << 30);
    let statements = Adjusted(|capability: &mut CircuitCapability| {
        capability.limits = CircuitLimits {
            claim_bytes: 300,
            attempt_deadline: Duration::from_secs(6),
            worker_memory: Some(512 << 20),
        };
    });
    let (service, client) = common::start_of(config, Arc::new(statements)).await;
    let limits = client.capabilities().await.unwrap().circuits[0].limits;
    assert_eq!((limits.claim_bytes, limits.worker_memory), (300, Some(512 << 20)));
    assert_eq!(limits.attempt_deadline, Duration::from_secs(6));

    client.submit(job("300", &"s".repeat(300))).await.unwrap();
    let refused = client.submit(job("301", &"s".repeat(301))).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("request/claim-too-long", Some("claim")));
    for (claim, code) in [("exhaust", "job/worker-crashed"), ("hang", "job/timed-out")] {
        let id = submit(&client, claim, claim).await;
        assert_eq!(finish(&client, &id).await.0.failure.unwrap().code, code, "{claim}");
    }
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_of_events_are_bounded() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.watchers = 1;
    let (service, client) = start_with(config).await;
    let id = submit(&client, "a", "hang").await;
    let mut first = client.watch(&id, 0);
    first.next().await.unwrap();
    let refused = client.watch(&id, 0).next().await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.kind), ("job/too-many-watchers", ErrorKind::Limit));
    client.cancel(&id).await.unwrap();
    while first.next().await.unwrap().is_some() {}
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_panics_is_an_error_of_one_call() {
    let home = tempfile::tempdir().unwrap();
    let (service, client) = start(home.path()).await;
    let error = client.submit(job("a", "check-panics")).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.kind), ("service/internal", ErrorKind::Internal));
    let id = submit(&client, "after", "succeed").await;
    assert_eq!(finish(&client, &id).await.0.state, JobState::Succeeded);
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_loopback_is_listened_on() {
    let home = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "::ffff:127.0.0.1"] {
        let mut config = config(home.path());
        config.listen = SocketAddr::new(address.parse::<IpAddr>().unwrap(), 0);
        let refused = Service::start(config, Parts::prover(Arc::new(FixtureStatements))).await.err();
        assert!(matches!(refused, Some(StartError::NotLoopback(_))), "{address}");
    }
    assert!(!home.path().join("jobs.sqlite").exists(), "nothing was opened");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_zero_is_refused_at_the_start() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.limits.attempts = 0;
    let refused = Service::start(config, Parts::prover(Arc::new(FixtureStatements))).await.err();
    assert!(matches!(refused, Some(StartError::Limit { limit: "attempts" })));
}
