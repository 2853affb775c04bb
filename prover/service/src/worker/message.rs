//! What a service and its worker say to each other.

use crate::{ErrorKind, Outcome, PrivateOutput, Refusal, Secret};

/// No statement hands out more private outputs than this.
const PRIVATE_OUTPUTS: usize = 16;

/// A message to a worker: first what to make ready for, then one claim.
#[derive(Clone, PartialEq, Eq, prost::Message)]
#[prost(skip_debug)]
pub struct ToWorker {
    /// What it says; unset in a message that a later version made.
    #[prost(oneof = "Order", tags = "1, 2")]
    pub order: Option<Order>,
}

impl core::fmt::Debug for ToWorker {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match &self.order {
            None => "ToWorker(nothing)",
            Some(Order::Prepare(_)) => "ToWorker(prepare)",
            Some(Order::Claim(_)) => "ToWorker([redacted])",
        })
    }
}

/// What a worker can be told.
#[derive(Clone, PartialEq, Eq, prost::Oneof)]
#[prost(skip_debug)]
pub enum Order {
    /// Make ready.
    #[prost(message, tag = "1")]
    Prepare(Prepare),
    /// Prove this.
    #[prost(message, tag = "2")]
    Claim(Claim),
}

/// What a worker is to make ready for.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct Prepare {
    /// What it will prove.
    #[prost(string, tag = "1")]
    pub circuit: String,
    /// The selector of the key that it will most likely prove with, in hexadecimal; empty when
    /// the service does not know the circuit.
    #[prost(string, tag = "2")]
    pub selector: String,
    /// The address space that the worker may use, in bytes; 0 for no bound.
    #[prost(uint64, tag = "3")]
    pub memory: u64,
}

/// The claim. Private: it has no readable `Debug`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
#[prost(skip_debug)]
pub struct Claim {
    /// The prove request.
    #[prost(bytes = "vec", tag = "1")]
    pub claim: Vec<u8>,
}

impl core::fmt::Debug for Claim {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Claim([redacted])")
    }
}

impl ToWorker {
    /// What to make ready for.
    pub fn prepare(prepare: Prepare) -> Self {
        Self { order: Some(Order::Prepare(prepare)) }
    }

    /// What to prove.
    pub fn claim(claim: Vec<u8>) -> Self {
        Self { order: Some(Order::Claim(Claim { claim })) }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.claim);
    }
}

/// A message from a worker: that it is ready, any number of reports, then one of the others.
#[derive(Clone, PartialEq, prost::Message)]
#[prost(skip_debug)]
pub struct FromWorker {
    /// What it says; unset in a message that a later version made.
    #[prost(oneof = "Said", tags = "1, 2, 3, 4, 5")]
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
            Some(Said::Ready(_)) => "FromWorker(ready)",
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
    /// It waits for its claim.
    #[prost(message, tag = "5")]
    Ready(Ready),
}

/// A worker is ready.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct Ready {}

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
    /// What only the caller may have.
    #[prost(message, repeated, tag = "2")]
    pub private_outputs: Vec<Private>,
}

/// A private output.
#[derive(Clone, PartialEq, Eq, prost::Message)]
#[prost(skip_debug)]
pub struct Private {
    /// What it is.
    #[prost(string, tag = "1")]
    pub name: String,
    /// The secret.
    #[prost(bytes = "vec", tag = "2")]
    pub bytes: Vec<u8>,
}

impl core::fmt::Debug for Private {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Private([redacted])")
    }
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
        let Outcome { attestation, private_outputs } = outcome;
        let private = |output: PrivateOutput| Private { name: output.name, bytes: output.bytes.into_bytes() };
        let private_outputs = private_outputs.into_iter().map(private).collect();
        Self { said: Some(Said::Done(Done { attestation, private_outputs })) }
    }

    /// A refusal.
    pub fn refused(refusal: Refusal) -> Self {
        let Refusal { code, field, message, kind } = refusal;
        let refused =
            Refused { code, field: field.unwrap_or_default(), message, kind: kind.as_str().to_owned() };
        Self { said: Some(Said::Refused(refused)) }
    }

    /// It is ready.
    pub fn ready() -> Self {
        Self { said: Some(Said::Ready(Ready {})) }
    }

    /// A panic.
    pub fn panicked(location: String) -> Self {
        Self { said: Some(Said::Panicked(Panicked { location })) }
    }
}

impl Done {
    /// The outcome, if it can be stored and handed out: a few private outputs, each with a
    /// name of its own.
    pub fn into_outcome(self) -> Option<Outcome> {
        let private = |output: Private| PrivateOutput { name: output.name, bytes: Secret::new(output.bytes) };
        let private_outputs: Vec<_> = self.private_outputs.into_iter().map(private).collect();
        let named_once = |(index, output): (usize, &PrivateOutput)| {
            is_name(&output.name, 32)
                && private_outputs[..index].iter().all(|other| other.name != output.name)
        };
        let sound =
            private_outputs.len() <= PRIVATE_OUTPUTS && private_outputs.iter().enumerate().all(named_once);
        sound.then_some(Outcome { attestation: self.attestation, private_outputs })
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
            kind: ErrorKind::from_name(&self.kind),
        })
    }
}

/// Whether `text` is 1 to `longest` ASCII letters, digits and `-`, `_`, `.`, `/`.
pub(crate) fn is_name(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
}
