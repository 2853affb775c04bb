//! The `covenant.v1` protocol buffers and the code generated from them.
//!
//! The sources are `covenant/v1/*.proto` beside this crate; [`v1`] is written from them
//! by this crate's `generate` tool (feature `generate`) and committed. Nothing else in this
//! crate names a message, so the tool builds whatever the committed code looks like.
//! Messages that carry a claim or a private output print `[redacted]` in its place.
//! [`ErrorKind`], [`Secret`] and [`PrivateOutput`] are what both ends of the wire need and no message can say.

mod kind;
mod secret;

pub use kind::ErrorKind;
pub use secret::{PrivateOutput, Secret};

/// The messages and the services `Prover`, `NullifierRegistry`, `Holders` and `PartyRegistry`.
#[allow(missing_docs, unreachable_pub, clippy::all, clippy::pedantic)]
pub mod v1 {
    include!("generated/covenant.v1.rs");
}

/// The encoded `FileDescriptorSet` of `covenant.v1`, for server reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("generated/covenant.v1.bin");

/// The domain of every `google.rpc.ErrorInfo` that the services send.
pub const ERROR_DOMAIN: &str = "covenant.v1";

/// The key, in `ErrorInfo`'s metadata, of the error's kind.
pub const ERROR_KIND: &str = "kind";
