//! The store's types as messages.

use std::time::Duration;

use covenant_proto::v1;

use crate::store::{Event, Job, JobState, Millis};
use crate::{CircuitCapability, CircuitLimits, Limits, Refusal};

pub(crate) fn job(job: Job) -> v1::Job {
    v1::Job {
        id: job.id.as_str().to_owned(),
        circuit: job.circuit,
        idempotency_key: job.idempotency_key,
        state: state(job.state).into(),
        attempts: job.attempts,
        created_at: Some(timestamp(job.created_at)),
        updated_at: Some(timestamp(job.updated_at)),
        failure: job.failure.map(failure),
    }
}

pub(crate) fn event(event: Event) -> v1::Event {
    let Event { number, at, what } = event;
    v1::Event {
        number,
        at: Some(timestamp(at)),
        state: state(what.state).into(),
        attempt: what.attempt,
        phase: what.phase,
        fraction: what.fraction as f32,
        elapsed: Some(duration(what.elapsed)),
        estimated_total: what.estimated_total.map(duration),
        failure: what.failure.map(failure),
    }
}

pub(crate) fn capability(capability: CircuitCapability) -> v1::CircuitCapability {
    v1::CircuitCapability {
        circuit: capability.circuit,
        version: capability.version,
        selector: capability.selector,
        key_digest: capability.key_digest,
        public_inputs: capability.public_inputs,
        development: capability.development,
        limits: Some(circuit_limits(capability.limits)),
    }
}

fn circuit_limits(limits: CircuitLimits) -> v1::CircuitLimits {
    v1::CircuitLimits {
        claim_bytes: limits.claim_bytes as u64,
        attempt_deadline: Some(duration(limits.attempt_deadline)),
        worker_memory: limits.worker_memory.unwrap_or(0),
    }
}

pub(crate) fn limits(limits: &Limits, workers: usize) -> v1::Limits {
    v1::Limits {
        queued_jobs: limits.queued_jobs as u64,
        workers: u32::try_from(workers).unwrap_or(u32::MAX),
        attempts: limits.attempts,
        prove_calls: u32::try_from(limits.prove_calls).unwrap_or(u32::MAX),
        prove_wait: Some(duration(limits.prove_wait)),
    }
}

/// The state that a message asks for: `None` for any, an error for an unknown one.
pub(crate) fn wanted_state(number: i32) -> Result<Option<JobState>, prost::UnknownEnumValue> {
    let wanted = v1::JobState::try_from(number)?;
    Ok(JobState::ALL.into_iter().find(|known| state(*known) == wanted))
}

const fn state(state: JobState) -> v1::JobState {
    match state {
        JobState::Queued => v1::JobState::Queued,
        JobState::Running => v1::JobState::Running,
        JobState::Succeeded => v1::JobState::Succeeded,
        JobState::Failed => v1::JobState::Failed,
        JobState::Cancelled => v1::JobState::Cancelled,
    }
}

fn failure(refusal: Refusal) -> v1::Failure {
    v1::Failure {
        code: refusal.code,
        field: refusal.field.unwrap_or_default(),
        message: refusal.message,
        kind: refusal.kind.as_str().to_owned(),
    }
}

fn timestamp(at: Millis) -> prost_types::Timestamp {
    let nanos = i32::try_from(at.rem_euclid(1000) * 1_000_000).unwrap_or(0);
    prost_types::Timestamp { seconds: at.div_euclid(1000), nanos }
}

fn duration(duration: Duration) -> prost_types::Duration {
    let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    prost_types::Duration { seconds, nanos: i32::try_from(duration.subsec_nanos()).unwrap_or(0) }
}
