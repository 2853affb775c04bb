//! The ways in which an attempt can fail, each with its own code.

use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;
use std::time::Duration;

use crate::worker::frame::FrameError;
use crate::{ErrorKind, Refusal};

/// Why an attempt failed. None of these is the claim's fault, so each is tried again while
/// attempts are left.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("the worker could not be started: {kind}")]
    NotStarted { kind: io::ErrorKind },
    #[error("the worker was ended by signal {signal}")]
    Killed { signal: i32 },
    #[error("the worker exited with code {code}")]
    Exited { code: i32 },
    #[error("the worker panicked at {location}")]
    Panicked { location: String },
    #[error("the worker ended without a result")]
    Silent,
    #[error("the worker broke the protocol: {0}")]
    Protocol(FrameError),
    #[error("the attempt took longer than {} s", deadline.as_secs_f64())]
    TimedOut { deadline: Duration },
    #[error("what the worker returned was refused as {code}")]
    ResultRefused { code: String },
    #[error("the stored input cannot be opened")]
    InputLost,
    #[error("the store failed during the attempt")]
    Store,
}

impl Fault {
    pub(crate) fn crashed(status: ExitStatus) -> Self {
        match (status.signal(), status.code()) {
            (Some(signal), _) => Self::Killed { signal },
            (None, Some(code)) => Self::Exited { code },
            (None, None) => Self::Silent,
        }
    }

    /// A panic; the location is kept only if it looks like one.
    pub(crate) fn panicked(location: &str) -> Self {
        let sound = location.len() <= 256 && location.bytes().all(|byte| byte.is_ascii_graphic());
        Self::Panicked {
            location: if sound { location.to_owned() } else { String::from("an unknown place") },
        }
    }

    /// The stable code.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::NotStarted { .. } => "job/worker-not-started",
            Self::Killed { .. } | Self::Exited { .. } | Self::Panicked { .. } | Self::Silent => {
                "job/worker-crashed"
            }
            Self::Protocol(_) => "job/worker-protocol",
            Self::TimedOut { .. } => "job/timed-out",
            Self::ResultRefused { .. } => "job/result-refused",
            Self::InputLost => "job/input-lost",
            Self::Store => "job/store-failed",
        }
    }

    /// As it is stored and shown.
    pub(crate) fn refusal(&self) -> Refusal {
        let kind = match self {
            Self::TimedOut { .. } => ErrorKind::Timeout,
            Self::ResultRefused { .. } => ErrorKind::Key,
            _ => ErrorKind::Internal,
        };
        Refusal::new(kind, self.code(), self.to_string())
    }
}
