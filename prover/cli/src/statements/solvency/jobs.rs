//! The chunks of a statement as jobs of a service, followed to their ends.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use covenant_client::{Client, Event, JobState, Secret, Submit};
use covenant_parties::Format as _;
use covenant_verifier::wire::Sha256;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::chunk::{self, ChunkRequest};
use crate::commands::{jobs, remote};
use crate::failure::{Exit, Failure, Result};
use crate::identity;
use crate::progress::{Display, left};

/// Jobs that are followed at once: a service runs them in their order, and a few at a time.
const FOLLOWED: usize = 8;
/// How often the estimate is made anew.
const TICK: Duration = Duration::from_millis(500);
/// Until a chunk that another run proves is asked for again: at first, and at the most.
const BUSY: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(60)];

/// How far all chunks are, with an estimate by those that were proved in this run.
pub(super) struct Pace<'a> {
    display: &'a mut Display,
    began: Instant,
    all: u32,
    missing: u32,
}

impl<'a> Pace<'a> {
    pub(super) fn new(display: &'a mut Display, all: u32, missing: usize) -> Self {
        Self { display, began: Instant::now(), all, missing: missing as u32 }
    }

    /// So many of the missing chunks are proved, shares of those that are begun included.
    pub(super) fn report(&mut self, proved: f64) {
        let (all, missing) = (f64::from(self.all), f64::from(self.missing));
        let left = if missing > 0.0 { left(self.began, proved / missing) } else { None };
        let whole = all - missing + proved;
        let phase = format!("{} of {} chunks", whole as u32, self.all);
        self.display.report(&phase, whole / all, left);
    }
}

/// The name of the folder that a statement lies in, as the service is to find it among those that it serves.
pub(super) fn folder_name(from: Option<&Path>) -> Result<String> {
    let from = from.ok_or_else(|| {
        let message = "a service finds a statement by its folder: --server needs --from";
        Failure::usage("usage/conflict", message).at("from")
    })?;
    let path = std::path::absolute(from).unwrap_or_else(|_| from.to_owned());
    let name = path.file_name().and_then(|name| name.to_str()).filter(|name| chunk::is_folder_name(name));
    name.map(str::to_owned).ok_or_else(|| {
        let message = "a statement's folder is named by letters, digits and -_. alone";
        Failure::input("chunk/name", message).at("from")
    })
}

/// Has a service prove these chunks. One that fails does not end the others; all that did are told of.
pub(super) fn run(url: &str, requests: &[ChunkRequest], pace: &mut Pace<'_>) -> Result<()> {
    remote::block_on(async {
        let client = identity::connect(url).await?;
        let mut accepted = Vec::new();
        for request in requests {
            accepted.push(Submitted::new(&client, request, 0).await?);
        }
        let shares = Arc::new(Mutex::new(vec![0.0; requests.len()]));
        let (mut waiting, mut followed, mut failed) =
            (accepted.into_iter().enumerate(), JoinSet::new(), Vec::new());
        loop {
            while followed.len() < FOLLOWED
                && let Some((place, job)) = waiting.next()
            {
                let (client, request, shares) = (client.clone(), requests[place].clone(), shares.clone());
                followed.spawn(follow(client, request, job, place, shares));
            }
            match tokio::time::timeout(TICK, followed.join_next()).await {
                Ok(None) => break,
                Ok(Some(Ok(ended))) => failed.extend(ended),
                Ok(Some(Err(error))) => {
                    let message = format!("following a job failed: {error}");
                    return Err(Failure::new(Exit::Other, "job/follow", message));
                }
                Err(_) => {}
            }
            pace.report(shares.lock().unwrap_or_else(PoisonError::into_inner).iter().sum());
        }
        failed.sort_by_key(|failed: &Unproved| failed.chunk);
        if failed.is_empty() { Ok(()) } else { Err(unproved(&failed, requests.len())) }
    })
}

/// A chunk that was not proved.
struct Unproved {
    chunk: u32,
    job: String,
    failure: Failure,
}

/// A job that was accepted, now or in an earlier run.
struct Submitted {
    id: String,
    /// The number in its key.
    attempt: u32,
}

impl Submitted {
    /// Submits a chunk under the first key whose job has not ended, from that of an attempt on: a run that comes after another follows the jobs that
    /// wait or run, and makes a new one where the last has ended and the chunk is still missing.
    async fn new(client: &Client, request: &ChunkRequest, mut attempt: u32) -> Result<Self> {
        loop {
            let submitted = client.submit(submit(request, attempt)).await?;
            let ended =
                matches!(submitted.job.state, JobState::Succeeded | JobState::Failed | JobState::Cancelled);
            if !(submitted.existing && ended) {
                return Ok(Self { id: submitted.job.id, attempt });
            }
            attempt += 1;
        }
    }
}

/// Follows a chunk's job to its end. While another run proves the chunk, which its job says and holds no place for, it is asked for again.
async fn follow(
    client: Client,
    request: ChunkRequest,
    mut job: Submitted,
    place: usize,
    shares: Arc<Mutex<Vec<f64>>>,
) -> Option<Unproved> {
    let set = |share| shares.lock().unwrap_or_else(PoisonError::into_inner)[place] = share;
    let [mut wait, most] = BUSY;
    loop {
        let mut hear = |event: &Event| set(f64::from(event.fraction));
        let failure = match jobs::follow_with(&client, &job.id, &mut hear).await {
            Ok(_) => {
                set(1.0);
                return None;
            }
            Err(failure) => failure,
        };
        set(0.0);
        let unproved = |job, failure| Some(Unproved { chunk: request.chunk, job, failure });
        if failure.code != "solvency/busy" {
            return unproved(job.id, failure);
        }
        tokio::time::sleep(wait).await;
        wait = (2 * wait).min(most);
        job = match Submitted::new(&client, &request, job.attempt + 1).await {
            Ok(job) => job,
            Err(failure) => return unproved(job.id, failure),
        };
    }
}

/// The key is of statement, chunk, verifying key and attempt: public, and the same in every run.
fn submit(request: &ChunkRequest, attempt: u32) -> Submit {
    let claim = request.to_json();
    let named = [b"covenant/solvency/chunk-job", &attempt.to_be_bytes()[..], &claim].concat();
    Submit {
        circuit: chunk::NAME.to_owned(),
        claim: Secret::new(claim),
        idempotency_key: Sha256::of(&named).to_string(),
        expected_selector: None,
    }
}

fn unproved(failed: &[Unproved], of: usize) -> Failure {
    let each = |unproved: &Unproved| format!("{} ({})", unproved.chunk, unproved.failure.code);
    let list: Vec<String> = failed.iter().map(each).collect();
    let message = format!(
        "{} of {of} chunks not proved: {}; the others are kept, and not proved again",
        failed.len(),
        list.join(", ")
    );
    let json = |unproved: &Unproved| json!({ "chunk": unproved.chunk, "job": unproved.job, "code": unproved.failure.code });
    Failure::new(Exit::Other, "solvency/chunks-failed", message)
        .with("chunks", Value::Array(failed.iter().map(json).collect()))
}
