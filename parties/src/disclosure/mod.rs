//! What an auditor does with an attestation: reads the disclosure beside the proof, whatever the statement, and opens it.
//!
//! That the attestation holds (its proof, its signature, what it trusts) is for `covenant_verifier::attestation`. Here only what the
//! figures rest on is computed again: that the public input is the hash of these parts in this context.

use alloc::vec::Vec;

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::disclosure::{Disclosure, DisclosureForm, FigureNames, Figures, FormError};
use covenant_statements::serde_forms::field_hex;
use covenant_statements::{Fr, circuit};
use covenant_verifier::attestation::CircuitName;
use covenant_verifier::dsse::{Envelope, EnvelopeError};
use covenant_verifier::intoto::MAX_STATEMENT_BYTES;
use covenant_verifier::json;
use serde::Deserialize;

/// The parts of any statement's predicate on which a disclosure rests. What else it says is not read here.
#[derive(Deserialize)]
struct Predicate {
    circuit: CircuitName,
    public_inputs: PublicInputs,
    #[serde(default)]
    disclosure: Option<DisclosureForm>,
}

#[derive(Deserialize)]
struct PublicInputs {
    #[serde(with = "field_hex")]
    context: Fr,
    #[serde(default, with = "field_hex")]
    disclosure: Fr,
}

#[derive(Deserialize)]
struct Payload {
    predicate: Predicate,
}

/// Why an attestation's disclosure is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// No envelope.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// Its payload is no statement with public inputs.
    #[error("the envelope's payload is no attestation of this program's")]
    Malformed,
    /// A circuit that this version of the program does not have.
    #[error("the attestation names a circuit that is not known here")]
    UnknownCircuit,
    /// The public input is 0, or the statement has none.
    #[error("the attestation discloses nothing")]
    Nothing,
    /// Parts that are not well-formed, not the proof's, or for another key.
    #[error(transparent)]
    Form(#[from] FormError),
}

impl OpenError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Envelope(error) => error.code(),
            Self::Malformed => "attestation/malformed",
            Self::UnknownCircuit => "attestation/unknown-circuit",
            Self::Nothing => "disclosure/none",
            Self::Form(error) => error.code(),
        }
    }
}

/// A disclosure that is the one behind its attestation's public input.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The circuit, `name/version`.
    pub circuit: &'static str,
    /// What the statement can disclose, in order.
    pub figures: FigureNames,
    /// Keys, mask, ciphertext.
    pub disclosure: Disclosure,
    context: Fr,
    public_input: Fr,
}

impl Stated {
    /// The disclosure of an attestation, from the envelope's bytes.
    ///
    /// # Errors
    /// What is no attestation of a circuit known here; one that discloses nothing; parts that are not its public input's.
    pub fn read(envelope: &[u8]) -> Result<Self, OpenError> {
        let known = |id: &str| circuit(id).map(|circuit| (circuit.id, circuit.figures));
        Self::read_as(envelope, known)
    }

    /// The same, by another table of circuits.
    fn read_as(
        envelope: &[u8],
        known: impl Fn(&str) -> Option<(&'static str, FigureNames)>,
    ) -> Result<Self, OpenError> {
        let envelope = Envelope::from_json(envelope)?;
        let value =
            json::read_value(envelope.payload(), MAX_STATEMENT_BYTES).map_err(|_| OpenError::Malformed)?;
        let payload: Payload = serde_json::from_value(value).map_err(|_| OpenError::Malformed)?;
        let Predicate { circuit, public_inputs, disclosure: form } = payload.predicate;
        let (circuit, figures) = known(&circuit.key_name()).ok_or(OpenError::UnknownCircuit)?;
        let PublicInputs { context, disclosure: public_input } = public_inputs;
        let stated = DisclosureForm::stated(form.as_ref(), figures, context, public_input)?;
        let disclosure = stated.ok_or(OpenError::Nothing)?;
        Ok(Self { circuit, figures, disclosure, context, public_input })
    }

    /// The figures, for who has the auditor's secret: for each of [`Self::figures`] its value, where it was disclosed.
    ///
    /// # Errors
    /// Another auditor's secret; a ciphertext that holds no figures, which no proof states.
    pub fn open(&self, key: &SecretKey) -> Result<Figures, OpenError> {
        let opened = self.disclosure.open(key, self.figures.len(), self.context, self.public_input);
        Ok(opened.map_err(FormError::from)?)
    }

    /// The names of what is disclosed, and of what is not.
    #[must_use]
    pub fn names(&self) -> [Vec<&'static str>; 2] {
        [self.disclosure.mask, !self.disclosure.mask]
            .map(|mask| covenant_statements::disclosure::names(self.figures, mask))
    }
}

#[cfg(test)]
mod tests;
