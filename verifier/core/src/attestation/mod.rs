//! Attestations: what a prover hands out, and the procedures by which anyone judges one.
//!
//! An attestation is a DSSE envelope over an in-toto Statement. Its signature replaces nothing: the proof is verified again, every digest is recomputed from
//! the parts named in clear, and each part has to be in the verifier's trust store.

//!
//! One engine judges every statement: [`Predicate`] says what a statement has of its own, and one table leads from a predicate's type to its
//! judge. Adding a statement is a folder beside [`obligation`] and a line in that table.

pub mod collateral;
pub mod coverage;
mod custody;
mod dates;
mod disclosed;
mod error;
mod evidence;
mod facts;
mod judge;
mod keys;
pub mod obligation;
mod parts;
pub mod pool;
mod predicate;
mod record;
mod report;
mod systems;
pub(crate) mod table;
mod verify;

pub use error::{AttestationError, VerifyError};
pub use evidence::Evidence;
pub use facts::{Fact, FactValue};
pub use parts::{CircuitName, Head, KeyName, ProofPart};
pub use predicate::{Described, Predicate};
pub use record::{Found, Record};
pub use report::{Procedure, Refusal, Report};
pub use systems::ProofVerifier;
pub use verify::{DEFAULT_MAX_AGE_DAYS, VerifyOptions, examine, examine_with, verify};
