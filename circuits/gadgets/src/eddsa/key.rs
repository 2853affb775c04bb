//! Signing keys. The nonce is hedged: derived from the secret, the message and fresh randomness, so that neither a broken
//! generator nor a repeated message alone gives the key away.

use super::{Signature, challenge, is_zero};
use crate::{
    Fr,
    babyjubjub::{Point, Scalar, codec, generator, mul_secret},
    field,
};
use ark_ff::PrimeField;
use core::fmt;
use rand::{CryptoRng, RngCore};
use sha2::{Digest, Sha512};
use zeroize::Zeroize;

/// A secret scalar, not zero. Never printed, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(Scalar);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey([redacted])")
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl SecretKey {
    /// A fresh key.
    pub fn generate<R: RngCore + CryptoRng>(rng: &mut R) -> Self {
        loop {
            let mut wide = [0u8; 64];
            rng.fill_bytes(&mut wide);
            let scalar = Scalar::from_le_bytes_mod_order(&wide);
            wide.zeroize();
            if !is_zero(&scalar) {
                return Self(scalar);
            }
        }
    }

    /// Reads 32 bytes little-endian: a scalar below ℓ and not zero.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        codec::scalar_from_bytes(bytes).filter(|s| !is_zero(s)).map(Self)
    }

    /// 32 bytes little-endian.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        codec::scalar_to_bytes(&self.0)
    }

    /// The secret scalar, for protocols on the same curve.
    #[must_use]
    pub fn scalar(&self) -> &Scalar {
        &self.0
    }

    /// A = a·G.
    pub fn public(&self) -> Point {
        mul_secret(&generator(), &self.0)
    }

    /// A nonce from (domain, secret, message, fresh randomness), uniform modulo ℓ to within 2⁻²⁵⁰.
    pub fn hedged_nonce<R: RngCore + CryptoRng>(&self, domain: &[u8], message: &[u8], rng: &mut R) -> Scalar {
        let mut fresh = [0u8; 32];
        rng.fill_bytes(&mut fresh);
        let mut secret = self.to_bytes();
        let mut wide: [u8; 64] = Sha512::new()
            .chain_update(domain)
            .chain_update(secret)
            .chain_update(fresh)
            .chain_update(message)
            .finalize()
            .into();
        let nonce = Scalar::from_le_bytes_mod_order(&wide);
        secret.zeroize();
        fresh.zeroize();
        wide.zeroize();
        nonce
    }

    /// Signs one field element: S = nonce + 8·h·a.
    pub fn sign<R: RngCore + CryptoRng>(&self, message: Fr, rng: &mut R) -> Signature {
        let mut nonce = self.hedged_nonce(b"covenant/eddsa-nonce", &field::to_be_bytes(&message), rng);
        let r = mul_secret(&generator(), &nonce);
        let h = challenge(&r, &self.public(), message);
        let h = Scalar::from_le_bytes_mod_order(&ark_ff::BigInteger::to_bytes_le(&h.into_bigint()));
        let s = nonce + Scalar::from(8u64) * h * self.0;
        nonce.zeroize();
        Signature { r, s }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{SignatureError, verify, verify_equation};
    use super::*;
    use crate::babyjubjub::tests::torsion;
    use ark_ec::CurveGroup;
    use rand::SeedableRng;

    #[test]
    fn the_equation_refuses_keys_and_nonces_off_the_curve() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(3);
        let key = SecretKey::generate(&mut rng);
        let (public, message) = (key.public(), Fr::from(1234u64));
        let signature = key.sign(message, &mut rng);
        let off = Point::new_unchecked(public.x, public.y + Fr::from(1u64));
        assert_eq!(verify_equation(&public, message, &signature), Ok(()));
        assert_eq!(verify_equation(&off, message, &signature), Err(SignatureError::PublicKey));
        let moved = Signature { r: off, ..signature };
        assert_eq!(verify_equation(&public, message, &moved), Err(SignatureError::Encoding));
    }

    #[test]
    fn a_wiped_signature_holds_nothing() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(4);
        let mut signature = SecretKey::generate(&mut rng).sign(Fr::from(1u64), &mut rng);
        signature.zeroize();
        let zero = Fr::from(0u64);
        assert_eq!((signature.r.x, signature.r.y, signature.s), (zero, zero, Scalar::from(0u64)));
    }

    #[test]
    fn signs_and_refuses() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(2);
        let key = SecretKey::generate(&mut rng);
        let message = Fr::from(1234u64);
        let signature = key.sign(message, &mut rng);
        assert_eq!(verify(&key.public(), message, &signature), Ok(()));
        assert_eq!(Signature::from_bytes(&signature.to_bytes()), Ok(signature));
        assert_eq!(
            verify(&key.public(), message + Fr::from(1u64), &signature),
            Err(SignatureError::Mismatch)
        );
        let torsioned = (key.public() + torsion()).into_affine();
        assert_eq!(verify(&torsioned, message, &signature), Err(SignatureError::PublicKey));
        let moved = Signature { r: (signature.r + torsion()).into_affine(), ..signature };
        assert_eq!(verify(&key.public(), message, &moved), Err(SignatureError::Mismatch));
        let mut bytes = signature.to_bytes();
        let mut carry = 0u16;
        for (b, l) in bytes[32..].iter_mut().zip(ark_ff::BigInteger::to_bytes_le(&Scalar::MODULUS)) {
            carry += u16::from(*b) + u16::from(l);
            *b = carry as u8;
            carry >>= 8;
        }
        assert_eq!(Signature::from_bytes(&bytes), Err(SignatureError::Encoding), "S + ℓ");
    }

    #[test]
    fn debug_is_redacted() {
        let key = SecretKey::from_bytes(&[7; 32]).unwrap_or_else(|| SecretKey(Scalar::from(7u64)));
        assert_eq!(alloc::format!("{key:?}"), "SecretKey([redacted])");
        let signature = key.sign(Fr::from(5u64), &mut rand_chacha::ChaCha20Rng::seed_from_u64(1));
        assert_eq!(alloc::format!("{signature:?}"), "Signature([redacted])");
    }
}
