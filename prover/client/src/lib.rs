//! A client of the prover service, of the nullifier registry, of what hands out holders' inclusion proofs, and of a registrar.
//!
//! [`Client`] speaks `covenant.v1` and hands out plain types; every refusal becomes an
//! [`Error`] with the service's stable code. Claims and private outputs print `[redacted]`. No call
//! waits for ever: a peer that says nothing is given up after seconds.

mod client;
mod error;
mod identity;
mod model;
mod watch;

pub use client::{Client, Submit};
pub use covenant_proto::{ErrorKind, PrivateOutput, Secret};
pub use error::Error;
pub use identity::Identity;
pub use model::{
    Capabilities, CheckReport, CircuitCapability, CircuitLimits, Evaluation, Event, Failure, Job, JobPage,
    JobResult, JobState, Limits, Proved, RegistryPage, Submitted,
};
pub use watch::Watch;
