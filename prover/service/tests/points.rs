//! A service that is killed at each of its named places, in either database: nothing is lost, nothing is issued twice, attempts are exact.
#![cfg(feature = "failpoints")]
#![expect(clippy::print_stderr, reason = "which place was not come to is found again by its name")]

mod common;

use std::path::Path;
use std::time::Duration;

use common::oracle::{ATTEMPTS, Oracle, Process};
use common::postgres::Server;
use common::statements::{log_files, log_key};
use common::{PATIENCE, finish, job};
use covenant_client::{Client, JobState};
use covenant_log::check;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

/// Does everything that a service is for, until the service is gone: takes jobs, proves them, refuses one, gives one up, cancels one, forgets.
async fn use_all(client: &Client, oracle: &mut Oracle, folder: &Path, rng: &mut StdRng) {
    let runs = folder.join("runs");
    for round in 0..200 {
        let most = oracle.sent + 3;
        oracle.submit(client, &runs, rng, most).await;
        let mut others = Vec::new();
        for claim in ["refuse", "abort", "hang "] {
            if let Ok(submitted) = client.submit(job(&format!("{claim}{round}"), claim)).await {
                others.push((claim, submitted.job.id));
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        for (claim, id) in others {
            if claim != "refuse" && client.cancel(&id).await.is_err() {
                return;
            }
        }
    }
}

/// What would keep the workers busy for ever.
async fn cancel_what_hangs(client: &Client, oracle: &Oracle) {
    // Of all at once: a job may go from one state to another meanwhile.
    for found in client.list(None, 500, None).await.unwrap().jobs {
        let unfinished = matches!(found.state, JobState::Queued | JobState::Running);
        if unfinished && !oracle.accepted.contains_key(&found.idempotency_key) {
            let _ = client.cancel(&found.id).await;
        }
    }
}

async fn dies_at_each(database: Option<&Server>) {
    for (number, point) in (0_u64..).zip(covenant_service::POINTS) {
        // Not the first time: something has been done before, and something is open. `COVENANT_POINTS=all` for a later time too.
        let later = std::env::var_os("COVENANT_POINTS").is_some();
        for times in [2, 5].into_iter().take(if later { 2 } else { 1 }) {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join("runs")).unwrap();
            let home = folder.path().join("service");
            let url = database.map(|server| server.url(&server.database()));
            // A result that was forgotten cannot be asked for: nothing is kept but where that is what is looked at.
            let keep = if point.starts_with("forget/") { vec!["keep-ms", "1"] } else { Vec::new() };
            let files = log_files(&folder.path().join("log"));
            let log = files.folder.to_str().unwrap();
            let mut settings = [&ATTEMPTS[..], &["lease-ms", "400", "log", log], &keep].concat();
            if let Some(url) = &url {
                settings.extend(["database", url]);
            }
            // What was running before is what is reaped.
            if point.starts_with("reap/") {
                let first = Process::start("serve", &home, &settings);
                let client = first.client().await;
                for hanging in 0..6 {
                    client.submit(job(&format!("reaped{hanging}"), "hang ")).await.unwrap();
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
                first.kill();
            }
            let times = if point.starts_with("reap/") { 1 } else { times };
            let place = format!("{point}:{times}");
            let mut served = Process::start("serve", &home, &[&settings[..], &["die-at", &place]].concat());
            let mut oracle = Oracle::default();
            if !served.said.is_empty() {
                let client = served.client().await;
                let mut rng = StdRng::seed_from_u64(number);
                let used = use_all(&client, &mut oracle, folder.path(), &mut rng);
                let _ = tokio::time::timeout(PATIENCE, used).await;
            }
            let waited = tokio::time::Instant::now();
            while !served.has_ended() {
                assert!(waited.elapsed() < PATIENCE, "nothing comes to {place}");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            served.kill();
            eprintln!("{place}: {} jobs", oracle.accepted.len());

            let keep_all: Vec<_> = settings.iter().copied().filter(|word| !keep.contains(word)).collect();
            let served = Process::start("serve", &home, &keep_all);
            let client = served.client().await;
            cancel_what_hangs(&client, &oracle).await;
            if keep.is_empty() {
                oracle.judge(&client, &folder.path().join("runs")).await;
                let jobs = oracle.judge_log(&client, &log_key(&files)).await;
                let logged = check::folder(&files.folder, &log_key(&files), &[]).unwrap();
                assert_eq!(logged.size, jobs, "{place}: each result is in the log once, and nothing else is");
            }
            // It works as before.
            let id = client.submit(job("last", "prove")).await.unwrap().job.id;
            assert_eq!(finish(&client, &id).await.0.state, JobState::Succeeded, "{place}");
            assert!(served.end().await, "{place}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_place_in_a_file() {
    dies_at_each(None).await;
}

#[cfg(feature = "fleet")]
#[tokio::test(flavor = "multi_thread")]
async fn every_place_in_a_shared_database() {
    if let Some(server) = Server::shared() {
        dies_at_each(Some(&server)).await;
    }
}
