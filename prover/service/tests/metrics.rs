//! Figures as Prometheus reads them.

mod common;

use common::statements::log_files;
use common::{config, finish, job, start_with, submit};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

async fn scrape(address: std::net::SocketAddr) -> String {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: metrics\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_say_what_happened_and_name_nobody() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    config.workers = 1;
    config.metrics = Some(([127, 0, 0, 1], 0).into());
    config.limits.attempts = 2;
    config.log = Some(log_files(&home.path().join("log")));
    let (service, client) = start_with(config).await;
    let address = service.metrics_addr().unwrap();
    let canary = "a-claim-that-nobody-sees";
    let ids = [
        submit(&client, "key-of-mine", canary).await,
        submit(&client, "2", "refuse").await,
        submit(&client, "3", "abort").await,
    ];
    for id in &ids {
        finish(&client, id).await;
    }
    let gate = home.path().join("gate");
    for number in 4..7 {
        submit(&client, &number.to_string(), &format!("until {}", gate.display())).await;
    }
    client.submit(job("unsatisfied", "unsatisfied")).await.unwrap_err();
    let text = loop {
        let text = scrape(address).await;
        if text.contains("covenant_jobs{state=\"running\"} 1") {
            break text;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    for line in [
        "covenant_jobs{state=\"queued\"} 2",
        "covenant_jobs{state=\"succeeded\"} 1",
        "covenant_jobs{state=\"failed\"} 2",
        "covenant_attempts_total{circuit=\"fixture\",end=\"proved\"} 1",
        "covenant_attempts_total{circuit=\"fixture\",end=\"refused\"} 1",
        "covenant_attempts_total{circuit=\"fixture\",end=\"failed\"} 2",
        "covenant_attempt_seconds_count{circuit=\"fixture\"} 1",
        "covenant_claim_bytes_count{circuit=\"fixture\"} 6",
        "covenant_calls_total{call=\"Prover/Submit\",status=\"0\"} 6",
        "covenant_calls_total{call=\"Prover/Submit\",status=\"9\"} 1",
        "covenant_serving 1",
        "covenant_workers_failing 0",
        "covenant_store_writable 1",
        "covenant_log_writable 1",
        "covenant_log_entries 1",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(text.contains("covenant_queue_age_seconds 0.") && text.contains("phase=\"witness\""), "{text}");
    for hidden in [canary, "key-of-mine", ids[0].as_str()] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    std::fs::write(gate, "").unwrap();
    service.shutdown().await;
}
