//! What the EVM needs: the verifier's source for a key, Poseidon's source for a width, bytecode for a key without a
//! compiler, and the calldata of the contracts in `verifier/evm`.

pub mod abi;
mod bytecode;
pub mod coverage;
mod files;
pub mod liabilities;
pub mod poseidon;
mod verifier;

pub use bytecode::{Artifact, ArtifactError, link_verifier};
pub use files::source_files;
pub use verifier::{VerifierSource, contract_name, interface_source, template_source};

use sha3::{Digest, Keccak256};

/// The address of the contract that `deployer` makes with its transaction number `nonce` below 128: keccak256(rlp([deployer, nonce])).
///
/// # Panics
/// If the nonce is 128 or more, which is encoded otherwise.
#[must_use]
pub fn contract_address(deployer: abi::Address, nonce: u8) -> abi::Address {
    assert!(nonce < 0x80, "nonces below 128");
    let mut rlp = vec![0xd6, 0x94];
    rlp.extend_from_slice(&deployer);
    rlp.push(if nonce == 0 { 0x80 } else { nonce });
    let digest = keccak(&rlp);
    let mut address = [0u8; 20];
    address.copy_from_slice(&digest[12..]);
    address
}

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
