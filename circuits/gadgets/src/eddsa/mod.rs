//! EdDSA over Baby Jubjub with Poseidon, as circomlibjs' `signPoseidon` and `verifyPoseidon`: a message is one field
//! element, h = Poseidon(R.x, R.y, A.x, A.y, M), and S·G = R + 8·h·A holds exactly (the cofactorless equation).

mod key;
#[cfg(feature = "r1cs")]
pub mod var;

pub use key::SecretKey;

use crate::{
    Fr,
    babyjubjub::{Point, Scalar, codec, generator, is_on_curve, is_valid_key},
    poseidon::poseidon,
};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{PrimeField, Zero};
use core::fmt;
use zeroize::Zeroize;

/// A signature: R on the curve and S below ℓ. Never printed: with the signer's public key, R and S tell whether a guessed
/// message is the signed one, and so whether a guessed amount is an acknowledgement's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// The commitment to the nonce.
    pub r: Point,
    /// The response, below ℓ.
    pub s: Scalar,
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature([redacted])")
    }
}

impl Zeroize for Signature {
    fn zeroize(&mut self) {
        self.r.zeroize();
        self.s.zeroize();
    }
}

/// Why a signature is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// Another length, S ≥ ℓ, or R not a canonical point.
    #[error("the signature is not 64 canonical bytes")]
    Encoding,
    /// The public key is the identity, off the curve, or outside the prime-order subgroup.
    #[error("the public key is not in the prime-order subgroup")]
    PublicKey,
    /// S·G ≠ R + 8·h·A.
    #[error("the signature does not hold for this message and key")]
    Mismatch,
}

impl Signature {
    /// packPoint(R) ‖ S little-endian.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 64] {
        let mut out = [0u8; 64];
        out[..32].copy_from_slice(&codec::pack(&self.r));
        out[32..].copy_from_slice(&codec::scalar_to_bytes(&self.s));
        out
    }

    /// Reads 64 bytes, canonical in both halves.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignatureError> {
        let bytes: &[u8; 64] = bytes.try_into().map_err(|_| SignatureError::Encoding)?;
        let half = |i: usize| core::array::from_fn(|b| bytes[32 * i + b]);
        let r = codec::unpack(&half(0)).map_err(|_| SignatureError::Encoding)?;
        let s = codec::scalar_from_bytes(&half(1)).ok_or(SignatureError::Encoding)?;
        Ok(Self { r, s })
    }
}

/// The challenge h = Poseidon(R.x, R.y, A.x, A.y, M).
#[must_use]
pub fn challenge(r: &Point, public: &Point, message: Fr) -> Fr {
    poseidon(&[r.x, r.y, public.x, public.y, message])
}

/// Checks the signature of `message` under `public`.
pub fn verify(public: &Point, message: Fr, signature: &Signature) -> Result<(), SignatureError> {
    if !is_valid_key(public) {
        return Err(SignatureError::PublicKey);
    }
    verify_equation(public, message, signature)
}

/// The equation alone, for keys whose registration has checked the subgroup: what the circuit states.
pub fn verify_equation(public: &Point, message: Fr, signature: &Signature) -> Result<(), SignatureError> {
    if !is_on_curve(signature.r.x, signature.r.y) {
        return Err(SignatureError::Encoding);
    }
    // The sums below are those of the curve's group only for points on the curve; the circuit refuses others too.
    if !is_on_curve(public.x, public.y) {
        return Err(SignatureError::PublicKey);
    }
    let h = challenge(&signature.r, public, message);
    let eight_a = public.mul_bigint([8u64]).into_affine();
    let right = eight_a.mul_bigint(h.into_bigint()) + signature.r;
    let difference = generator().mul_bigint(signature.s.into_bigint()) - right;
    if difference.into_affine().is_zero() { Ok(()) } else { Err(SignatureError::Mismatch) }
}

/// Whether the scalar is zero; a zero secret would make the identity a public key.
fn is_zero(s: &Scalar) -> bool {
    s.is_zero()
}
