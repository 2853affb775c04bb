//! The seam between the service and what it proves.

use core::fmt;

use crate::Secret;

/// What the service runs. The binary implements it; the service knows no circuit.
///
/// The methods block; the service calls them off its event loop. A `claim` is the prove
/// request as the caller sent it: private, and not to be logged or put into an error.
pub trait Statements: Send + Sync + 'static {
    /// The circuits that can be proved, with their keys.
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
}

/// A circuit that can be proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CircuitCapability {
    /// Such as `invoice`.
    pub circuit: String,
    /// The circuit's version.
    pub version: u32,
    /// The key's selector, 64 lower-case hexadecimal digits.
    pub selector: String,
    /// The digest of the verifying key, 64 lower-case hexadecimal digits.
    pub key_digest: String,
    /// The names of the public inputs, in their order.
    pub public_inputs: Vec<String>,
    /// The key comes from a development set-up: anyone could forge under it.
    pub development: bool,
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
    /// The opening of the note that the proof made: its holder's secret. May be empty.
    pub note_opening: Secret,
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
    pub kind: RefusalKind,
}

impl Refusal {
    /// A refusal that is not about one field.
    pub fn new(kind: RefusalKind, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), field: None, message: message.into(), kind }
    }

    /// The same, about a field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal,)+) => {
        /// What sort of refusal it is: what a caller may do about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum RefusalKind {
            $($(#[$doc])* $kind,)+
        }

        impl RefusalKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The name used on the wire and in the store.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }
        }
    };
}

kinds! {
    /// A rule of the statement does not hold.
    Unsatisfied = "unsatisfied",
    /// The input cannot be read.
    Unreadable = "unreadable",
    /// A key, a proof, a signature or an anchor of trust was refused.
    Key = "key",
    /// A limit or a quota.
    Limit = "limit",
    /// It took too long.
    Timeout = "timeout",
    /// It was cancelled.
    Cancelled = "cancelled",
    /// There is no such thing, or not for this caller.
    NotFound = "not-found",
    /// There is one already, made of something else.
    Conflict = "conflict",
    /// The service cannot answer now.
    Unavailable = "unavailable",
    /// The service or a worker failed.
    Internal = "internal",
}

impl RefusalKind {
    /// The kind of that name; [`RefusalKind::Internal`] for an unknown one.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name).unwrap_or(Self::Internal)
    }
}

impl fmt::Display for RefusalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
