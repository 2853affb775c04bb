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

/// Why an artefact cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArtifactError {
    /// It is not the JSON that `build.mjs` writes.
    #[error("not a compiled contract")]
    Malformed,
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

    /// The template of verifiers with four public inputs (circuit `invoice/1`), compiled into this program.
    ///
    /// # Errors
    /// [`ArtifactError::Malformed`], if the program was built with a broken file.
    pub fn invoice_template() -> Result<Self, ArtifactError> {
        Self::from_json(include_str!("../../../evm/artifacts/InvoiceVerifierTemplate.json"))
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

fn positions(code: &[u8], word: &[u8; 32]) -> Vec<usize> {
    code.windows(32).enumerate().filter(|(_, window)| window == word).map(|(at, _)| at).collect()
}
