//! Why a command did not do what it was asked, and what it exits with.

use std::borrow::Cow;

use covenant_parties::ErrorKind;
use covenant_parties::collateral::CollateralError;
use covenant_parties::pool::PoolError;
use covenant_statements::{ValueError, Violation};
use serde_json::{Map, Value, json};

/// The exit codes, fixed since scripts read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Anything without a code of its own.
    Other = 1,
    /// The command line.
    Usage = 2,
    /// An input that cannot be read, or is refused as it stands.
    Input = 3,
    /// A condition of the statement does not hold.
    Unsatisfied = 4,
    /// A proof, a key, trust or an attestation was refused; a circuit does not pass its gates.
    Refused = 5,
    /// A limit or a quota.
    Limit = 6,
    /// Cancelled, or out of time.
    Cancelled = 7,
    /// The service does not answer.
    Unavailable = 8,
}

/// A refusal. It names rules, fields and files, and never shows a private value.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// What the process exits with.
    pub(crate) exit: Exit,
    /// Stable, such as `invoice/overdue`.
    pub(crate) code: Cow<'static, str>,
    /// The field at fault.
    pub(crate) field: Option<String>,
    /// For people.
    pub(crate) message: String,
    more: Option<Box<More>>,
}

/// What only some refusals have.
#[derive(Clone, Debug, Default)]
struct More {
    /// What else the JSON form says.
    details: Map<String, Value>,
    /// What else people are told.
    explanation: String,
}

/// The result of whatever can be refused.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A refusal that is not about one field.
    pub(crate) fn new(exit: Exit, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { exit, code: code.into(), field: None, message: message.into(), more: None }
    }

    /// The same, about a field.
    pub(crate) fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same, with one more key in its JSON form.
    pub(crate) fn with(mut self, key: &str, value: Value) -> Self {
        self.more.get_or_insert_default().details.insert(key.to_owned(), value);
        self
    }

    /// The same, with more for people.
    pub(crate) fn explained(mut self, explanation: impl Into<String>) -> Self {
        self.more.get_or_insert_default().explanation = explanation.into();
        self
    }

    /// The same, about a row, counted from 1.
    fn with_row(self, row: Option<u64>) -> Self {
        match row {
            Some(row) => self.with("row", json!(row)),
            None => self,
        }
    }

    /// The command line.
    pub(crate) fn usage(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, code, message)
    }

    /// An input.
    pub(crate) fn input(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Exit::Input, code, message)
    }

    /// A key, a proof, trust, an attestation or a circuit.
    pub(crate) fn refused(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Exit::Refused, code, message)
    }

    /// What people are told beyond the message; may be empty.
    pub(crate) fn explanation(&self) -> &str {
        self.more.as_ref().map_or("", |more| more.explanation.as_str())
    }

    /// The JSON form.
    pub(crate) fn to_json(&self) -> Value {
        let mut document = self.more.as_ref().map(|more| more.details.clone()).unwrap_or_default();
        document.insert("ok".into(), json!(false));
        document.insert("code".into(), json!(self.code));
        if let Some(field) = &self.field {
            document.insert("field".into(), json!(field));
        }
        document.insert("message".into(), json!(self.message));
        Value::Object(document)
    }
}

impl From<Violation> for Failure {
    fn from(violation: Violation) -> Self {
        // People and tables count rows from 1.
        let row = violation.row.map(|row| u64::from(row) + 1);
        let place = row.map(|row| format!(" (row {row})")).unwrap_or_default();
        let message = format!("{}{place}", violation.message);
        Self::new(Exit::Unsatisfied, violation.code, message).at(violation.field).with_row(row)
    }
}

impl From<covenant_parties::Error> for Failure {
    fn from(error: covenant_parties::Error) -> Self {
        let exit = match error.kind() {
            ErrorKind::Input => Exit::Input,
            ErrorKind::Unsatisfied => Exit::Unsatisfied,
            ErrorKind::Refused => Exit::Refused,
        };
        if let covenant_parties::Error::Collateral(CollateralError::Violation(violation)) = error {
            return Violation::from(violation).into();
        }
        if let covenant_parties::Error::Pool(PoolError::Violation(violation)) = error {
            return Violation::from(violation).into();
        }
        let row = error.row().map(|row| row as u64);
        let failure = Self::new(exit, error.code(), error.to_string()).with_row(row);
        match error.field() {
            Some(field) => failure.at(field),
            None => failure,
        }
    }
}

impl From<ValueError> for Failure {
    fn from(error: ValueError) -> Self {
        Self::input("value/format", error.to_string())
    }
}
