//! Attestations: what a prover hands out, and the procedures by which anyone judges one.
//!
//! An attestation is a DSSE envelope over an in-toto Statement. Its signature replaces nothing: the proof is verified again, every digest is recomputed from
//! the parts named in clear, and each part has to be in the verifier's trust store.

mod error;
pub mod obligation;
mod parts;
mod record;
mod report;
mod verify;

pub use error::{AttestationError, VerifyError};
pub use parts::{CircuitName, KeyName};
pub use report::{NullifierLookup, Procedure, Refusal, Report};
pub use verify::{VerifyOptions, examine, verify};
