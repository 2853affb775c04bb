//! Possession: whoever registers a key shows that it has the secret. What is signed is of the statements' crate,
//! [`covenant_statements::party::possession_message`].

use covenant_gadgets::babyjubjub::codec::{self, PointError};
use covenant_gadgets::eddsa::{self, SecretKey, SignatureError};
use covenant_gadgets::field;
use covenant_statements::party::possession_message;
use covenant_statements::{Network, Point, Signature};
use rand::{CryptoRng, RngCore};

/// Why a public key or the proof that its owner has the secret is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PossessionError {
    /// The public key is not a packed point.
    #[error("{0}")]
    Key(PointError),
    /// The public key is the identity or outside the prime-order subgroup.
    #[error("the public key is not in the prime-order subgroup")]
    KeySubgroup,
    /// The proof is not hexadecimal.
    #[error("not in lower-case hexadecimal")]
    Hexadecimal,
    /// The proof is no signature, or one of something else.
    #[error("{0}")]
    Proof(SignatureError),
}

impl PossessionError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Key(_) => "key/malformed",
            Self::KeySubgroup => "key/subgroup",
            Self::Hexadecimal | Self::Proof(_) => "key/possession",
        }
    }

    /// The field at fault.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Key(_) | Self::KeySubgroup => "public_key",
            Self::Hexadecimal | Self::Proof(_) => "possession",
        }
    }
}

/// Shows possession of a key.
pub fn prove<R: RngCore + CryptoRng>(network: Network, key: &SecretKey, rng: &mut R) -> Signature {
    key.sign(possession_message(network, &key.public()), rng)
}

/// Checks a public key and the proof that its owner has the secret, both in hexadecimal.
pub fn check(network: Network, public_key: &str, proof: &str) -> Result<Point, PossessionError> {
    let key = codec::from_hex(public_key).map_err(PossessionError::Key)?;
    let bytes = field::hex_bytes(proof).map_err(|_| PossessionError::Hexadecimal)?;
    let signature = Signature::from_bytes(&bytes).map_err(PossessionError::Proof)?;
    match eddsa::verify(&key, possession_message(network, &key), &signature) {
        Ok(()) => Ok(key),
        Err(SignatureError::PublicKey) => Err(PossessionError::KeySubgroup),
        Err(error) => Err(PossessionError::Proof(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn possession_is_of_one_key_on_one_network() {
        let mut rng = rand::thread_rng();
        let (key, other) = (SecretKey::generate(&mut rng), SecretKey::generate(&mut rng));
        let public = codec::to_hex(&key.public());
        let proof = field::bytes_hex(&prove(Network::Development, &key, &mut rng).to_bytes());
        assert_eq!(check(Network::Development, &public, &proof), Ok(key.public()));
        let codes = [
            check(Network::Production, &public, &proof),
            check(Network::Development, &codec::to_hex(&other.public()), &proof),
            check(Network::Development, &public, "00"),
            check(Network::Development, &public, "zz"),
            check(Network::Development, "00", &proof),
        ]
        .map(|refused| refused.unwrap_err().code());
        assert_eq!(
            codes,
            ["key/possession", "key/possession", "key/possession", "key/possession", "key/malformed"]
        );
    }
}
