//! What it costs to ask for a job's status, however many jobs there are.
//!
//! `COVENANT_POLLS=100000 cargo test --release -p covenant-service --test polls -- --nocapture` measures it as the book has it.
#![expect(clippy::print_stderr, reason = "the figures are what it is for")]

mod common;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use common::authority::World;
use common::oracle::Process;
use common::{finish, submit};
use covenant_client::{Client, JobState};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, Executor as _};
use tokio::task::JoinSet;

const JOBS: u32 = 100_000;

fn polls() -> u32 {
    std::env::var("COVENANT_POLLS").map_or(3000, |polls| polls.parse().unwrap())
}

/// Fills the store of a service that has stopped with jobs that have ended, `0…01` to `JOBS`, each with its events.
async fn fill(home: &Path, tenant: &str) {
    let options = SqliteConnectOptions::new().filename(home.join("jobs.sqlite"));
    let mut store = SqliteConnection::connect_with(&options).await.unwrap();
    let fill = format!(
        "BEGIN;
         WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {JOBS})
         INSERT INTO jobs (id, tenant, circuit, idempotency_key, request_digest, state, not_before, attempts, created_at, updated_at)
         SELECT printf('%032x', n), '{tenant}', 'fixture', 'filled-' || n, randomblob(32), 'cancelled', 0, 1, n, n FROM numbers;
         INSERT INTO events (job, number, at, state, attempt, phase, fraction, elapsed)
         SELECT id, 1, 0, 'queued', 0, 'queued', 0.0, 0 FROM jobs WHERE idempotency_key LIKE 'filled-%';
         INSERT INTO events (job, number, at, state, attempt, phase, fraction, elapsed)
         SELECT id, 2, 0, 'cancelled', 1, 'cancelled', 1.0, 0 FROM jobs WHERE idempotency_key LIKE 'filled-%';
         COMMIT"
    );
    store.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(fill))).await.unwrap();
    store.close().await.unwrap();
}

/// Asks so often for these jobs, from a few connections, several at once on each. What it took the service of a processor, a call.
async fn cost(service: &Process, clients: &[Client], ids: &Arc<Vec<String>>, polls: u32) -> Duration {
    let next = Arc::new(AtomicU32::new(0));
    let busy = service.busy();
    let mut all = JoinSet::new();
    for client in clients.iter().flat_map(|client| std::iter::repeat_n(client, 8)) {
        let (client, ids, next) = (client.clone(), Arc::clone(ids), Arc::clone(&next));
        all.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= polls {
                    return;
                }
                // In no order: a step that shares nothing with the number of jobs.
                let place = number as usize * 7_919 % ids.len();
                let (job, result) = client.get(&ids[place]).await.unwrap();
                assert_eq!(
                    (job.id.as_str(), result.is_some()),
                    (ids[place].as_str(), job.state == JobState::Succeeded)
                );
            }
        });
    }
    all.join_all().await;
    (service.busy() - busy) / polls
}

/// The same for one job among few and for each of a hundred thousand.
#[tokio::test(flavor = "multi_thread")]
async fn a_status_costs_the_same_whatever_the_number_of_jobs() {
    for tls in [false, true] {
        let world = World::new(&["a"]);
        let home = world.path("service");
        let identity = world.folder().to_str().unwrap().to_owned();
        let settings = if tls { vec!["identity", identity.as_str()] } else { Vec::new() };
        let connect = async |service: &Process| match tls {
            true => world.client(&service.said, "a").await,
            false => service.client().await,
        };
        let service = Process::start("serve", &home, &settings);
        let client = connect(&service).await;
        let mut done = Vec::new();
        for number in 0..20 {
            done.push(submit(&client, &number.to_string(), "succeed").await);
        }
        let mut cancelled = Vec::new();
        for id in &done {
            finish(&client, id).await;
        }
        for number in 0..20 {
            let id = submit(&client, &format!("cancelled-{number}"), "sleep 1000000").await;
            client.cancel(&id).await.unwrap();
            cancelled.push(id);
        }
        let (done, cancelled) = (Arc::new(done), Arc::new(cancelled));
        let few = [connect(&service).await, connect(&service).await];
        cost(&service, &few, &cancelled, polls() / 10).await;
        let alone = cost(&service, &few, &cancelled, polls()).await;
        let with_result = cost(&service, &few, &done, polls() / 10).await;
        drop((client, few));
        assert!(service.end().await);

        fill(&home, if tls { "a" } else { "local" }).await;
        let service = Process::start("serve", &home, &settings);
        let filled = Arc::new((1..=JOBS).map(|number| format!("{number:032x}")).collect::<Vec<_>>());
        let clients = [connect(&service).await, connect(&service).await];
        cost(&service, &clients, &filled, polls() / 10).await;
        let among = cost(&service, &clients, &filled, polls()).await;
        eprintln!(
            "{}: {alone:?} of the service a poll among 40 jobs, {among:?} among {JOBS}, {with_result:?} with a result and its line in the trail",
            if tls { "TLS" } else { "plain" }
        );
        assert!(among < 3 * alone + Duration::from_micros(100), "{among:?} among many, {alone:?} among few");
    }
}
