//! Statement 1, obligation validity.

mod form;
mod parts;
mod predicate;
#[cfg(feature = "schema")]
mod schema;
mod wording;

pub use form::{EnvironmentParts, ObligationPredicate, PublicInputs};
pub use parts::{Parts, statement};
#[cfg(feature = "schema")]
pub(crate) use schema::policy_schema;
pub use wording::{NOT_PROVED, PROVED};

use alloc::vec::Vec;

use crate::intoto::{Statement, Subject};

/// The predicate's name. `covenant.example` is reserved and does not resolve; the format is described in the book.
pub const PREDICATE_TYPE: &str = "https://covenant.example/attestation/obligation/v1";
/// The circuit's id.
pub const CIRCUIT_ID: &str = "invoice";
/// The circuit's version.
pub const CIRCUIT_VERSION: u32 = 1;
/// Both, as keys and selectors have it.
const CIRCUIT: &str = covenant_statements::invoice::CIRCUIT_ID;

/// The statement of an attestation of obligation validity.
pub type ObligationStatement = Statement<ObligationPredicate>;

/// The subjects that a predicate is about.
#[must_use]
pub fn subjects(predicate: &ObligationPredicate) -> Vec<Subject> {
    Vec::from([
        Subject::new("note", predicate.public_inputs.note),
        Subject::new("nullifier", predicate.public_inputs.nullifier),
        Subject::new("registry-root", predicate.environment.registry_root),
    ])
}
