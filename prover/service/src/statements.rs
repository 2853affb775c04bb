//! The seam between the service and what it proves.

use std::time::Duration;

use crate::{ErrorKind, PrivateOutput, Secret};

/// What the service runs. The binary implements it; the service knows no circuit.
///
/// The methods block; the service calls them off its event loop. A `claim` is the prove
/// request as the caller sent it: private, and not to be logged or put into an error.
pub trait Statements: Send + Sync + 'static {
    /// The circuits that can be proved, with their keys and limits. Asked often: the answer
    /// is to be at hand.
    fn capabilities(&self) -> Vec<CircuitCapability>;

    /// Runs the statement's rules natively, without a proof.
    ///
    /// # Errors
    /// The first rule that fails, or why the claim cannot be read.
    fn check(&self, circuit: &str, claim: &[u8]) -> Result<CheckReport, Refusal>;

    /// Verifies what a worker made of `claim`, with the verifier's own code, before it is
    /// stored. Shows that the proof holds and that it is about this claim.
    ///
    /// # Errors
    /// What is wrong with the outcome. The attempt then counts as failed.
    fn verify_result(&self, circuit: &str, claim: &[u8], outcome: &Outcome) -> Result<(), Refusal>;

    /// Whether what a circuit's jobs hand out is an attestation, which goes through the log, and not a part of one.
    fn is_attestation(&self, _circuit: &str) -> bool {
        true
    }
}

/// A circuit that can be proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CircuitCapability {
    /// Such as `invoice`.
    pub circuit: String,
    /// The circuit's version.
    pub version: u32,
    /// The key's selector, 64 lower-case hexadecimal digits; empty where each claim names a key of its own.
    pub selector: String,
    /// The digest of the verifying key, 64 lower-case hexadecimal digits; empty likewise.
    pub key_digest: String,
    /// The names of the public inputs, in their order.
    pub public_inputs: Vec<String>,
    /// The key comes from a development set-up: anyone could forge under it.
    pub development: bool,
    /// What its jobs may take. The service's own limits are the most that it grants.
    pub limits: CircuitLimits,
}

/// What the jobs of one circuit may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CircuitLimits {
    /// The longest claim, in bytes.
    pub claim_bytes: usize,
    /// How long one attempt may take.
    pub attempt_deadline: Duration,
    /// The address space of a worker, in bytes; `None` leaves it unbounded.
    pub worker_memory: Option<u64>,
}

impl Default for CircuitLimits {
    /// A claim of 1 MiB, ten minutes, memory unbounded.
    fn default() -> Self {
        Self { claim_bytes: 1 << 20, attempt_deadline: Duration::from_secs(600), worker_memory: None }
    }
}

impl CircuitLimits {
    /// The lower of each.
    #[must_use]
    pub fn within(self, most: Self) -> Self {
        Self {
            claim_bytes: self.claim_bytes.min(most.claim_bytes),
            attempt_deadline: self.attempt_deadline.min(most.attempt_deadline),
            worker_memory: match (self.worker_memory, most.worker_memory) {
                (Some(own), Some(most)) => Some(own.min(most)),
                (own, most) => own.or(most),
            },
        }
    }
}

/// What a native check did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// The rules that ran and held, in their order.
    pub rules: Vec<String>,
    /// The rules that the claim holds too little to run.
    pub not_run: Vec<String>,
}

/// What a proof hands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The attestation. Public.
    pub attestation: Vec<u8>,
    /// What only the caller may have; each name once.
    pub private_outputs: Vec<PrivateOutput>,
}

impl Outcome {
    /// The private output of that name.
    pub fn private_output(&self, name: &str) -> Option<&Secret> {
        PrivateOutput::named(&self.private_outputs, name)
    }
}

/// Why something was not done. Travels from a statement or a worker to the caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    /// Stable, such as `invoice/overdue`.
    pub code: String,
    /// The path of the field at fault, if it is about one.
    pub field: Option<String>,
    /// For people: names rules and fields, never a value.
    pub message: String,
    /// What sort of refusal it is.
    pub kind: ErrorKind,
}

impl Refusal {
    /// A refusal that is not about one field.
    pub fn new(kind: ErrorKind, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), field: None, message: message.into(), kind }
    }

    /// The same, about a field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}
