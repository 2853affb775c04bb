//! Services and workers as processes that a test kills, and what must be true of their jobs whoever was killed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use covenant_client::{Client, JobState};
use covenant_log::{Entry, NoteKey, Policy, Proof};
use rand::Rng as _;
use rand::rngs::StdRng;

use super::statements::proof;
use super::{FIXTURE, finish, job};

/// More than there are kills in a row.
pub(crate) const ATTEMPTS: [&str; 2] = ["attempts", "1000000"];

/// A service, or a worker of a fleet, as a process of its own.
pub(crate) struct Process {
    process: Child,
    /// What it said first: a service its address.
    pub(crate) said: String,
}

impl Process {
    /// Starts it, and waits until it says something; empty if it ended before.
    pub(crate) fn start(what: &str, home: &Path, settings: &[&str]) -> Self {
        Self::with(what, home, settings, &[])
    }

    /// The same with more of an environment.
    pub(crate) fn with(what: &str, home: &Path, settings: &[&str], environment: &[(&str, String)]) -> Self {
        let mut process = Command::new(FIXTURE)
            .arg(what)
            .arg(home)
            .args(settings)
            .envs(environment.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut said).unwrap();
        Self { process, said: said.trim().to_owned() }
    }

    /// A client of it, as soon as there is one.
    pub(crate) async fn client(&self) -> Client {
        Client::connect(&self.said).await.unwrap()
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// How long the service has run on a processor, its workers not counted.
    pub(crate) fn busy(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.id())).unwrap();
        // After the name, which may hold anything but a closing bracket of its own at the end; in hundredths of a second.
        let (_, fields) = stat.rsplit_once(") ").unwrap();
        let ticks =
            fields.split(' ').skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum::<u64>();
        Duration::from_millis(10 * ticks)
    }

    /// The processes of its workers.
    pub(crate) fn workers(&self) -> Vec<String> {
        let threads =
            std::fs::read_dir(format!("/proc/{}/task", self.process.id())).into_iter().flatten().flatten();
        let children =
            threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
        children.flat_map(|all| all.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    /// Sends it a signal, by its name.
    pub(crate) fn signal(&self, name: &str) {
        let process = self.process.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &process]).status().unwrap().success());
    }

    /// SIGKILL; also to one that is dead already.
    pub(crate) fn kill(mut self) {
        let _ = self.process.kill();
        self.process.wait().unwrap();
    }

    /// Ends its input, which shuts it down, and waits until it has ended. Whether it ended well.
    pub(crate) async fn end(mut self) -> bool {
        drop(self.process.stdin.take());
        tokio::task::spawn_blocking(move || self.process.wait().unwrap().success()).await.unwrap()
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.process.try_wait().unwrap().is_some()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What was accepted: the key, its claim, and its id.
#[derive(Default)]
pub(crate) struct Oracle {
    pub(crate) accepted: BTreeMap<String, (String, String)>,
    pub(crate) sent: u32,
}

impl Oracle {
    /// Submits new claims and old ones again, until the service is gone or there are so many new ones.
    pub(crate) async fn submit(&mut self, client: &Client, runs: &Path, rng: &mut StdRng, most: u32) {
        while self.sent < most {
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

    /// Every job that was accepted has its one result, and was tried as often as it says. How many were tried more than once.
    pub(crate) async fn judge(&self, client: &Client, runs: &Path) -> u32 {
        let mut tried_again = 0;
        for (key, (claim, id)) in &self.accepted {
            let (job, result) = finish(client, id).await;
            let result = result.unwrap_or_else(|| panic!("{key}: no result, {:?}", job.failure));
            assert_eq!(job.state, JobState::Succeeded, "{key}");
            assert_eq!(result.attestation, proof(claim.as_bytes()).attestation, "{key}");
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
        tried_again
    }

    /// Every result is at a place of its own in the log. How many jobs there are: one may have been accepted by a service that was killed before it said so.
    pub(crate) async fn judge_log(&self, client: &Client, key: &NoteKey) -> u64 {
        let (policy, mut places) = (Policy::of_log(key.clone()).unwrap(), BTreeSet::new());
        let mut page = None;
        loop {
            let listed = client.list(None, 500, page.as_deref()).await.unwrap();
            for listed in listed.jobs {
                let (job, Some(result)) = finish(client, &listed.id).await else { continue };
                let entry = Entry::of_attestation(&result.attestation);
                let shown =
                    Proof::parse(&result.log_proof.unwrap()).unwrap().verify(&entry, &policy).unwrap();
                assert!(places.insert(shown.index), "{}: two results at one place", job.idempotency_key);
            }
            page = listed.next;
            if page.is_none() {
                return places.len() as u64;
            }
        }
    }
}
