//! The chunks of a statement as jobs of a service, followed to their ends.

use std::path::Path;
use std::time::Instant;

use covenant_client::{Event, Secret, Submit};
use covenant_parties::Format as _;
use covenant_statements::field;
use rand::RngCore as _;
use rand::rngs::OsRng;
use serde_json::{Value, json};

use super::chunk::{self, ChunkRequest};
use crate::commands::{jobs, remote};
use crate::failure::{Exit, Failure, Result};
use crate::identity;
use crate::progress::Display;

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

    /// So many of the missing chunks are proved, and a share of the next.
    pub(super) fn report(&mut self, proved: u32, share: f64) {
        let (proved, all) = (f64::from(proved) + share, f64::from(self.all));
        let missing = f64::from(self.missing);
        let left = (proved > 0.0).then(|| self.began.elapsed().mul_f64((missing - proved).max(0.0) / proved));
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
            accepted.push((request.chunk, client.submit(submit(request)).await?.job.id));
        }
        let (mut failed, mut proved) = (Vec::new(), 0);
        for (chunk, id) in &accepted {
            let mut hear = |event: &Event| pace.report(proved, f64::from(event.fraction));
            match jobs::follow_with(&client, id, &mut hear).await {
                Ok(_) => proved += 1,
                Err(failure) => failed.push((*chunk, id.clone(), failure)),
            }
        }
        if failed.is_empty() { Ok(()) } else { Err(unproved(&failed, requests.len())) }
    })
}

/// A job for each run: one that waits for an earlier run's finds its chunk proved.
fn submit(request: &ChunkRequest) -> Submit {
    let mut nonce = [0; 16];
    OsRng.fill_bytes(&mut nonce);
    Submit {
        circuit: chunk::NAME.to_owned(),
        claim: Secret::new(request.to_json()),
        idempotency_key: field::bytes_hex(&nonce),
        expected_selector: None,
    }
}

fn unproved(failed: &[(u32, String, Failure)], of: usize) -> Failure {
    let each = |(chunk, _, failure): &(u32, String, Failure)| format!("{chunk} ({})", failure.code);
    let list: Vec<String> = failed.iter().map(each).collect();
    let message = format!(
        "{} of {of} chunks not proved: {}; the others are kept, and not proved again",
        failed.len(),
        list.join(", ")
    );
    let json = |(chunk, job, failure): &(u32, String, Failure)| json!({ "chunk": chunk, "job": job, "code": failure.code });
    Failure::new(Exit::Other, "solvency/chunks-failed", message)
        .with("chunks", Value::Array(failed.iter().map(json).collect()))
}
