//! What a statement has to say for itself, so that one engine judges all of them.

use alloc::vec::Vec;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{AttestationError, VerifyError};
use super::evidence::Evidence;
use super::facts::Fact;
use super::parts::{Head, ProofPart};
use super::record::Record;
use crate::intoto::Subject;
use crate::trust::TrustStore;

/// A predicate of an attestation: its form, its words, and the procedures that are its own. A statement implements it in its own folder and
/// gets a line in the table; the order in which the methods are called is the book's ("Attestations", Procedures).
///
/// A method sees a predicate of which nothing but the methods before it has been checked.
pub trait Predicate: Serialize + DeserializeOwned + Described {
    /// The predicate's type, a URI that ends in `/NAME/vVERSION` and is a name. Another form or other words are another type.
    const TYPE: &'static str;
    /// The circuits, `name/version`, whose proofs it may carry as the one that the context is for.
    const CIRCUITS: &'static [&'static str];
    /// What a verified attestation shows, in plain words.
    const PROVED: &'static [&'static str];
    /// What it does not show, in plain words.
    const NOT_PROVED: &'static [&'static str];
    /// What the context's chain and contract are to this statement, for people, in at most 11 characters.
    const BOUND_TO: &'static str;

    /// What the shared procedures read.
    fn head(&self) -> Head<'_>;

    /// What the statement is about: its `subject` must be exactly this.
    fn subjects(&self) -> Vec<Subject>;

    /// Whether values that stand in two places are equal; subject, expiry and words are compared by the engine. Returns the finding.
    ///
    /// # Errors
    /// The first field that disagrees, or a policy that is not one.
    fn agrees(&self) -> Result<&'static str, AttestationError>;

    /// Whether the environment is that of the named parts, and each part is trusted; what the verifier brought along agrees with it.
    ///
    /// # Errors
    /// The first part that is not.
    fn environment(
        &self,
        trust: &TrustStore,
        evidence: &Evidence<'_>,
        record: &mut Record,
    ) -> Result<(), VerifyError>;

    /// The proofs. The first is of the head's circuit and under the head's key.
    fn proofs(&self) -> Vec<ProofPart<'_>>;

    /// What the statement adds to a report; writes its reservations into the record.
    fn facts(&self, record: &mut Record) -> Vec<Fact>;
}

/// With the feature `schema`, predicates have a JSON schema.
#[cfg(feature = "schema")]
pub use schemars::JsonSchema as Described;

/// With the feature `schema`, predicates have a JSON schema; without it this asks for nothing.
#[cfg(not(feature = "schema"))]
pub trait Described {}

#[cfg(not(feature = "schema"))]
impl<T> Described for T {}
