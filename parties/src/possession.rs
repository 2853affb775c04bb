//! Possession: whoever registers a key shows that it has the secret, and that the key is meant for this party and these roles:
//! the public key and the proof of another, copied, are of no use. What is signed is of the statements' crate,
//! [`covenant_statements::party::possession_message`].

use covenant_gadgets::babyjubjub::codec::{self, PointError};
use covenant_gadgets::eddsa::{self, SecretKey, SignatureError};
use covenant_gadgets::field;
use covenant_statements::party::possession_message;
use covenant_statements::{Network, PartyId, Point, Role, Signature};
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
    /// The proof is no signature.
    #[error("{0}")]
    Encoding(SignatureError),
    /// The proof is one of something else.
    #[error("not a proof for this key, party, roles and network")]
    Proof,
}

impl PossessionError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Key(_) => "key/malformed",
            Self::KeySubgroup => "key/subgroup",
            Self::Hexadecimal | Self::Encoding(_) | Self::Proof => "key/possession",
        }
    }

    /// The field at fault.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Key(_) | Self::KeySubgroup => "public_key",
            Self::Hexadecimal | Self::Encoding(_) | Self::Proof => "possession",
        }
    }
}

/// Shows possession of a key that is to be the party's in these roles.
pub fn prove<R: RngCore + CryptoRng>(
    network: Network,
    party: PartyId,
    roles: &[Role],
    key: &SecretKey,
    rng: &mut R,
) -> Signature {
    key.sign(possession_message(network, party, roles, &key.public()), rng)
}

/// Reads a public key and a proof of possession, both in hexadecimal. Whether the proof holds, [`verify`] says.
pub fn read(public_key: &str, proof: &str) -> Result<(Point, Signature), PossessionError> {
    let key = codec::from_hex(public_key).map_err(PossessionError::Key)?;
    let bytes = field::hex_bytes(proof).map_err(|_| PossessionError::Hexadecimal)?;
    Ok((key, Signature::from_bytes(&bytes).map_err(PossessionError::Encoding)?))
}

/// Checks that whoever has the key's secret wants it to be the party's in these roles.
pub fn verify(
    network: Network,
    party: PartyId,
    roles: &[Role],
    key: &Point,
    proof: &Signature,
) -> Result<(), PossessionError> {
    match eddsa::verify(key, possession_message(network, party, roles, key), proof) {
        Ok(()) => Ok(()),
        Err(SignatureError::PublicKey) => Err(PossessionError::KeySubgroup),
        Err(_) => Err(PossessionError::Proof),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_statements::Fr;

    #[test]
    fn possession_is_of_one_key_by_one_party_in_its_roles_on_one_network() {
        let mut rng = rand::thread_rng();
        let (key, other) = (SecretKey::generate(&mut rng), SecretKey::generate(&mut rng));
        let [party, stranger] = [1u64, 2].map(|id| PartyId(Fr::from(id)));
        let (development, roles) = (Network::Development, [Role::Seller, Role::Debtor]);
        let proof = prove(development, party, &roles, &key, &mut rng);
        let public = key.public();
        assert_eq!(verify(development, party, &roles, &public, &proof), Ok(()));
        assert_eq!(verify(development, party, &[Role::Debtor, Role::Seller], &public, &proof), Ok(()));
        for refused in [
            verify(Network::Production, party, &roles, &public, &proof),
            verify(development, stranger, &roles, &public, &proof),
            verify(development, party, &[Role::Seller], &public, &proof),
            verify(development, party, &[Role::Seller, Role::Debtor, Role::Agent], &public, &proof),
            verify(development, party, &roles, &other.public(), &proof),
        ] {
            assert_eq!(refused, Err(PossessionError::Proof));
        }
        let identity = Point::new_unchecked(Fr::from(0u64), Fr::from(1u64));
        assert_eq!(verify(development, party, &roles, &identity, &proof), Err(PossessionError::KeySubgroup));
    }

    #[test]
    fn what_is_read_is_canonical() {
        let mut rng = rand::thread_rng();
        let key = SecretKey::generate(&mut rng);
        let public = codec::to_hex(&key.public());
        let proof = prove(Network::Development, PartyId(Fr::from(1u64)), &[Role::Seller], &key, &mut rng);
        let text = field::bytes_hex(&proof.to_bytes());
        assert_eq!(read(&public, &text), Ok((key.public(), proof)));
        let codes = [read(&public, "00"), read(&public, "zz"), read("00", &text)]
            .map(|refused| refused.unwrap_err().code());
        assert_eq!(codes, ["key/possession", "key/possession", "key/malformed"]);
    }
}
