//! The protocol's messages as plain types.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use covenant_proto::v1;

use crate::{Error, ErrorKind, PrivateOutput, Secret};

/// What a service can prove, and within what bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The circuits, with their keys.
    pub circuits: Vec<CircuitCapability>,
    /// The bounds.
    pub limits: Limits,
    /// The service's version.
    pub version: String,
    /// Whether it also answers as a nullifier registry.
    pub nullifier_registry: bool,
    /// Whether it also hands out holders' inclusion proofs.
    pub holders: bool,
}

/// A circuit that can be proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CircuitCapability {
    /// Such as `invoice`.
    pub circuit: String,
    /// The circuit's version.
    pub version: u32,
    /// The key's selector, in hexadecimal.
    pub selector: String,
    /// The digest of the verifying key, in hexadecimal.
    pub key_digest: String,
    /// The names of the public inputs, in their order.
    pub public_inputs: Vec<String>,
    /// The key comes from a development set-up: anyone could forge under it.
    pub development: bool,
    /// What its jobs may take.
    pub limits: CircuitLimits,
}

/// The bounds on one circuit's jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CircuitLimits {
    /// The longest claim, in bytes.
    pub claim_bytes: u64,
    /// How long one attempt may take.
    pub attempt_deadline: Duration,
    /// The address space of a worker, in bytes; `None` when it is not bounded.
    pub worker_memory: Option<u64>,
}

/// The bounds on all jobs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many jobs may wait.
    pub queued_jobs: u64,
    /// How many jobs run at once.
    pub workers: u32,
    /// How often a job is tried.
    pub attempts: u32,
    /// How many calls of `Prove` may be open at once.
    pub prove_calls: u32,
    /// How long a call of `Prove` waits at most.
    pub prove_wait: Duration,
}

/// What a native check did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// The rules that ran and held, in their order.
    pub rules: Vec<String>,
    /// The rules that the claim holds too little to run.
    pub not_run: Vec<String>,
}

/// Where a job is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JobState {
    /// It waits for a worker.
    Queued,
    /// A worker proves it.
    Running,
    /// It has a result.
    Succeeded,
    /// It has none and will have none.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
}

impl JobState {
    /// Whether nothing can happen to the job any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }

    /// The state's name, in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub(crate) const fn to_message(self) -> v1::JobState {
        match self {
            Self::Queued => v1::JobState::Queued,
            Self::Running => v1::JobState::Running,
            Self::Succeeded => v1::JobState::Succeeded,
            Self::Failed => v1::JobState::Failed,
            Self::Cancelled => v1::JobState::Cancelled,
        }
    }

    fn from_message(number: i32) -> Result<Self, Error> {
        match v1::JobState::try_from(number) {
            Ok(v1::JobState::Queued) => Ok(Self::Queued),
            Ok(v1::JobState::Running) => Ok(Self::Running),
            Ok(v1::JobState::Succeeded) => Ok(Self::Succeeded),
            Ok(v1::JobState::Failed) => Ok(Self::Failed),
            Ok(v1::JobState::Cancelled) => Ok(Self::Cancelled),
            Ok(v1::JobState::Unspecified) | Err(_) => Err(Error::malformed()),
        }
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its name: 32 hexadecimal digits.
    pub id: String,
    /// What it proves.
    pub circuit: String,
    /// The key that it was submitted under.
    pub idempotency_key: String,
    /// Where it is in its life.
    pub state: JobState,
    /// Attempts begun so far.
    pub attempts: u32,
    /// When it was accepted.
    pub created_at: SystemTime,
    /// When something last happened to it.
    pub updated_at: SystemTime,
    /// Why it failed, if it has.
    pub failure: Option<Failure>,
}

/// A part of the published registry of parties, not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryPage {
    /// The signed head, over all entries.
    pub head: Vec<u8>,
    /// Entries from the one that was asked for, each followed by a line feed; for members.
    pub entries: Secret,
}

/// A submitted job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The job.
    pub job: Job,
    /// It was there already, under the same idempotency key.
    pub existing: bool,
}

/// What a call of `Prove` came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// The job: ended, unless the wait was over before.
    pub job: Job,
    /// What it hands out, if it has succeeded.
    pub result: Option<JobResult>,
    /// It was there already, under the same idempotency key.
    pub existing: bool,
}

/// A page of jobs, the latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobPage {
    /// The jobs.
    pub jobs: Vec<Job>,
    /// What to ask for the next page with, unless this is the last.
    pub next: Option<String>,
}

/// What a finished proof hands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobResult {
    /// The attestation. Public.
    pub attestation: Vec<u8>,
    /// What only the caller may have, such as the opening of a note.
    pub private_outputs: Vec<PrivateOutput>,
    /// What shows the attestation in the service's log (`c2sp.org/tlog-proof`), if the service keeps one. Public.
    pub log_proof: Option<Vec<u8>>,
}

impl JobResult {
    /// The private output of that name.
    pub fn private_output(&self, name: &str) -> Option<&Secret> {
        PrivateOutput::named(&self.private_outputs, name)
    }
}

/// Why a job, or one attempt at it, ended without a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Stable, such as `job/timed-out`.
    pub code: String,
    /// The path of the field at fault, if it is about one.
    pub field: Option<String>,
    /// For people.
    pub message: String,
    /// What may be done about it.
    pub kind: ErrorKind,
}

/// One step in a job's life.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// From 1, without gaps.
    pub number: u64,
    /// When.
    pub at: SystemTime,
    /// The job's state after it.
    pub state: JobState,
    /// The attempt that it belongs to; 0 before the first.
    pub attempt: u32,
    /// `queued`, `started`, `retrying`, `requeued`, `succeeded`, `failed`, `cancelled`, or
    /// a phase of the proof.
    pub phase: String,
    /// How much of the work is done, from 0 to 1.
    pub fraction: f32,
    /// Since the attempt began.
    pub elapsed: Duration,
    /// How long a whole attempt took lately, if one has succeeded.
    pub estimated_total: Option<Duration>,
    /// Why an attempt or the job failed.
    pub failure: Option<Failure>,
}

/// An evaluated point with its proof. Never printed: with the blinding scalar it gives the nullifier.
#[derive(Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// E = k·B, in circomlib's `packPoint` form.
    pub evaluated: [u8; 32],
    /// The proof's challenge c, little-endian.
    pub challenge: [u8; 32],
    /// The proof's response s, little-endian.
    pub response: [u8; 32],
}

impl core::fmt::Debug for Evaluation {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Evaluation([redacted])")
    }
}

impl TryFrom<v1::GetCapabilitiesResponse> for Capabilities {
    type Error = Error;

    fn try_from(message: v1::GetCapabilitiesResponse) -> Result<Self, Error> {
        let limits = message.limits.ok_or_else(Error::malformed)?;
        Ok(Self {
            circuits: message.circuits.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
            limits: Limits {
                queued_jobs: limits.queued_jobs,
                workers: limits.workers,
                attempts: limits.attempts,
                prove_calls: limits.prove_calls,
                prove_wait: duration(limits.prove_wait)?,
            },
            version: message.version,
            nullifier_registry: message.nullifier_registry,
            holders: message.holders,
        })
    }
}

impl TryFrom<v1::CircuitCapability> for CircuitCapability {
    type Error = Error;

    fn try_from(message: v1::CircuitCapability) -> Result<Self, Error> {
        let limits = message.limits.ok_or_else(Error::malformed)?;
        Ok(Self {
            circuit: message.circuit,
            version: message.version,
            selector: message.selector,
            key_digest: message.key_digest,
            public_inputs: message.public_inputs,
            development: message.development,
            limits: CircuitLimits {
                claim_bytes: limits.claim_bytes,
                attempt_deadline: duration(limits.attempt_deadline)?,
                worker_memory: (limits.worker_memory > 0).then_some(limits.worker_memory),
            },
        })
    }
}

impl TryFrom<v1::Job> for Job {
    type Error = Error;

    fn try_from(message: v1::Job) -> Result<Self, Error> {
        Ok(Self {
            id: message.id,
            circuit: message.circuit,
            idempotency_key: message.idempotency_key,
            state: JobState::from_message(message.state)?,
            attempts: message.attempts,
            created_at: time(message.created_at)?,
            updated_at: time(message.updated_at)?,
            failure: message.failure.map(Into::into),
        })
    }
}

impl From<v1::JobResult> for JobResult {
    fn from(message: v1::JobResult) -> Self {
        let private =
            |output: v1::PrivateOutput| PrivateOutput { name: output.name, bytes: Secret::new(output.bytes) };
        Self {
            attestation: message.attestation,
            private_outputs: message.private_outputs.into_iter().map(private).collect(),
            log_proof: (!message.log_proof.is_empty()).then_some(message.log_proof),
        }
    }
}

impl From<v1::Failure> for Failure {
    fn from(message: v1::Failure) -> Self {
        Self {
            code: message.code,
            field: (!message.field.is_empty()).then_some(message.field),
            message: message.message,
            kind: ErrorKind::from_name(&message.kind),
        }
    }
}

impl TryFrom<v1::Event> for Event {
    type Error = Error;

    fn try_from(message: v1::Event) -> Result<Self, Error> {
        Ok(Self {
            number: message.number,
            at: time(message.at)?,
            state: JobState::from_message(message.state)?,
            attempt: message.attempt,
            phase: message.phase,
            fraction: message.fraction,
            elapsed: duration(message.elapsed)?,
            estimated_total: message.estimated_total.map(|total| duration(Some(total))).transpose()?,
            failure: message.failure.map(Into::into),
        })
    }
}

impl TryFrom<v1::EvaluateResponse> for Evaluation {
    type Error = Error;

    fn try_from(message: v1::EvaluateResponse) -> Result<Self, Error> {
        let fixed = |bytes: Vec<u8>| bytes.try_into().map_err(|_| Error::malformed());
        Ok(Self {
            evaluated: fixed(message.evaluated)?,
            challenge: fixed(message.challenge)?,
            response: fixed(message.response)?,
        })
    }
}

fn time(timestamp: Option<prost_types::Timestamp>) -> Result<SystemTime, Error> {
    let timestamp = timestamp.ok_or_else(Error::malformed)?;
    let seconds = u64::try_from(timestamp.seconds).map_err(|_| Error::malformed())?;
    let nanos = u32::try_from(timestamp.nanos).map_err(|_| Error::malformed())?;
    let since = Duration::from_secs(seconds).checked_add(Duration::from_nanos(nanos.into()));
    since.and_then(|since| UNIX_EPOCH.checked_add(since)).ok_or_else(Error::malformed)
}

fn duration(duration: Option<prost_types::Duration>) -> Result<Duration, Error> {
    duration.ok_or_else(Error::malformed)?.try_into().map_err(|_| Error::malformed())
}
