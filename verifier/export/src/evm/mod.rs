//! What the EVM needs: the verifier's source for a key, Poseidon's source for a width, bytecode for a key without a
//! compiler, and the calldata of the contracts in `verifier/evm`.

pub mod abi;
mod bytecode;
pub mod poseidon;
mod verifier;

pub use bytecode::{Artifact, ArtifactError, link_verifier};
pub use verifier::{VerifierSource, interface_source, template_source};

use sha3::{Digest, Keccak256};

/// keccak256.
#[must_use]
pub fn keccak(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}

/// The first four bytes of keccak256 of a function's or an error's signature.
#[must_use]
pub fn signature(text: &str) -> [u8; 4] {
    let [a, b, c, d, ..] = keccak(text.as_bytes());
    [a, b, c, d]
}
