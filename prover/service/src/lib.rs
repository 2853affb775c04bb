//! The prover service: queue, workers, gRPC, nullifier registry, holders' inclusion proofs, the published registry of parties.
//!
//! [`Service::start`] opens a home, listens (off loopback to callers with certificates alone), and proves what it is sent. It
//! knows nothing of circuits: what it proves comes through [`Statements`], and each proof
//! runs in a child process whose side of the pipe is [`worker::run`]. The path of a claim:
//!
//! > submit → native check → one transaction {job, sealed input, event} → claim under a
//! > lease → child process → verify with the verifier's own code → one transaction
//! > {result, entry, event} → the log of attestations, durably → one transaction {event} → answer
//!
//! Nothing here prints, logs or stores a claim in clear.

mod attempt;
mod attestation_log;
mod audit;
mod breaker;
mod config;
mod dispatch;
mod dumps;
mod evaluator;
mod fleet;
mod gates;
mod grpc;
mod heartbeat;
mod holders;
mod home;
mod hub;
mod identity;
mod limiter;
mod metrics;
mod party_registry;
mod points;
mod pool;
mod seal;
mod service;
mod shares;
mod statements;
mod store;
pub mod worker;

pub use attestation_log::{LogError, LogFiles};
pub use config::{Limits, NotLoopback, ServiceConfig, WorkerCommand};
pub use covenant_proto::{ErrorKind, PrivateOutput, Secret};
pub use dumps::forbid_dumps;
pub use evaluator::{EvaluateError, Evaluation, Evaluator};
pub use fleet::SharedDatabase;
pub use grpc::NoOrigin;
pub use holders::{Holders, HoldersError};
pub use home::HomeError;
pub use identity::{Allowance, IdentityError, IdentityFiles, Scope, Tenant, Tenants, TenantsError};
pub use party_registry::{PartyRegistry, RegistryError, RegistryPage};
#[cfg(feature = "failpoints")]
pub use points::POINTS;
pub use service::{Parts, RunningService, RunningWorker, Service, StartError};
pub use statements::{CheckReport, CircuitCapability, CircuitLimits, Outcome, Refusal, Statements};
pub use store::StoreError;
