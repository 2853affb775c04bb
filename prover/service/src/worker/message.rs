//! What a service and its worker say to each other.

use crate::{Outcome, Refusal, RefusalKind, Secret};

/// The one message to a worker. Private: it has no readable `Debug`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
#[prost(skip_debug)]
pub struct ToWorker {
    /// What to prove.
    #[prost(string, tag = "1")]
    pub circuit: String,
    /// The prove request.
    #[prost(bytes = "vec", tag = "2")]
    pub claim: Vec<u8>,
    /// The address space that the worker may use, in bytes; 0 for no bound.
    #[prost(uint64, tag = "3")]
    pub memory: u64,
}

impl core::fmt::Debug for ToWorker {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ToWorker({}, [redacted])", self.circuit)
    }
}

impl Drop for ToWorker {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.claim);
    }
}

/// A message from a worker: any number of reports, then one of the others.
#[derive(Clone, PartialEq, prost::Message)]
#[prost(skip_debug)]
pub struct FromWorker {
    /// What it says; unset in a message that a later version made.
    #[prost(oneof = "Said", tags = "1, 2, 3, 4")]
    pub said: Option<Said>,
}

impl core::fmt::Debug for FromWorker {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match &self.said {
            None => "FromWorker(nothing)",
            Some(Said::Report(_)) => "FromWorker(report)",
            Some(Said::Done(_)) => "FromWorker(done)",
            Some(Said::Refused(_)) => "FromWorker(refused)",
            Some(Said::Panicked(_)) => "FromWorker(panicked)",
        })
    }
}

/// What a worker can say.
#[derive(Clone, PartialEq, prost::Oneof)]
#[prost(skip_debug)]
pub enum Said {
    /// How far it is.
    #[prost(message, tag = "1")]
    Report(Report),
    /// It has proved the claim.
    #[prost(message, tag = "2")]
    Done(Done),
    /// The claim was refused.
    #[prost(message, tag = "3")]
    Refused(Refused),
    /// It panicked.
    #[prost(message, tag = "4")]
    Panicked(Panicked),
}

/// How far a worker is.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Report {
    /// The phase of the proof that it is in.
    #[prost(string, tag = "1")]
    pub phase: String,
    /// How much of the whole is done, from 0 to 1.
    #[prost(double, tag = "2")]
    pub fraction: f64,
    /// Milliseconds since it began.
    #[prost(uint64, tag = "3")]
    pub elapsed_ms: u64,
}

/// A proof and what comes with it.
#[derive(Clone, PartialEq, Eq, prost::Message)]
#[prost(skip_debug)]
pub struct Done {
    /// The attestation.
    #[prost(bytes = "vec", tag = "1")]
    pub attestation: Vec<u8>,
    /// The note's opening.
    #[prost(bytes = "vec", tag = "2")]
    pub note_opening: Vec<u8>,
}

impl core::fmt::Debug for Done {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Done([redacted])")
    }
}

/// A refusal, as [`Refusal`].
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct Refused {
    /// The stable code.
    #[prost(string, tag = "1")]
    pub code: String,
    /// The field's path; empty for none.
    #[prost(string, tag = "2")]
    pub field: String,
    /// The message.
    #[prost(string, tag = "3")]
    pub message: String,
    /// The kind's name.
    #[prost(string, tag = "4")]
    pub kind: String,
}

/// Where a worker panicked. The panic's message may hold private values and is not sent.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct Panicked {
    /// `file:line:column`.
    #[prost(string, tag = "1")]
    pub location: String,
}

impl FromWorker {
    /// A report.
    pub fn report(report: Report) -> Self {
        Self { said: Some(Said::Report(report)) }
    }

    /// A proof.
    pub fn done(outcome: Outcome) -> Self {
        let Outcome { attestation, note_opening } = outcome;
        Self { said: Some(Said::Done(Done { attestation, note_opening: note_opening.into_bytes() })) }
    }

    /// A refusal.
    pub fn refused(refusal: Refusal) -> Self {
        let Refusal { code, field, message, kind } = refusal;
        let refused =
            Refused { code, field: field.unwrap_or_default(), message, kind: kind.as_str().to_owned() };
        Self { said: Some(Said::Refused(refused)) }
    }

    /// A panic.
    pub fn panicked(location: String) -> Self {
        Self { said: Some(Said::Panicked(Panicked { location })) }
    }
}

impl From<Done> for Outcome {
    fn from(done: Done) -> Self {
        Self { attestation: done.attestation, note_opening: Secret::new(done.note_opening) }
    }
}

impl Report {
    /// Whether this can be stored and shown: a short name, a fraction from 0 to 1.
    pub fn is_sound(&self) -> bool {
        is_name(&self.phase, 32) && (0.0..=1.0).contains(&self.fraction)
    }
}

impl Refused {
    /// The refusal, if it can be stored and shown: names for code and field, a message of
    /// one line.
    pub fn into_refusal(self) -> Option<Refusal> {
        let field_is_sound =
            self.field.len() <= 256 && self.field.bytes().all(|byte| byte.is_ascii_graphic());
        let message_is_sound = self.message.len() <= 1024 && !self.message.chars().any(char::is_control);
        (is_name(&self.code, 64) && field_is_sound && message_is_sound).then(|| Refusal {
            code: self.code,
            field: (!self.field.is_empty()).then_some(self.field),
            message: self.message,
            kind: RefusalKind::from_name(&self.kind),
        })
    }
}

/// Whether `text` is 1 to `longest` ASCII letters, digits and `-`, `_`, `.`, `/`.
pub(crate) fn is_name(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
}
