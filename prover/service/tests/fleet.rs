//! Services and workers on one database: a real PostgreSQL, real processes.
#![cfg(feature = "fleet")]
#![expect(clippy::print_stderr, reason = "the seed is what a failure is found again by")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use common::oracle::{ATTEMPTS, Oracle, Process};
use common::postgres::Server;
use common::statements::{log_files, log_key};
use common::{finish, follow_until, job, phases, read_when_there, submit, wait_until_gone};
use covenant_client::{Client, JobState};
use covenant_log::check;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tempfile::TempDir;

/// Folders of services and workers that share a key, and the settings that name their database.
struct Fleet {
    folder: TempDir,
    settings: Vec<String>,
}

impl Fleet {
    /// On a database, of one server or of several that follow one another.
    fn new(urls: &[String]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings: Vec<String> = ATTEMPTS.iter().map(|word| (*word).to_owned()).collect();
        settings.extend(["lease-ms", "600"].map(str::to_owned));
        for url in urls {
            settings.extend(["database".to_owned(), url.clone()]);
        }
        Self { folder, settings }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn start(&self, what: &str, name: &str, more: &[&str]) -> Process {
        let settings: Vec<_> = self.settings.iter().map(String::as_str).chain(more.iter().copied()).collect();
        Process::start(what, &self.path(name), &settings)
    }

    /// A service that proves nothing itself.
    fn serve(&self) -> Process {
        let log = log_files(&self.path("log"));
        self.start("serve", "service", &["workers", "0", "log", log.folder.to_str().unwrap()])
    }

    /// A worker, which has been given the service's key. What its workers tell goes to the folder of its name and `-tells`.
    fn work(&self, name: &str, more: &[&str]) -> Process {
        let (home, tells) = (self.path(name), self.path(&format!("{name}-tells")));
        std::fs::create_dir_all(&home).unwrap();
        std::fs::create_dir_all(&tells).unwrap();
        let key = home.join("service.key");
        if !key.exists() {
            std::fs::copy(self.path("service").join("service.key"), &key).unwrap();
        }
        self.start("work", name, &[&["workers", "1"], more, &["tells", tells.to_str().unwrap()]].concat())
    }

    /// Whether the process of a worker's that has this id was one of `name`'s.
    fn was_of(&self, name: &str, process: &str) -> bool {
        self.path(&format!("{name}-tells")).join(process).exists()
    }
}

fn fleet() -> Option<(std::sync::Arc<Server>, Fleet)> {
    let server = Server::shared()?;
    let fleet = Fleet::new(&[server.url(&server.database())]);
    Some((server, fleet))
}

async fn result_of(client: &Client, id: &str) -> Vec<u8> {
    let (job, result) = finish(client, id).await;
    assert_eq!(job.state, JobState::Succeeded, "{:?}", job.failure);
    result.unwrap().attestation
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_share_one_queue_and_a_service_follows_both() {
    let Some((_server, fleet)) = fleet() else { return };
    let served = fleet.serve();
    let (one, two) = (fleet.work("one", &[]), fleet.work("two", &[]));
    let client = served.client().await;
    let mut jobs = Vec::new();
    for number in 0..30 {
        let told = fleet.path(&format!("told{number}"));
        let id = submit(&client, &number.to_string(), &format!("process {}", told.display())).await;
        jobs.push((id, told));
    }
    let mut by = [0, 0];
    for (id, told) in &jobs {
        let events = common::follow(&client, id).await;
        assert!(phases(&events).starts_with(&["queued", "started"]), "{:?}", phases(&events));
        assert_eq!(client.get(id).await.unwrap().0.state, JobState::Succeeded);
        let process = std::fs::read_to_string(told).unwrap();
        let process = process.split_once(' ').unwrap().0;
        by[usize::from(fleet.was_of("two", process))] += 1;
    }
    assert!(by[0] >= 3 && by[1] >= 3, "{by:?}");
    for process in [one, two, served] {
        assert!(process.end().await);
    }
}

/// Jobs wait while nobody works, and while nobody serves they are worked on.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_may_go_while_its_jobs_are_proved_elsewhere() {
    let Some((_server, fleet)) = fleet() else { return };
    let served = fleet.serve();
    let client = served.client().await;
    let (started, gate) = (fleet.path("started"), fleet.path("gate"));
    let claim = format!("started {} {}", started.display(), gate.display());
    let id = submit(&client, "a", &claim).await;
    let worker = fleet.work("one", &[]);
    read_when_there(&started).await;
    served.kill();
    std::fs::write(&gate, "").unwrap();
    let served = fleet.serve();
    let client = served.client().await;
    assert_eq!(submit(&client, "a", &claim).await, id, "it is known still");
    assert_eq!(result_of(&client, &id).await, common::statements::proof(claim.as_bytes()).attestation);
    assert_eq!(client.get(&id).await.unwrap().0.attempts, 1, "the service's end was no attempt's");
    assert!(worker.end().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_loses_its_job_to_another_when_its_lease_is_over() {
    let Some((_server, fleet)) = fleet() else { return };
    let served = fleet.serve();
    let client = served.client().await;
    let (started, gate) = (fleet.path("started"), fleet.path("gate"));
    let claim = format!("started {} {}", started.display(), gate.display());
    let id = submit(&client, "a", &claim).await;
    let neighbour = submit(&client, "b", "prove").await;
    let worker = fleet.work("one", &[]);
    read_when_there(&started).await;
    worker.kill();
    std::fs::write(&gate, "").unwrap();
    let worker = fleet.work("two", &[]);
    result_of(&client, &neighbour).await;
    result_of(&client, &id).await;
    let (job, _) = client.get(&id).await.unwrap();
    assert_eq!(job.attempts, 2);
    assert!(worker.end().await);
}

/// A machine that stands still past its lease, and goes on: what it has made by then is nobody's.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_stood_still_past_its_lease_commits_nothing() {
    let Some((server, fleet)) = fleet() else { return };
    let served = fleet.serve();
    let client = served.client().await;
    let (started, gate) = (fleet.path("started"), fleet.path("gate"));
    let id = submit(&client, "a", &format!("started {} {}", started.display(), gate.display())).await;
    let stopped = fleet.work("one", &[]);
    read_when_there(&started).await;
    stopped.signal("STOP");
    std::fs::write(&gate, "").unwrap();
    let other = fleet.work("two", &[]);
    result_of(&client, &id).await;
    stopped.signal("CONT");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(client.get(&id).await.unwrap().0.attempts, 2);
    let database = fleet.settings.last().unwrap().rsplit_once('/').unwrap().1.split_once('?').unwrap().0;
    assert_eq!(server.sql(database, "SELECT COUNT(*) FROM results"), "1");
    assert_eq!(server.sql(database, "SELECT COUNT(*) FROM events WHERE state = 'succeeded'"), "1");
    // It works on.
    assert!(other.end().await);
    let next = submit(&client, "b", "prove").await;
    result_of(&client, &next).await;
    assert!(stopped.end().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_told_to_stop_finishes_what_it_is_at_or_gives_it_back() {
    let Some((_server, fleet)) = fleet() else { return };
    let served = fleet.serve();
    let client = served.client().await;
    let (started, gate) = (fleet.path("started"), fleet.path("gate"));
    let id = submit(&client, "a", &format!("started {} {}", started.display(), gate.display())).await;
    let waiting = submit(&client, "b", "prove").await;
    let worker = fleet.work("one", &["drain-ms", "60000"]);
    read_when_there(&started).await;
    let ending = tokio::spawn(worker.end());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!ending.is_finished(), "it finishes what it is at");
    std::fs::write(&gate, "").unwrap();
    result_of(&client, &id).await;
    assert!(ending.await.unwrap());
    assert_eq!(client.get(&waiting).await.unwrap().0.state, JobState::Queued, "and takes nothing more");

    // One that has no time gives it back, and that was no attempt.
    let (started, gate) = (fleet.path("started2"), fleet.path("gate2"));
    client.cancel(&waiting).await.unwrap();
    let id = submit(&client, "c", &format!("started {} {}", started.display(), gate.display())).await;
    let worker = fleet.work("two", &["drain-ms", "1"]);
    read_when_there(&started).await;
    assert!(worker.end().await);
    let (job, _) = client.get(&id).await.unwrap();
    assert_eq!((job.state, job.attempts), (JobState::Queued, 0));
    std::fs::write(&gate, "").unwrap();
    let worker = fleet.work("three", &[]);
    result_of(&client, &id).await;
    assert_eq!(client.get(&id).await.unwrap().0.attempts, 1);
    assert!(worker.end().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_cancelled_wherever_it_runs_and_before_anybody_has_it() {
    let Some((_server, fleet)) = fleet() else { return };
    let served = fleet.serve();
    let client = served.client().await;
    let pending = submit(&client, "pending", "prove").await;
    assert_eq!(client.cancel(&pending).await.unwrap().state, JobState::Cancelled);
    let worker = fleet.work("one", &[]);
    let pid = fleet.path("pid");
    let active = submit(&client, "active", &format!("hang {}", pid.display())).await;
    let process = read_when_there(&pid).await;
    follow_until(&client, &active, "witness").await;
    assert_eq!(client.cancel(&active).await.unwrap().state, JobState::Cancelled);
    wait_until_gone(&process).await;
    // The place is free, and both stay as they are.
    let next = submit(&client, "next", "prove").await;
    result_of(&client, &next).await;
    for id in [pending, active] {
        assert_eq!(client.get(&id).await.unwrap().0.state, JobState::Cancelled);
    }
    assert!(worker.end().await);
}

/// What cannot be proved ends after its attempts, and a refusal at once; neighbours are none the worse.
#[tokio::test(flavor = "multi_thread")]
async fn failures_are_told_and_a_worker_of_another_key_is_turned_away() {
    let Some((_server, fleet)) = fleet() else { return };
    let served = fleet.start("serve", "service", &["workers", "0", "attempts", "3"]);
    let client = served.client().await;
    let worker = fleet.work("one", &["attempts", "3"]);
    let refused = submit(&client, "refused", "refuse").await;
    let aborted = submit(&client, "aborted", "abort").await;
    let good = submit(&client, "good", "prove").await;
    let (job, _) = finish(&client, &refused).await;
    assert_eq!((job.attempts, job.failure.unwrap().code.as_str()), (1, "invoice/seller-is-debtor"));
    let (job, _) = finish(&client, &aborted).await;
    assert_eq!((job.attempts, job.failure.unwrap().code.as_str()), (3, "job/worker-crashed"));
    result_of(&client, &good).await;

    std::fs::create_dir_all(fleet.path("stranger")).unwrap();
    let key = fleet.path("stranger").join("service.key");
    std::fs::write(&key, [9; 32]).unwrap();
    std::os::unix::fs::chown(&key, None, None).unwrap();
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    assert_eq!(fleet.start("work", "stranger", &["workers", "1"]).said, "", "it does not start");
    assert_eq!(fleet.start("work", "keyless", &["workers", "1"]).said, "", "and makes no key of its own");
    assert!(!fleet.path("keyless").join("service.key").exists());
    assert!(worker.end().await);
}

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Submits until there are so many jobs, whatever is down meanwhile.
async fn keep_submitting(client: &Client, oracle: &mut Oracle, runs: &Path, rng: &mut StdRng, most: u32) {
    while oracle.sent < most {
        oracle.submit(client, runs, rng, most).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Services, workers, their children and the database itself, killed at random; all come back. `COVENANT_KILLS` for more.
#[tokio::test(flavor = "multi_thread")]
async fn kills_of_everything_lose_nothing() {
    let Some(server) = Server::start(&[]) else { return };
    let fleet = Fleet::new(&[server.url(&server.database())]);
    let (kills, seed) = (number("COVENANT_KILLS", 300) / 5, number("COVENANT_SEED", 1));
    eprintln!("seed {seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let runs = fleet.path("runs");
    std::fs::create_dir(&runs).unwrap();
    let mut oracle = Oracle::default();
    let files = log_files(&fleet.path("log"));
    let mut served = fleet.serve();
    let mut workers = vec![fleet.work("0", &[]), fleet.work("1", &[])];
    let mut killed = [0; 4];
    while killed.iter().sum::<u64>() < kills {
        let client = served.client().await;
        let mut other = StdRng::seed_from_u64(rng.r#gen());
        let submitting = async {
            let enough = oracle.sent + other.gen_range(1..12);
            let submitted = keep_submitting(&client, &mut oracle, &runs, &mut other, enough);
            let _ = tokio::time::timeout(Duration::from_millis(400), submitted).await;
        };
        let mut gone = false;
        let killing = async {
            tokio::time::sleep(Duration::from_micros(rng.gen_range(0..150_000))).await;
            let which = rng.gen_range(0..10);
            let worker = rng.gen_range(0..2);
            match which {
                0..=2 => {
                    workers.remove(worker).kill();
                    workers.insert(worker, fleet.work(&worker.to_string(), &[]));
                    killed[0] += 1;
                }
                3..=5 => {
                    for child in workers[worker].workers().iter().take(1) {
                        let _ = Command::new("kill").args(["-KILL", child]).status();
                        killed[1] += 1;
                    }
                }
                6 | 7 => {
                    served.signal("KILL");
                    gone = true;
                    killed[2] += 1;
                }
                _ => {
                    server.kill();
                    tokio::time::sleep(Duration::from_micros(rng.gen_range(0..100_000))).await;
                    server.begin();
                    killed[3] += 1;
                }
            }
        };
        tokio::join!(submitting, killing);
        if gone {
            served.kill();
            served = fleet.serve();
        }
        for (name, worker) in workers.iter_mut().enumerate() {
            if worker.has_ended() {
                *worker = fleet.work(&name.to_string(), &[]);
            }
        }
    }
    let client = served.client().await;
    let again = oracle.judge(&client, &runs).await;
    let logged = check::folder(&files.folder, &log_key(&files), &[]).unwrap();
    assert_eq!(logged.size, oracle.judge_log(&client, &log_key(&files)).await);
    eprintln!(
        "{} jobs, {again} tried again; {} workers, {} children, {} services, {} databases killed",
        oracle.accepted.len(),
        killed[0],
        killed[1],
        killed[2],
        killed[3]
    );
}

/// The primary's machine is gone; the standby, which had to confirm every transaction, takes over.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_fails_over_has_what_was_acknowledged() {
    let Some(primary) = Server::start(&["wal_level=replica", "max_wal_senders=4"]) else { return };
    let standby = primary.standby();
    primary.sql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'");
    primary.sql("postgres", "SELECT pg_reload_conf()");
    let database = primary.database();
    let mut fleet = Fleet::new(&[primary.url(&database), standby.url(&database)]);
    fleet.settings.extend(["lease-ms", "30000"].map(str::to_owned));
    let mut served = fleet.serve();
    let worker = fleet.work("one", &[]);
    let runs = fleet.path("runs");
    std::fs::create_dir(&runs).unwrap();
    let (mut oracle, mut rng) = (Oracle::default(), StdRng::seed_from_u64(3));
    let client = served.client().await;
    keep_submitting(&client, &mut oracle, &runs, &mut rng, 20).await;
    let (started, gate) = (fleet.path("started"), fleet.path("gate"));
    let claim = format!("started {} {}", started.display(), gate.display());
    let running = submit(&client, "running", &claim).await;
    read_when_there(&started).await;
    primary.kill();
    let refused = client.submit(job("meanwhile", "prove")).await.unwrap_err();
    assert_eq!(refused.code, "service/store-unavailable", "nothing is acknowledged");
    // Its proof is made while there is nobody to take it.
    std::fs::write(&gate, "").unwrap();
    tokio::time::sleep(Duration::from_millis(700)).await;
    standby.promote();
    keep_submitting(&client, &mut oracle, &runs, &mut rng, 40).await;
    oracle.judge(&client, &runs).await;
    result_of(&client, &running).await;
    assert_eq!(client.get(&running).await.unwrap().0.attempts, 1, "what was made meanwhile is kept");
    assert!(!served.has_ended(), "it was never started anew");
    assert!(worker.end().await && served.end().await);
}

/// A database that takes no writes acknowledges nothing, and what it has can be read.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_read_only_acknowledges_nothing_until_it_is_not() {
    let Some((server, fleet)) = fleet() else { return };
    let served = fleet.serve();
    let worker = fleet.work("one", &[]);
    let client = served.client().await;
    let before = submit(&client, "before", "prove").await;
    result_of(&client, &before).await;
    let url = fleet.settings.last().unwrap();
    let database = url.rsplit_once('/').unwrap().1.split_once('?').unwrap().0;
    let end = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}' AND application_name = 'covenant'"
    );
    server.sql("postgres", &format!("ALTER DATABASE {database} SET default_transaction_read_only = on"));
    server.sql("postgres", &end);
    let refused = client.submit(job("meanwhile", "prove")).await.unwrap_err();
    assert_eq!(refused.code, "service/store-unavailable");
    assert_eq!(client.get(&before).await.unwrap().0.state, JobState::Succeeded, "what is there can be read");
    server.sql("postgres", &format!("ALTER DATABASE {database} SET default_transaction_read_only = off"));
    server.sql("postgres", &end);
    let after = loop {
        match client.submit(job("after", "prove")).await {
            Ok(submitted) => break submitted.job.id,
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    };
    result_of(&client, &after).await;
    assert_eq!(client.list(None, 0, None).await.unwrap().jobs.len(), 2, "what was refused made no job");
    assert!(worker.end().await && served.end().await);
}
