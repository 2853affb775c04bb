//! Peers that say nothing: a service does not wait for them, and neither does a client.

mod common;

use std::time::{Duration, Instant};

use common::{job, start};
use covenant_client::{Client, Error, ErrorKind};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_keep_nobody_out_and_are_closed() {
    let home = tempfile::tempdir().unwrap();
    let (service, _) = start(home.path()).await;
    // As many as may be open, twice: those that say nothing at all, and those that begin to greet and go silent.
    let mut silent = Vec::new();
    for number in 0..512 {
        let mut socket = TcpStream::connect(service.local_addr()).await.unwrap();
        if number % 2 == 1 {
            socket.write_all(b"PRI * HTTP/2").await.unwrap();
        }
        silent.push(socket);
    }
    let client = Client::connect(&service.url()).await.unwrap();
    client.capabilities().await.unwrap();
    let closed = async {
        for mut socket in silent {
            let _ = socket.read_to_end(&mut Vec::new()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), closed).await.expect("silent peers should be closed");
    client.prove(job("a", "succeed"), None).await.unwrap();
    service.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_to_a_service_that_says_nothing_end() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((socket, _)) = listener.accept().await {
            held.push(socket);
        }
    });
    let client = Client::connect(&url).await.unwrap();
    let began = Instant::now();
    let mut watch = client.watch("00000000000000000000000000000000", 0);
    let (list, cancel, capabilities, proved, watched) = tokio::join!(
        client.list(None, 0, None),
        client.cancel("00000000000000000000000000000000"),
        client.capabilities(),
        client.prove(job("a", "succeed"), Some(Duration::from_secs(1))),
        watch.next(),
    );
    assert!(began.elapsed() < Duration::from_secs(90), "{:?}", began.elapsed());
    let is_silence = |error: Error| matches!(error.kind, ErrorKind::Unavailable | ErrorKind::Timeout);
    assert!(list.is_err_and(is_silence) && cancel.is_err_and(is_silence));
    assert!(capabilities.is_err_and(is_silence) && proved.is_err_and(is_silence));
    assert!(watched.is_err_and(is_silence));
}
