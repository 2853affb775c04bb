//! `jobs`: what a service is at.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use covenant_client::{Client, ErrorKind, Event, Job, JobResult, JobState};
use serde_json::{Value, json};

use super::{prove, remote};
use crate::attestation_log as logs;
use crate::cli::{self, Jobs, Server};
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::home::Home;
use crate::identity;
use crate::output::{Output, Reply, one_line};
use crate::progress::Display;
use crate::prover::refusals;
use crate::statements::obligation::NOTE;

pub(super) fn run(home: Option<&Path>, command: Jobs, output: Output) -> Result<Option<Reply>> {
    match command {
        Jobs::List { server, state, limit } => {
            let url = url(home, &server)?;
            remote::block_on(list(&url, state, limit)).map(Some)
        }
        Jobs::Watch { id, server, after, output: file, note_out } => {
            let url = url(home, &server)?;
            let files = (file.as_deref(), note_out.as_deref());
            remote::block_on(watch(&url, &id, after, files, output)).map(Some)
        }
        Jobs::Cancel { id, server } => {
            let url = url(home, &server)?;
            remote::block_on(cancel(&url, &id)).map(Some)
        }
    }
}

/// The service that was named, else the home's own.
pub(super) fn url(home: Option<&Path>, server: &Server) -> Result<String> {
    match &server.server {
        Some(url) => Ok(url.clone()),
        None => Ok(format!("http://{}", Home::open(home)?.config().listen)),
    }
}

async fn list(url: &str, state: Option<cli::JobState>, limit: u32) -> Result<Reply> {
    let state = state.map(|state| match state {
        cli::JobState::Queued => JobState::Queued,
        cli::JobState::Running => JobState::Running,
        cli::JobState::Succeeded => JobState::Succeeded,
        cli::JobState::Failed => JobState::Failed,
        cli::JobState::Cancelled => JobState::Cancelled,
    });
    let client = identity::connect(url).await?;
    let (mut jobs, mut page) = (Vec::new(), None::<String>);
    loop {
        let left = limit.saturating_sub(u32::try_from(jobs.len()).unwrap_or(u32::MAX));
        let answer = client.list(state, left, page.as_deref()).await?;
        jobs.extend(answer.jobs);
        page = answer.next;
        if page.is_none() || jobs.len() >= limit as usize {
            break;
        }
    }
    jobs.truncate(limit as usize);
    let lines: Vec<String> = jobs.iter().map(job_line).collect();
    let text = if lines.is_empty() { "no jobs".to_owned() } else { lines.join("\n") };
    let all: Vec<Value> = jobs.iter().map(job_json).collect();
    Ok(Reply::new(json!({ "jobs": all, "more": page.is_some() }), text))
}

async fn cancel(url: &str, id: &str) -> Result<Reply> {
    let job = identity::connect(url).await?.cancel(id).await?;
    Ok(Reply::new(json!({ "job": job_json(&job) }), job_line(&job)))
}

async fn watch(
    url: &str,
    id: &str,
    after: u64,
    (file, note_out): (Option<&Path>, Option<&Path>),
    output: Output,
) -> Result<Reply> {
    let client = identity::connect(url).await?;
    let mut events = client.watch(id, after);
    while let Some(event) = events.next().await? {
        output.event(&event_json(&event), &event_line(&event))?;
    }
    let (job, result) = client.get(id).await?;
    let result = ended(&job, result)?;
    if let Some(path) = note_out {
        files::output(path, prove::private_output(&result.private_outputs, NOTE)?, Mode::Secret)?;
    }
    let mut logged = Value::Null;
    if let Some(path) = file {
        let proof = result.log_proof.as_deref();
        if let Some(proof) = proof {
            logs::require_of(&result.attestation, proof)?;
        }
        logs::write(path, proof)?;
        files::output(path, &result.attestation, Mode::Public)?;
        logged = logs::written(path, proof).0;
    }
    let json = json!({
        "job": job_json(&job),
        "attestation": file.map(|path| path.display().to_string()),
        "log": logged,
        "note_opening": note_out.map(|path| path.display().to_string()),
    });
    Ok(Reply::new(json, job_line(&job)))
}

/// Follows a job to its end; returns it with its result and how long its last attempt took.
pub(crate) async fn follow(
    client: &Client,
    id: &str,
    display: &mut Display,
) -> Result<(Job, JobResult, Duration)> {
    let mut took = Duration::ZERO;
    let followed = follow_with(client, id, &mut |event| {
        let left = event.estimated_total.map(|total| total.saturating_sub(event.elapsed));
        display.report(&event.phase, f64::from(event.fraction), left);
        took = event.elapsed;
    })
    .await;
    display.clear();
    let (job, result) = followed?;
    Ok((job, result, took))
}

/// Follows a job to its end, event by event.
pub(crate) async fn follow_with(
    client: &Client,
    id: &str,
    hear: &mut (dyn FnMut(&Event) + Send),
) -> Result<(Job, JobResult)> {
    let mut events = client.watch(id, 0);
    while let Some(event) = events.next().await? {
        hear(&event);
    }
    let (job, result) = client.get(id).await?;
    let result = ended(&job, result)?;
    Ok((job, result))
}

/// The result of a job that has ended, or why there is none.
pub(super) fn ended(job: &Job, result: Option<JobResult>) -> Result<JobResult> {
    if let Some(result) = result {
        return Ok(result);
    }
    if job.state == JobState::Cancelled {
        return Err(Failure::new(Exit::Cancelled, "job/cancelled", "the job was cancelled")
            .with("job", json!(job.id)));
    }
    match &job.failure {
        Some(failure) => {
            let kind: ErrorKind = failure.kind;
            let own =
                Failure::new(refusals::exit_of(kind.as_str()), failure.code.clone(), failure.message.clone());
            let own = own.with("job", json!(job.id));
            Err(match &failure.field {
                Some(field) => own.at(field.clone()),
                None => own,
            })
        }
        None => {
            Err(Failure::new(Exit::Other, "job/no-result", "the job has no result")
                .with("job", json!(job.id)))
        }
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}

fn job_json(job: &Job) -> Value {
    json!({
        "id": job.id,
        "circuit": job.circuit,
        "state": job.state.as_str(),
        "attempts": job.attempts,
        "created_at": seconds(job.created_at),
        "updated_at": seconds(job.updated_at),
        "failure": job.failure.as_ref().map(|failure| json!({ "code": failure.code, "message": failure.message })),
    })
}

fn job_line(job: &Job) -> String {
    let failure = job.failure.as_ref().map(|failure| format!("  {}", failure.code)).unwrap_or_default();
    let line = format!(
        "{}  {:<8} {:<10} attempts {}{failure}",
        job.id,
        job.circuit,
        job.state.as_str(),
        job.attempts
    );
    one_line(&line)
}

fn event_json(event: &Event) -> Value {
    let milliseconds = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    json!({
        "event": event.number,
        "at": seconds(event.at),
        "state": event.state.as_str(),
        "attempt": event.attempt,
        "phase": event.phase,
        "fraction": event.fraction,
        "elapsed_ms": milliseconds(event.elapsed),
        "estimated_total_ms": event.estimated_total.map(milliseconds),
        "failure": event.failure.as_ref().map(|failure| json!({ "code": failure.code, "message": failure.message })),
    })
}

fn event_line(event: &Event) -> String {
    let percent = (f64::from(event.fraction) * 100.0).round();
    format!(
        "{:>4}  {:<10} {:<12} {percent:>3} %  {:.1} s",
        event.number,
        event.state.as_str(),
        event.phase,
        event.elapsed.as_secs_f64()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_writes_no_lines_of_its_own() {
        let job = Job {
            id: "1\u{1b}[2J\n0".into(),
            circuit: "invoice\u{202e}".into(),
            idempotency_key: String::new(),
            state: JobState::Queued,
            attempts: 0,
            created_at: UNIX_EPOCH,
            updated_at: UNIX_EPOCH,
            failure: None,
        };
        let line = job_line(&job);
        assert!(line.starts_with("1\\u{1b}[2J\\n0  invoice\\u{202e}"), "{line}");
    }
}
