//! The key file: `covenant-key-2\n`, the header's length, the header (JSON), arkworks' uncompressed proving key, and the
//! SHA-256 of everything before it.

use super::circuits;
use ark_bn254::Bn254;
use ark_groth16::ProvingKey;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use covenant_statements::{Network, field};
use covenant_verifier::groth16::{KeyError, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const MAGIC: &[u8] = b"covenant-key-2\n";
/// Of files whose key is by libsnark's reduction.
const OTHER_REDUCTION: &[u8] = b"covenant-key-1\n";
/// Keys of the largest circuits planned have about 2²⁴ variables; this is a bound for bad files.
pub(super) const MAX_BYTES: u64 = 8 << 30;
const MAX_HEADER: usize = 1 << 20;

/// Why a key file is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// The file could not be read or written.
    #[error("the key file cannot be read or written")]
    Io(#[from] std::io::Error),
    /// Truncated, altered, or no key file at all.
    #[error("the key file's digest does not match its contents")]
    Digest,
    /// The digest holds, but the contents are no key of a known circuit.
    #[error("the key file is malformed: {0}")]
    Malformed(&'static str),
    /// The key was made before keys were snarkjs's.
    #[error(
        "the key file is of an earlier version, by another reduction (libsnark's): remove it and make the key again"
    )]
    OtherReduction,
    /// The verifying key is one under which proofs can be forged, or not canonical.
    #[error("the verifying key is refused")]
    VerifyingKey(#[from] KeyError),
    /// The file's name is not the digest of its verifying key.
    #[error("the key file's name is not the digest of its verifying key")]
    Name,
}

impl KeyFileError {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "key/io",
            Self::Digest => "key/digest",
            Self::Malformed(_) => "key/malformed",
            Self::OtherReduction => "key/other-reduction",
            Self::VerifyingKey(error) => error.code(),
            Self::Name => "key/name",
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    circuit: String,
    network: Network,
    /// Spelled out for whoever looks into the file.
    development: bool,
    /// SHA-256 of the constraints that the key was made for.
    constraints: String,
    verifying_key: String,
}

/// A key file's contents.
pub(super) struct KeyFile {
    pub(super) circuit: &'static str,
    pub(super) network: Network,
    pub(super) constraints: [u8; 32],
    pub(super) verifying_key: VerifyingKey,
    pub(super) proving_key: ProvingKey<Bn254>,
}

/// arkworks' verifying key in the verifier's form, checked.
pub(super) fn verifying_key(key: &ProvingKey<Bn254>) -> Result<VerifyingKey, KeyError> {
    let vk = &key.vk;
    VerifyingKey::from_points(vk.alpha_g1, vk.beta_g2, vk.gamma_g2, vk.delta_g2, &vk.gamma_abc_g1)
}

/// SHA-256 of the verifying key's bytes.
pub(super) fn digest(key: &VerifyingKey) -> [u8; 32] {
    Sha256::digest(key.to_bytes()).into()
}

impl KeyFile {
    /// The file's bytes.
    pub(super) fn encode(&self) -> Result<Vec<u8>, KeyFileError> {
        let header = Header {
            circuit: self.circuit.into(),
            network: self.network,
            development: self.network == Network::Development,
            constraints: field::bytes_hex(&self.constraints),
            verifying_key: field::bytes_hex(&self.verifying_key.to_bytes()),
        };
        let header = serde_json::to_vec(&header).map_err(|_| KeyFileError::Malformed("header"))?;
        let mut bytes = Vec::with_capacity(self.proving_key.uncompressed_size() + header.len() + 64);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&(header.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&header);
        self.proving_key
            .serialize_uncompressed(&mut bytes)
            .map_err(|_| KeyFileError::Malformed("proving key"))?;
        let digest = Sha256::digest(&bytes);
        bytes.extend_from_slice(&digest);
        Ok(bytes)
    }

    /// Reads a file's bytes: the digest over all of them comes first, so that nothing unhashed is decoded.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, KeyFileError> {
        let (body, expected) = bytes.split_last_chunk::<32>().ok_or(KeyFileError::Digest)?;
        if Sha256::digest(body).as_slice() != expected {
            return Err(KeyFileError::Digest);
        }
        if body.starts_with(OTHER_REDUCTION) {
            return Err(KeyFileError::OtherReduction);
        }
        let rest = body.strip_prefix(MAGIC).ok_or(KeyFileError::Malformed("magic"))?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(KeyFileError::Malformed("header"))?;
        let length = u32::from_le_bytes(*length) as usize;
        if length > MAX_HEADER || length > rest.len() {
            return Err(KeyFileError::Malformed("header"));
        }
        let (header, rest) = rest.split_at(length);
        let header: Header = serde_json::from_slice(header).map_err(|_| KeyFileError::Malformed("header"))?;
        let circuit = circuits::find(&header.circuit).ok_or(KeyFileError::Malformed("circuit"))?;
        if header.development != (header.network == Network::Development) {
            return Err(KeyFileError::Malformed("development mark"));
        }
        let named =
            field::hex_bytes(&header.verifying_key).map_err(|_| KeyFileError::Malformed("verifying key"))?;
        let constraints = field::hex_bytes(&header.constraints).ok().and_then(|bytes| bytes.try_into().ok());
        let constraints = constraints.ok_or(KeyFileError::Malformed("constraints"))?;
        let proving_key = proving_key(rest)?;
        let verifying_key = VerifyingKey::from_bytes(&named)?;
        if verifying_key != self::verifying_key(&proving_key)? {
            return Err(KeyFileError::Malformed("another proving key's verifying key"));
        }
        Ok(Self { circuit, network: header.network, constraints, verifying_key, proving_key })
    }
}

/// The proving key, whose bytes have been hashed: its points are not checked again one by one.
fn proving_key(mut bytes: &[u8]) -> Result<ProvingKey<Bn254>, KeyFileError> {
    let key = ProvingKey::deserialize_uncompressed_unchecked(&mut bytes)
        .map_err(|_| KeyFileError::Malformed("proving key"))?;
    if bytes.is_empty() { Ok(key) } else { Err(KeyFileError::Malformed("trailing bytes")) }
}
