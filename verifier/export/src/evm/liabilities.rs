//! Contracts for the halo2 proofs of chunks of liabilities: from the compiled template of a shape to the code for a key. The template is made
//! by `tools/liabilities-contract`; here are its constants, by their names.

use super::{
    abi::{Address, Call},
    bytecode::{Artifact, ArtifactError, positions},
    keccak,
    verifier::placeholder,
};
use crate::points::Word;
use covenant_liabilities::{
    Shape, VerifyingKey,
    transcript::{point_bytes, word_of},
};
use covenant_statements::{Network, Selector};

/// What a contract inlines of a key, by name, in a fixed order: halo2's digest of the key; the commitments to the fixed columns and the
/// permutation's; −τ·G₂, imaginary parts first, as EIP-197 has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constants(Vec<(String, Word)>);

impl Constants {
    /// Those of a key.
    #[must_use]
    pub fn of(key: &VerifyingKey) -> Self {
        let halo2 = key.halo2();
        let points: Vec<[u8; 64]> = halo2
            .fixed_commitments()
            .iter()
            .chain(halo2.permutation().commitments())
            .map(point_bytes)
            .collect();
        let mut constants = Self::placeholders(points.len());
        let coordinates = points.iter().flat_map(|point| point.as_chunks::<32>().0);
        let tau = minus_tau(key);
        let words = [word_of(halo2.transcript_repr())];
        let words = words.iter().chain(coordinates).chain(&tau);
        for ((_, slot), word) in constants.0.iter_mut().zip(words) {
            *slot = *word;
        }
        constants
    }

    /// The template's, for a key with so many commitments.
    #[must_use]
    pub fn placeholders(commitments: usize) -> Self {
        let points = (0..commitments).flat_map(|i| ["X", "Y"].map(|part| format!("COMMITMENT_{i}_{part}")));
        let tau = ["X_1", "X_0", "Y_1", "Y_0"].map(|part| format!("NEG_TAU_{part}"));
        let names = std::iter::once("KEY_DIGEST".to_owned()).chain(points).chain(tau);
        Self(names.map(|name| (name.clone(), placeholder(&format!("liabilities/{name}")))).collect())
    }

    /// The words in their order.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.0.iter().map(|(_, word)| word)
    }
}

fn minus_tau(key: &VerifyingKey) -> [Word; 4] {
    let tau = -key.srs().tau();
    [tau.x.c1, tau.x.c0, tau.y.c1, tau.y.c0].map(word_of)
}

/// The name of the contract that the template of a shape is compiled from.
#[must_use]
pub fn template_name(shape: Shape) -> String {
    format!("Liabilities{}x{}Template", shape.k(), shape.assets())
}

/// The selector of a key, as the router computes it.
#[must_use]
pub fn selector(network: Network, key: &VerifyingKey) -> Selector {
    Selector::new(network, &key.name(), &key.to_bytes())
}

/// The most gas that a shape's generated code is given: some tenth more than it takes, which is the same for every proof.
#[must_use]
pub fn gas(shape: Shape) -> u64 {
    if shape.limbs() == 4 { 480_000 } else { 620_000 }
}

/// What the constructor of `LiabilitiesVerifier` takes, in front of the generated code at that address.
#[must_use]
pub fn constructor_arguments(code: Address, network: Network, key: &VerifyingKey) -> Vec<u8> {
    let shape = key.shape();
    Call::constructor()
        .address(code)
        .uint(u64::from(shape.k()))
        .uint(shape.assets() as u64)
        .uint(64 * shape.advice() as u64)
        .uint(key.proof_length() as u64)
        .uint(gas(shape))
        .word(keccak(&key.to_bytes()))
        .uint(0x100)
        .bytes_with_length(network.name().as_bytes())
        .bytes()
}

/// The creation code of the contract that verifies under the key, from the compiled template of its shape.
///
/// # Errors
/// [`ArtifactError`]; [`ArtifactError::NotATemplate`] if it is that of another shape, or a placeholder is missing.
pub fn link(template: &Artifact, key: &VerifyingKey) -> Result<Vec<u8>, ArtifactError> {
    if template.contract != template_name(key.shape()) {
        return Err(ArtifactError::NotATemplate);
    }
    let mut code = template.creation_code()?;
    let values = Constants::of(key);
    let placeholders = Constants::placeholders((values.0.len() - 5) / 2);
    for (placeholder, value) in placeholders.words().zip(values.words()) {
        let places = positions(&code, placeholder);
        if places.is_empty() {
            return Err(ArtifactError::NotATemplate);
        }
        for at in places {
            code[at..at + 32].copy_from_slice(value);
        }
    }
    Ok(code)
}
