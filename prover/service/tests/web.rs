//! gRPC-Web, as browsers speak it.

mod common;

use common::{config, start_with};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// A request in HTTP/1.1, and the whole answer.
async fn ask(address: std::net::SocketAddr, request: &[u8]) -> String {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(common::PATIENCE, stream.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn call(origin: &str) -> Vec<u8> {
    let head = format!(
        "POST /covenant.v1.Prover/GetCapabilities HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\nX-Grpc-Web: 1\r\n\
         Content-Type: application/grpc-web+proto\r\nContent-Length: 5\r\nConnection: close\r\n\r\n"
    );
    // An empty message: not compressed, no bytes.
    [head.as_bytes(), &[0; 5]].concat()
}

fn preflight(origin: &str) -> Vec<u8> {
    format!(
        "OPTIONS /covenant.v1.Prover/GetCapabilities HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\n\
         Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type,x-grpc-web\r\nConnection: close\r\n\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_named_origins_call() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.web_origins = vec!["https://portal.example".into()];
    let (service, client) = start_with(config).await;
    let address = service.local_addr();
    let answer = ask(address, &call("https://portal.example")).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let head = head.to_lowercase();
    assert!(head.starts_with("http/1.1 200") && head.contains("application/grpc-web+proto"), "{head}");
    assert!(head.contains("access-control-allow-origin: https://portal.example"), "{head}");
    assert!(body.contains("fixture") && body.contains("grpc-status:0"), "{body}");
    let answer = ask(address, &preflight("https://portal.example")).await.to_lowercase();
    assert!(answer.contains("access-control-allow-origin: https://portal.example"), "{answer}");
    for answer in [
        ask(address, &call("https://other.example")).await,
        ask(address, &preflight("https://other.example")).await,
    ] {
        assert!(!answer.to_lowercase().contains("access-control-allow-origin"), "{answer}");
    }
    client.capabilities().await.expect("others call as before");
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_origins_there_is_none() {
    let home = tempfile::tempdir().unwrap();
    let (service, _) = start_with(config(home.path())).await;
    assert!(!ask(service.local_addr(), &call("https://portal.example")).await.contains("fixture"));
    service.shutdown().await;
}
