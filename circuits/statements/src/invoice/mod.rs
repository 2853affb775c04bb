//! Statement 1, obligation validity, in the acknowledged lane: *I hold an invoice (or a loan agreement) that its debtor has
//! signed, whose seller consents, that is financeable under this policy on this day; here are its note and its
//! nullifier.*
//!
//! [`acknowledgement`] is what the debtor signs, [`Note`](crate::Note) what the holder owns, [`claim`] everything that a prover knows,
//! [`mod@check`] the rules in the order in which the circuit states them.

pub mod acknowledgement;
pub mod check;
pub mod claim;
pub mod document;
#[cfg(feature = "sample")]
pub mod sample;

pub use acknowledgement::Acknowledgement;
pub use check::{Clause, Rule, Violation, check, check_acknowledged};
pub use claim::{AcknowledgedClaim, Claim, Consent, Transcript};

use crate::{CircuitInfo, Fr, Network};
use alloc::vec::Vec;
use covenant_gadgets::poseidon::hash;

/// The circuit of the acknowledged lane.
pub static CIRCUIT: CircuitInfo = CircuitInfo {
    id: CIRCUIT_ID,
    statement: "obligation",
    title: "obligation validity",
    inputs: &PublicInputs::NAMES,
    figures: &[],
    rules: check::RULES,
    lines: None,
};

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

impl crate::PublicInputs for PublicInputs {
    fn in_order(&self) -> Vec<Fr> {
        Vec::from(self.to_array())
    }
}

/// The message of the seller's consent.
#[must_use]
pub fn consent_message(network: Network, context: Fr, note: Fr) -> Fr {
    hash("covenant/consent", &[network.to_field(), context, note])
}
