//! A client of the prover service and of the nullifier registry.
//!
//! [`Client`] speaks `covenant.v1` and hands out plain types; every refusal becomes an
//! [`Error`] with the service's stable code. Claims and note openings print `[redacted]`.

mod client;
mod error;
mod model;
mod watch;

pub use client::{Client, Submit};
pub use error::{Error, ErrorKind};
pub use model::{
    Capabilities, CheckReport, CircuitCapability, Evaluation, Event, Failure, Job, JobPage, JobResult,
    JobState, Limits, Private, Submitted,
};
pub use watch::Watch;
