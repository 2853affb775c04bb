//! The gRPC services, and the server that all run on.

mod admission;
mod bodies;
mod convert;
mod holders;
mod listener;
mod party_registry;
mod prover;
mod registry;
mod requests;
mod server;
mod status;
mod watch;
mod web;

pub(crate) use server::serve;
pub use web::NoOrigin;
pub(crate) use web::cors;
