//! Statement 1, obligation validity, in the acknowledged lane: *I hold an invoice (or a loan agreement) that its debtor has
//! signed, whose seller consents, that is financeable under this policy on this day; here are its note and its
//! nullifier.*
//!
//! [`acknowledgement`] is what the debtor signs, [`note`] what the holder owns, [`claim`] everything that a prover knows,
//! [`check`] the rules in the order in which the circuit states them.

pub mod acknowledgement;
pub mod check;
pub mod claim;
pub mod document;
pub mod note;
#[cfg(feature = "sample")]
pub mod sample;

pub use acknowledgement::Acknowledgement;
pub use check::{Clause, Rule, Violation, check, check_acknowledged};
pub use claim::{AcknowledgedClaim, Claim, Consent, Member, Transcript};
pub use note::Note;

use crate::Fr;

/// The circuit's name and version, part of its selector.
pub const CIRCUIT_ID: &str = "invoice/1";

/// The public inputs, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicInputs {
    /// See [`crate::Context::to_field`].
    pub context: Fr,
    /// See [`crate::Environment::to_field`].
    pub environment: Fr,
    /// N1.
    pub nullifier: Fr,
    /// The note's commitment.
    pub note: Fr,
}

impl PublicInputs {
    /// How many there are.
    pub const COUNT: usize = 4;
    /// Their names, in order.
    pub const NAMES: [&'static str; 4] = ["context", "environment", "nullifier", "note"];

    /// In order.
    #[must_use]
    pub fn to_array(self) -> [Fr; 4] {
        [self.context, self.environment, self.nullifier, self.note]
    }
}
