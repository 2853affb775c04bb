//! Bytecode for a key without a compiler: the compiled template with its placeholders replaced.

use super::verifier::{Constants, VerifierSource};
use crate::points::KeyWords;
use serde::Deserialize;

/// A compiled contract, as `verifier/evm/build.mjs` writes it.
#[derive(Clone, Debug, Deserialize)]
pub struct Artifact {
    /// The contract's name.
    pub contract: String,
    /// Its ABI, in Solidity's JSON form.
    pub abi: serde_json::Value,
    /// The code that a deployment runs, as `0x` and hexadecimal digits.
    bytecode: String,
}

/// The compiled templates by statement: its circuits have the same public inputs, and so the same code.
const TEMPLATES: &[(&str, &str)] = &[
    ("obligation", include_str!("../../../evm/artifacts/InvoiceVerifierTemplate.json")),
    ("collateral", include_str!("../../../evm/artifacts/Collateral16VerifierTemplate.json")),
    ("rewrite", include_str!("../../../evm/artifacts/Rewrite16VerifierTemplate.json")),
    ("pool", include_str!("../../../evm/artifacts/Pool64VerifierTemplate.json")),
    ("reserves", include_str!("../../../evm/artifacts/Reserves8VerifierTemplate.json")),
    ("coverage", include_str!("../../../evm/artifacts/Coverage41VerifierTemplate.json")),
];

/// Why an artefact cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArtifactError {
    /// It is not the JSON that `build.mjs` writes.
    #[error("not a compiled contract")]
    Malformed,
    /// No contract verifies the circuit.
    #[error("the circuit has no verifier for the EVM")]
    NoTemplate,
    /// It is no template for keys with this number of inputs.
    #[error("not a template for this key")]
    NotATemplate,
}

impl Artifact {
    /// Reads an artefact.
    ///
    /// # Errors
    /// [`ArtifactError::Malformed`].
    pub fn from_json(json: &str) -> Result<Self, ArtifactError> {
        serde_json::from_str(json).map_err(|_| ArtifactError::Malformed)
    }

    /// The creation code, to which constructor arguments are appended.
    ///
    /// # Errors
    /// [`ArtifactError::Malformed`].
    pub fn creation_code(&self) -> Result<Vec<u8>, ArtifactError> {
        let digits = self.bytecode.strip_prefix("0x").ok_or(ArtifactError::Malformed)?;
        hex::decode(digits).map_err(|_| ArtifactError::Malformed)
    }

    /// The template of a circuit's verifiers, compiled into this program.
    ///
    /// # Errors
    /// [`ArtifactError::NoTemplate`] for a circuit that has none, [`ArtifactError::Malformed`] if the program was built with
    /// a broken file.
    pub fn template(circuit: &str) -> Result<Self, ArtifactError> {
        let info = covenant_statements::circuit(circuit).ok_or(ArtifactError::NoTemplate)?;
        let of_statement = |(statement, _): &&(&str, &str)| *statement == info.statement;
        let found = TEMPLATES.iter().find(of_statement).ok_or(ArtifactError::NoTemplate)?;
        Self::from_json(found.1)
    }
}

/// The creation code of the verifier that `source` describes, from the compiled template. It behaves as the compiled source
/// does; the bytes differ where a compiler would shorten a constant with leading zeros.
///
/// # Errors
/// [`ArtifactError`]; [`ArtifactError::NotATemplate`] if a placeholder is missing or the number of inputs is another.
pub fn link_verifier(template: &Artifact, source: &VerifierSource<'_>) -> Result<Vec<u8>, ArtifactError> {
    let mut code = template.creation_code()?;
    let key_bytes = source.key.to_bytes();
    let values = Constants {
        words: KeyWords::from(source.key).into(),
        selector: source.selector().0,
        key_hash: super::keccak(&key_bytes),
    };
    let placeholders = Constants::placeholders(source.key.public_inputs());
    let found: Vec<Vec<usize>> = placeholders.all().map(|word| positions(&code, word)).collect();
    // A template for more inputs would keep placeholders of its own.
    let further = Constants::placeholders(source.key.public_inputs() + 1);
    let unknown = further
        .all()
        .zip(0..)
        .any(|(word, _)| !placeholders.all().any(|w| w == word) && !positions(&code, word).is_empty());
    if unknown || found.iter().any(Vec::is_empty) {
        return Err(ArtifactError::NotATemplate);
    }
    for (places, value) in found.iter().zip(values.all()) {
        for at in places {
            code[*at..*at + 32].copy_from_slice(value);
        }
    }
    Ok(code)
}

/// Where a word stands in the code.
pub(super) fn positions(code: &[u8], word: &[u8; 32]) -> Vec<usize> {
    code.windows(32).enumerate().filter(|(_, window)| window == word).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::super::contract_name;
    use super::*;
    use covenant_statements::CIRCUITS;

    #[test]
    fn every_circuit_has_a_template() {
        for circuit in CIRCUITS {
            let template = Artifact::template(circuit.id).unwrap();
            let first = CIRCUITS.iter().find(|first| first.statement == circuit.statement).unwrap();
            assert_eq!(first.inputs, circuit.inputs, "{}: one statement, one form", circuit.id);
            assert_eq!(template.contract, format!("{}Template", contract_name(first)));
            let code = template.creation_code().unwrap();
            let expected = Constants::placeholders(circuit.inputs.len());
            assert!(expected.all().all(|word| !positions(&code, word).is_empty()), "{}", circuit.id);
        }
        assert!(matches!(Artifact::template("no-such/1"), Err(ArtifactError::NoTemplate)));
    }
}
