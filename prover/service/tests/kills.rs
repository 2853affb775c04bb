//! Services and workers killed at any moment, with an oracle that knows what was accepted: nothing is lost, nothing is issued twice, attempts are exact, neighbours
//! finish; and each attestation is in the log once, which only grows.
//!
//! 300 kills; `COVENANT_KILLS=10000 cargo test --workspace --test kills` for as many as that, `COVENANT_SEED` for others than those of seed 1.
#![expect(clippy::print_stderr, reason = "the seed is what a failure is found again by")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::statements::{log_files, proof};
use common::{FIXTURE, finish, job};
use covenant_client::{Client, JobState};
use covenant_log::{Entry, NoteKey, Policy, Proof, SecretNoteKey, check};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// More than there are kills in a row.
const ATTEMPTS: &str = "1000000";

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A service as a process of its own.
struct Served {
    process: Child,
    url: String,
}

impl Served {
    fn start(home: &Path) -> Self {
        let mut process = Command::new(FIXTURE)
            .arg("serve")
            .arg(home)
            .args(["attempts", ATTEMPTS])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { process, url: url.trim().to_owned() }
    }

    /// The processes of its workers.
    fn workers(&self) -> Vec<String> {
        let threads =
            std::fs::read_dir(format!("/proc/{}/task", self.process.id())).into_iter().flatten().flatten();
        let children =
            threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
        children.flat_map(|all| all.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// What was accepted: the key, its claim, and its id.
#[derive(Default)]
struct Oracle {
    accepted: BTreeMap<String, (String, String)>,
    sent: u32,
}

impl Oracle {
    /// Submits new claims and old ones again, until the service is gone.
    async fn submit(&mut self, client: &Client, runs: &Path, rng: &mut StdRng) {
        loop {
            let again = self.sent > 0 && rng.gen_bool(0.3);
            let key = if again { rng.gen_range(0..self.sent) } else { self.sent };
            let (key, file) = (key.to_string(), runs.join(key.to_string()));
            let claim = format!("counted {}", file.display());
            self.sent += u32::from(!again);
            match client.submit(job(&key, &claim)).await {
                Ok(submitted) => {
                    let id = submitted.job.id;
                    // A key names one job for ever, whoever was killed in between.
                    if let Some((_, known)) = self.accepted.insert(key.clone(), (claim, id.clone())) {
                        assert_eq!(known, id, "{key}");
                    }
                }
                Err(error) if error.code == "job/queue-full" => {
                    tokio::time::sleep(Duration::from_millis(5)).await
                }
                Err(_) => return,
            }
        }
    }

    /// Every job that was accepted has its one result, and was tried as often as it says.
    /// Returns how many places of the log results have.
    async fn judge(&self, client: &Client, runs: &Path, log: &NoteKey) -> u64 {
        let (mut tried_again, mut places) = (0, BTreeSet::new());
        let policy = Policy::of_log(log.clone()).unwrap();
        for (key, (claim, id)) in &self.accepted {
            let (job, result) = finish(client, id).await;
            let result = result.unwrap_or_else(|| panic!("{key}: no result, {:?}", job.failure));
            assert_eq!(job.state, JobState::Succeeded, "{key}");
            assert_eq!(result.attestation, proof(claim.as_bytes()).attestation, "{key}");
            let entry = Entry::of_attestation(&result.attestation);
            let shown = Proof::parse(&result.log_proof.unwrap()).unwrap().verify(&entry, &policy).unwrap();
            assert!(places.insert(shown.index), "{key}: two results at one place");
            let ran = std::fs::read(runs.join(key)).map_or(0, |runs| runs.len());
            // An attempt is counted before its worker runs, and may be killed before that.
            assert!(
                (1..=job.attempts as usize).contains(&ran),
                "{key}: ran {ran} times in {} attempts",
                job.attempts
            );
            let mut watch = client.watch(id, 0);
            let (mut started, mut succeeded, mut number) = (0, 0, 0);
            while let Some(event) = watch.next().await.unwrap() {
                number += 1;
                assert_eq!(event.number, number, "{key}: events have no gap");
                started += u32::from(event.phase == "started");
                succeeded += u32::from(event.state == JobState::Succeeded);
            }
            assert_eq!((started, succeeded), (job.attempts, 1), "{key}");
            tried_again += u32::from(job.attempts > 1);
        }
        assert!(tried_again > 0, "no kill met a job that ran");
        // A job may have been accepted by a service that was killed before it said so.
        for id in all_jobs(client).await {
            let (_, result) = finish(client, &id).await;
            let result = result.unwrap();
            let entry = Entry::of_attestation(&result.attestation);
            let shown = Proof::parse(&result.log_proof.unwrap()).unwrap().verify(&entry, &policy).unwrap();
            places.insert(shown.index);
        }
        places.len() as u64
    }
}

/// The ids of all that the service has.
async fn all_jobs(client: &Client) -> Vec<String> {
    let (mut ids, mut page) = (Vec::new(), None);
    loop {
        let listed = client.list(None, 500, page.as_deref()).await.unwrap();
        ids.extend(listed.jobs.into_iter().map(|job| job.id));
        page = listed.next;
        if page.is_none() {
            return ids;
        }
    }
}

/// Between two kills.
fn pause(rng: &mut StdRng) -> Duration {
    // Now and then at once, mostly in the middle of work.
    Duration::from_micros(if rng.gen_bool(0.1) {
        rng.gen_range(0..2_000)
    } else {
        rng.gen_range(2_000..60_000)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_lose_nothing_and_issue_nothing_twice() {
    let (kills, seed) = (number("COVENANT_KILLS", 300), number("COVENANT_SEED", 1));
    eprintln!("seed {seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let home = tempfile::tempdir().unwrap();
    let runs: PathBuf = home.path().join("runs");
    std::fs::create_dir(&runs).unwrap();
    let service = home.path().join("service");
    let files = log_files(&home.path().join("log"));
    let key = std::fs::read_to_string(&files.key).unwrap();
    let key = SecretNoteKey::parse(&key).unwrap().public().clone();
    let (mut oracle, mut killed, mut checkpoints) = (Oracle::default(), [0, 0], Vec::new());
    while killed.iter().sum::<u64>() < kills {
        let served = Served::start(&service);
        let client = Client::connect(&served.url).await.unwrap();
        let mut kill_rng = StdRng::seed_from_u64(rng.r#gen());
        let killing = async {
            // Some workers first, and the service at the end.
            for _ in 0..kill_rng.gen_range(0..4) {
                tokio::time::sleep(pause(&mut kill_rng)).await;
                let workers = served.workers();
                if !workers.is_empty() {
                    let worker = &workers[kill_rng.gen_range(0..workers.len())];
                    killed[1] +=
                        u64::from(Command::new("kill").args(["-KILL", worker]).status().unwrap().success());
                }
            }
            tokio::time::sleep(pause(&mut kill_rng)).await;
            served.kill();
            killed[0] += 1;
        };
        tokio::join!(killing, oracle.submit(&client, &runs, &mut rng));
        if killed[0] % 10 == 0 {
            checkpoints.push(std::fs::read(files.folder.join("checkpoint")).unwrap());
        }
    }
    let served = Served::start(&service);
    let client = Client::connect(&served.url).await.unwrap();
    let places = oracle.judge(&client, &runs, &key).await;
    let log = check::folder(&files.folder, &key, &checkpoints).unwrap();
    let jobs = all_jobs(&client).await.len() as u64;
    assert_eq!((log.size, places), (jobs, jobs), "each result is in the log once, and nothing else is");
    eprintln!("{} jobs, {} kills of services and {} of workers", oracle.accepted.len(), killed[0], killed[1]);
    served.kill();
}
