//! The two gRPC services, and the server that both run on.

mod convert;
mod listener;
mod prover;
mod registry;
mod requests;
mod server;
mod status;
mod watch;

pub(crate) use server::serve;
