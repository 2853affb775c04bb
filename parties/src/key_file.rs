//! Key files: a signing key over Baby Jubjub, the nullifier registry's key, an auditor's, the prover's and the registrar's Ed25519 keys.

use alloc::string::String;
use alloc::vec::Vec;

use covenant_gadgets::{babyjubjub::codec, eddsa::SecretKey, field};
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{Error, ErrorKind, Format};

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// A party's signatures.
    Signing,
    /// The nullifier registry's evaluations.
    Nullifier,
    /// The prover's attestations.
    Prover,
    /// The heads of a published registry of parties.
    Registrar,
    /// An auditor's: opens what is disclosed to it, and signs its counts.
    Auditor,
    /// A custodian's: its reserves' nullifiers are made with it.
    Custody,
}

/// What a key file holds. Private.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyContent {
    /// What the key is for.
    purpose: Purpose,
    /// 32 bytes: a scalar of Baby Jubjub little-endian, or an Ed25519 seed.
    secret: String,
    /// The public key, so that a damaged file is noticed.
    public_key: String,
}

impl Format for KeyContent {
    const KIND: &'static str = "covenant/secret-key";
    const MALFORMED: &'static str = "key/malformed";
    const REFUSAL: ErrorKind = ErrorKind::Refused;
}

impl Drop for KeyContent {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

/// Why a key file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct KeyFileError {
    /// The file, by its name in errors.
    pub file: &'static str,
    problem: Problem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Problem {
    #[error("a key for another purpose")]
    Purpose,
    #[error("the secret is not 32 bytes in hexadecimal")]
    Bytes,
    #[error("the secret is no scalar of the group")]
    Scalar,
    #[error("the public key is not the secret's")]
    PublicKey,
}

impl KeyFileError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        if self.problem == Problem::Purpose { "key/purpose" } else { KeyContent::MALFORMED }
    }
}

impl KeyContent {
    fn secret_bytes(&self, purpose: Purpose) -> Result<Zeroizing<[u8; 32]>, Problem> {
        if self.purpose != purpose {
            return Err(Problem::Purpose);
        }
        let bytes = field::hex_bytes(&self.secret).map(Zeroizing::new);
        let bytes = bytes.ok().and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        bytes.map(Zeroizing::new).ok_or(Problem::Bytes)
    }
}

/// The file of a key over Baby Jubjub.
#[must_use]
pub fn curve_key_to_json(key: &SecretKey, purpose: Purpose) -> Zeroizing<Vec<u8>> {
    let secret = Zeroizing::new(key.to_bytes());
    to_json(&secret, codec::to_hex(&key.public()), purpose)
}

/// The file of an Ed25519 key: a prover's, or a registrar's.
#[must_use]
pub fn ed25519_key_to_json(key: &SigningKey, purpose: Purpose) -> Zeroizing<Vec<u8>> {
    to_json(key.as_bytes(), hex::encode(key.verifying_key().as_bytes()), purpose)
}

fn to_json(secret: &[u8; 32], public_key: String, purpose: Purpose) -> Zeroizing<Vec<u8>> {
    let content = KeyContent { purpose, secret: field::bytes_hex(secret), public_key };
    Zeroizing::new(content.to_json())
}

/// Reads a key over Baby Jubjub and checks that its public key is its own; `file` names the file in errors.
pub fn curve_key_from_json(bytes: &[u8], purpose: Purpose, file: &'static str) -> Result<SecretKey, Error> {
    let content = KeyContent::from_json(bytes, file)?;
    let read = || {
        let key = SecretKey::from_bytes(&*content.secret_bytes(purpose)?).ok_or(Problem::Scalar)?;
        if codec::to_hex(&key.public()) == content.public_key { Ok(key) } else { Err(Problem::PublicKey) }
    };
    read().map_err(|problem| KeyFileError { file, problem }.into())
}

/// Reads an Ed25519 key and checks that its public key is its own; `file` names the file in errors.
pub fn ed25519_key_from_json(
    bytes: &[u8],
    purpose: Purpose,
    file: &'static str,
) -> Result<SigningKey, Error> {
    let content = KeyContent::from_json(bytes, file)?;
    let read = || {
        let key = SigningKey::from_bytes(&*content.secret_bytes(purpose)?);
        let is_own = hex::encode(key.verifying_key().as_bytes()) == content.public_key;
        if is_own { Ok(key) } else { Err(Problem::PublicKey) }
    };
    read().map_err(|problem| KeyFileError { file, problem }.into())
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use core::str;

    use super::*;

    #[test]
    fn a_key_comes_back_and_a_damaged_one_does_not() {
        let key = SecretKey::generate(&mut rand::thread_rng());
        let file = curve_key_to_json(&key, Purpose::Signing);
        assert!(curve_key_from_json(&file, Purpose::Signing, "key").unwrap() == key);
        #[cfg(feature = "std")]
        assert_eq!(file.capacity(), KeyContent::MAX_BYTES, "the buffer has not grown");
        let other_purpose = curve_key_from_json(&file, Purpose::Nullifier, "key").unwrap_err();
        assert_eq!((other_purpose.code(), other_purpose.kind()), ("key/purpose", ErrorKind::Refused));
        assert!(ed25519_key_from_json(&file, Purpose::Prover, "key").is_err());

        let text = str::from_utf8(&file).unwrap();
        let secret = field::bytes_hex(&key.to_bytes());
        let other = format!("{}{}", if secret.starts_with('1') { "2" } else { "1" }, &secret[1..]);
        let damaged = text.replace(&secret, &other);
        let error = curve_key_from_json(damaged.as_bytes(), Purpose::Signing, "key").unwrap_err();
        assert_eq!((error.code(), error.kind()), ("key/malformed", ErrorKind::Refused));
        assert!(!format!("{error:?} {error}").contains(&other));
    }

    #[test]
    fn an_ed25519_key_comes_back_for_its_own_purpose() {
        let key = SigningKey::from_bytes(&[7; 32]);
        for (purpose, other) in [(Purpose::Prover, Purpose::Registrar), (Purpose::Registrar, Purpose::Prover)]
        {
            let file = ed25519_key_to_json(&key, purpose);
            assert_eq!(ed25519_key_from_json(&file, purpose, "key").unwrap(), key);
            assert_eq!(ed25519_key_from_json(&file, other, "key").unwrap_err().code(), "key/purpose");
            let text = str::from_utf8(&file).unwrap().replacen("07", "08", 1);
            let damaged = ed25519_key_from_json(text.as_bytes(), purpose, "key").unwrap_err();
            assert_eq!(damaged.code(), "key/malformed");
        }
    }
}
