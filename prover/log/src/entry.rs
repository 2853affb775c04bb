//! What a log holds.

use sha2::{Digest as _, Sha256};

use crate::merkle::{self, Hash};

/// Separates these digests from all others.
const DOMAIN: &[u8] = b"covenant/log/attestation/v1\0";

/// An entry: a digest of an attestation's bytes. Whoever has the attestation finds it; a log shows nobody else more than that
/// something was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry([u8; Self::BYTES]);

impl Entry {
    /// Bytes of an entry.
    pub const BYTES: usize = 32;

    /// The entry of an attestation, of its file's very bytes.
    #[must_use]
    pub fn of_attestation(attestation: &[u8]) -> Self {
        Self(Sha256::new().chain_update(DOMAIN).chain_update(attestation).finalize().into())
    }

    /// An entry by its bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// Its hash as a leaf of the tree.
    #[must_use]
    pub fn leaf(&self) -> Hash {
        merkle::leaf(&self.0)
    }
}
