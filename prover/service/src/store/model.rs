//! What the store keeps, as Rust types.

use core::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::sql::Row;
use crate::seal::SealedInput;
use crate::{ErrorKind, Refusal};

/// Milliseconds since 1970-01-01.
pub(crate) type Millis = i64;

/// The time of day.
pub(crate) fn now() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, millis)
}

/// A duration in milliseconds, saturating.
pub(crate) fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}

/// A job's name: 16 random bytes as lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct JobId(String);

impl JobId {
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(hex::encode(bytes)))
    }

    /// The id of that name, if it has an id's form.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let canonical =
            name.len() == 32 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        canonical.then(|| Self(name.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a job is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JobState {
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

impl JobState {
    pub(crate) const ALL: [Self; 5] =
        [Self::Queued, Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing can happen to the job any more.
    pub(crate) const fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }

    fn from_row(row: &Row) -> sqlx::Result<Self> {
        let name: String = row.get("state")?;
        let state = Self::ALL.into_iter().find(|state| state.as_str() == name);
        state.ok_or_else(|| sqlx::Error::Decode("an unknown job state".into()))
    }
}

/// A job as callers see it.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) sequence: i64,
    pub(crate) id: JobId,
    pub(crate) circuit: String,
    pub(crate) idempotency_key: String,
    pub(crate) state: JobState,
    pub(crate) attempts: u32,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
    pub(crate) failure: Option<Refusal>,
}

impl Job {
    pub(crate) fn from_row(row: &Row) -> sqlx::Result<Self> {
        Ok(Self {
            sequence: row.get("sequence")?,
            id: JobId(row.get("id")?),
            circuit: row.get("circuit")?,
            idempotency_key: row.get("idempotency_key")?,
            state: JobState::from_row(row)?,
            attempts: attempts(row, "attempts")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            failure: failure_from_row(row)?,
        })
    }
}

/// One step in a job's life, not yet numbered.
#[derive(Clone, Debug)]
pub(crate) struct NewEvent {
    pub(crate) state: JobState,
    pub(crate) attempt: u32,
    pub(crate) phase: String,
    /// From 0 to 1.
    pub(crate) fraction: f64,
    pub(crate) elapsed: Duration,
    pub(crate) estimated_total: Option<Duration>,
    pub(crate) failure: Option<Refusal>,
}

impl NewEvent {
    /// A step that is no phase of the proof.
    pub(crate) fn step(state: JobState, attempt: u32, phase: &str) -> Self {
        Self {
            state,
            attempt,
            phase: phase.to_owned(),
            fraction: 0.0,
            elapsed: Duration::ZERO,
            estimated_total: None,
            failure: None,
        }
    }
}

/// A step that a worker reported, and when.
#[derive(Clone, Debug)]
pub(crate) struct Reported {
    pub(crate) at: Millis,
    pub(crate) event: NewEvent,
}

/// One step in a job's life.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) number: u64,
    pub(crate) at: Millis,
    pub(crate) what: NewEvent,
}

impl Event {
    pub(crate) fn from_row(row: &Row) -> sqlx::Result<Self> {
        let duration = |value: i64| Duration::from_millis(u64::try_from(value).unwrap_or(0));
        Ok(Self {
            number: u64::try_from(row.get::<i64>("number")?).unwrap_or(0),
            at: row.get("at")?,
            what: NewEvent {
                state: JobState::from_row(row)?,
                attempt: attempts(row, "attempt")?,
                phase: row.get("phase")?,
                fraction: row.get("fraction")?,
                elapsed: duration(row.get("elapsed")?),
                estimated_total: row.get::<Option<i64>>("estimated_total")?.map(duration),
                failure: failure_from_row(row)?,
            },
        })
    }
}

/// A count of attempts: nobody counts beyond 32 bits.
fn attempts(row: &Row, column: &'static str) -> sqlx::Result<u32> {
    Ok(u32::try_from(row.get::<i64>(column)?).unwrap_or(u32::MAX))
}

fn failure_from_row(row: &Row) -> sqlx::Result<Option<Refusal>> {
    let Some(code) = row.get::<Option<String>>("failure_code")? else { return Ok(None) };
    Ok(Some(Refusal {
        code,
        field: row.get("failure_field")?,
        message: row.get::<Option<String>>("failure_message")?.unwrap_or_default(),
        kind: ErrorKind::from_name(&row.get::<Option<String>>("failure_kind")?.unwrap_or_default()),
    }))
}

/// The right to run a job: whoever has its token, until it expires or is taken away.
#[derive(Clone)]
pub(crate) struct Lease {
    pub(crate) job: JobId,
    pub(crate) attempt: u32,
    pub(crate) token: [u8; 16],
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lease({}, attempt {})", self.job, self.attempt)
    }
}

/// A job that was claimed.
pub(crate) struct Claimed {
    pub(crate) lease: Lease,
    pub(crate) circuit: String,
    /// What to prove; `None` when the store has lost it.
    pub(crate) input: Option<SealedInput>,
    /// How long whole attempts took lately.
    pub(crate) estimated_total: Option<Duration>,
}

/// A job's result as it is stored: each part sealed by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SealedResult {
    pub(crate) attestation: Vec<u8>,
    /// Names, in clear, and sealed values.
    pub(crate) private_outputs: Vec<(String, Vec<u8>)>,
}
