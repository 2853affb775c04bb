//! Key files: a signing key over Baby Jubjub, the nullifier registry's key, the prover's Ed25519 key.

use std::path::Path;

use covenant_gadgets::{babyjubjub::codec, eddsa::SecretKey, field};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use super::Format;
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};

/// What a key file holds. Private.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyContent {
    /// What the key is for.
    purpose: Purpose,
    /// 32 bytes: a scalar of Baby Jubjub little-endian, or an Ed25519 seed.
    secret: String,
    /// The public key, so that a damaged file is noticed.
    public_key: String,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Purpose {
    /// A party's signatures.
    Signing,
    /// The nullifier registry's evaluations.
    Nullifier,
    /// The prover's attestations.
    Prover,
}

impl Format for KeyContent {
    const KIND: &'static str = "covenant/secret-key";
    const MALFORMED: &'static str = "key/malformed";
    const EXIT: Exit = Exit::Refused;
}

impl Drop for KeyContent {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

fn malformed(what: &str, why: &str) -> Failure {
    Failure::refused(KeyContent::MALFORMED, why).at(what)
}

impl KeyContent {
    fn secret_bytes(&self, purpose: Purpose, what: &str) -> Result<Zeroizing<[u8; 32]>> {
        if self.purpose != purpose {
            return Err(Failure::refused("key/purpose", "a key for another purpose").at(what));
        }
        let bytes = field::hex_bytes(&self.secret).map(Zeroizing::new);
        let bytes = bytes.ok().and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        bytes.map(Zeroizing::new).ok_or_else(|| malformed(what, "the secret is not 32 bytes in hexadecimal"))
    }
}

/// Writes a key over Baby Jubjub (mode 0600); refuses a path that is taken.
pub(crate) fn write_curve_key(path: &Path, key: &SecretKey, purpose: Purpose) -> Result<()> {
    let secret = Zeroizing::new(key.to_bytes());
    write(path, &secret, codec::to_hex(&key.public()), purpose)
}

/// Writes an Ed25519 key (mode 0600); refuses a path that is taken.
pub(crate) fn write_prover_key(path: &Path, key: &ed25519_dalek::SigningKey) -> Result<()> {
    write(path, key.as_bytes(), hex::encode(key.verifying_key().as_bytes()), Purpose::Prover)
}

fn write(path: &Path, secret: &[u8; 32], public_key: String, purpose: Purpose) -> Result<()> {
    let content = KeyContent { purpose, secret: field::bytes_hex(secret), public_key };
    files::create(path, &Zeroizing::new(content.to_json()), Mode::Secret)
}

/// Reads a key over Baby Jubjub and checks that its public key is its own.
pub(crate) fn read_curve_key(path: &Path, purpose: Purpose, what: &str) -> Result<SecretKey> {
    let content = KeyContent::read(path, what)?;
    let key = SecretKey::from_bytes(&*content.secret_bytes(purpose, what)?)
        .ok_or_else(|| malformed(what, "the secret is no scalar of the group"))?;
    if codec::to_hex(&key.public()) == content.public_key {
        Ok(key)
    } else {
        Err(malformed(what, "the public key is not the secret's"))
    }
}

/// Reads an Ed25519 key and checks that its public key is its own.
pub(crate) fn read_prover_key(path: &Path, what: &str) -> Result<ed25519_dalek::SigningKey> {
    let content = KeyContent::read(path, what)?;
    let key = ed25519_dalek::SigningKey::from_bytes(&*content.secret_bytes(Purpose::Prover, what)?);
    if hex::encode(key.verifying_key().as_bytes()) == content.public_key {
        Ok(key)
    } else {
        Err(malformed(what, "the public key is not the secret's"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_and_a_damaged_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("k");
        let key = SecretKey::generate(&mut rand::rngs::OsRng);
        write_curve_key(&path, &key, Purpose::Signing).unwrap();
        assert!(read_curve_key(&path, Purpose::Signing, "key").unwrap() == key);
        assert_eq!(read_curve_key(&path, Purpose::Nullifier, "key").unwrap_err().code, "key/purpose");

        let text = std::fs::read_to_string(&path).unwrap();
        let secret = field::bytes_hex(&key.to_bytes());
        let other = format!("{}{}", if secret.starts_with('1') { "2" } else { "1" }, &secret[1..]);
        std::fs::write(&path, text.replace(&secret, &other)).unwrap();
        let error = read_curve_key(&path, Purpose::Signing, "key").unwrap_err();
        assert_eq!(error.code, "key/malformed");
        assert!(!format!("{error:?}").contains(&other));
    }
}
