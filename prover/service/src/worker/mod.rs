//! The child's side of a proof.
//!
//! A worker is a process that proves one claim. It reads from its standard input what to make
//! ready for, often long before there is a claim, then the claim, writes messages to its
//! standard output ([`frame`]), and ends. Its input stays open for
//! as long as the service wants it: when it closes, the worker ends at once, so that no
//! worker outlives its service.

mod child;
pub mod frame;
pub mod message;

pub use child::{Progress, WorkerIo, run};
pub use message::Prepare;
