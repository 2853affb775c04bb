//! A verifiable oblivious pseudo-random function over Baby Jubjub, in the shape of RFC 9497 (which has no suite for this
//! curve): the registry holds k with K = k·G and learns nothing of the input.
//!
//! P = 8·(Elligator2(u₀) + Elligator2(u₁)), the caller sends B = r·P, the registry returns E = k·B with a
//! Chaum–Pedersen proof that log_G K = log_B E, and F = r⁻¹·E = k·P.

pub mod elligator;
#[cfg(feature = "r1cs")]
pub mod var;

use crate::{
    Fr,
    babyjubjub::{BabyJubjub, ExtendedPoint, Point, Scalar, codec, generator, is_valid_key, mul_secret},
    eddsa::SecretKey,
    poseidon::hash,
};
use alloc::vec::Vec;
use ark_ec::{AffineRepr, CurveConfig, CurveGroup};
use ark_ff::{BigInteger, Field, PrimeField, UniformRand, Zero};
use core::fmt;
use rand::{CryptoRng, RngCore};
use zeroize::{Zeroize, Zeroizing};

/// What the registry returns for a blinded point. Never printed: with the blinding scalar it gives the nullifier.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Evaluation {
    /// E = k·B.
    pub evaluated: Point,
    /// The challenge of the proof that log_G K = log_B E.
    pub c: Fr,
    /// The response, below ℓ.
    pub s: Scalar,
}

impl fmt::Debug for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Evaluation([redacted])")
    }
}

impl Zeroize for Evaluation {
    fn zeroize(&mut self) {
        self.evaluated.zeroize();
        self.c.zeroize();
        self.s.zeroize();
    }
}

/// Why an evaluation is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VoprfError {
    /// The point is the identity, off the curve, or outside the prime-order subgroup.
    #[error("the point is not in the prime-order subgroup")]
    Subgroup,
    /// The proof of equal logarithms does not hold.
    #[error("the registry's proof does not hold")]
    Proof,
    /// The input maps to the identity, or the blinding scalar is zero.
    #[error("the input or the blinding is degenerate")]
    Degenerate,
}

/// P = 8·(M₀ + M₁), always in the prime-order subgroup.
pub fn hash_to_curve(u: [Fr; 2]) -> Point {
    let sum = elligator::map_to_curve(u[0]) + elligator::map_to_curve(u[1]);
    times8(sum.into_affine())
}

fn times8(point: Point) -> Point {
    point.mul_bigint([8u64]).into_affine()
}

/// A blinding scalar r, uniform in 1 … ℓ − 1, and B = r·P. With r anybody can tell whether a guessed input is the blinded one:
/// it is wiped when it is dropped.
pub fn blind<R: RngCore + CryptoRng>(
    input: &Point,
    rng: &mut R,
) -> Result<(Zeroizing<Scalar>, Point), VoprfError> {
    if input.is_zero() {
        return Err(VoprfError::Degenerate);
    }
    loop {
        let r = Zeroizing::new(Scalar::rand(rng));
        if !r.is_zero() {
            let blinded = mul_secret(input, &r);
            return Ok((r, blinded));
        }
    }
}

/// The challenge c = H(tag, K, B, E, A₁, A₂).
#[must_use]
pub fn dleq_challenge(public: &Point, blinded: &Point, evaluated: &Point, a1: &Point, a2: &Point) -> Fr {
    let values: Vec<Fr> = [public, blinded, evaluated, a1, a2].iter().flat_map(|p| [p.x, p.y]).collect();
    hash("covenant/dleq", &values)
}

/// The registry's part: refuses anything but a non-identity point of the subgroup, whatever its order.
pub fn evaluate<R: RngCore + CryptoRng>(
    key: &SecretKey,
    blinded: &Point,
    rng: &mut R,
) -> Result<Evaluation, VoprfError> {
    if !is_valid_key(blinded) {
        return Err(VoprfError::Subgroup);
    }
    let evaluated = mul_secret(blinded, key.scalar());
    let mut nonce = key.hedged_nonce(b"covenant/dleq-nonce", &codec::pack(blinded), rng);
    let (a1, a2) = (mul_secret(&generator(), &nonce), mul_secret(blinded, &nonce));
    let c = dleq_challenge(&key.public(), blinded, &evaluated, &a1, &a2);
    let s = nonce + to_scalar(&c) * key.scalar();
    nonce.zeroize();
    Ok(Evaluation { evaluated, c, s })
}

/// A field element as an integer modulo ℓ.
fn to_scalar(c: &Fr) -> Scalar {
    Scalar::from_le_bytes_mod_order(&c.into_bigint().to_bytes_le())
}

/// Checks the registry's proof: A₁ = s·G − c·K, A₂ = s·B − c·E, c = H(tag, K, B, E, A₁, A₂).
pub fn verify_evaluation(public: &Point, blinded: &Point, evaluation: &Evaluation) -> Result<(), VoprfError> {
    if !(is_valid_key(public) && is_valid_key(blinded) && is_valid_key(&evaluation.evaluated)) {
        return Err(VoprfError::Subgroup);
    }
    let (s, c) = (evaluation.s.into_bigint(), evaluation.c.into_bigint());
    let commitment =
        |base: Point, image: &Point| -> ExtendedPoint { base.mul_bigint(s) - image.mul_bigint(c) };
    let a1 = commitment(generator(), public).into_affine();
    let a2 = commitment(*blinded, &evaluation.evaluated).into_affine();
    let expected = dleq_challenge(public, blinded, &evaluation.evaluated, &a1, &a2);
    if expected == evaluation.c { Ok(()) } else { Err(VoprfError::Proof) }
}

/// F = r⁻¹·E, after the proof has been checked.
pub fn unblind(
    public: &Point,
    blinded: &Point,
    evaluation: &Evaluation,
    r: &Scalar,
) -> Result<Point, VoprfError> {
    verify_evaluation(public, blinded, evaluation)?;
    let inverse = Zeroizing::new(r.inverse().ok_or(VoprfError::Degenerate)?);
    Ok(mul_secret(&evaluation.evaluated, &inverse))
}

/// W with F = 8·W, for F in the prime-order subgroup: the circuit's witness that F has no torsion.
pub fn eighth(f: &Point) -> Point {
    f.mul_bigint(BabyJubjub::COFACTOR_INV.into_bigint()).into_affine()
}

/// N1 = H(tag, F.x, F.y).
#[must_use]
pub fn nullifier(f: &Point) -> Fr {
    hash("covenant/nullifier", &[f.x, f.y])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::babyjubjub::tests::torsion;
    use rand::SeedableRng;

    #[test]
    fn the_blinding_cancels_and_forgeries_fail() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(3);
        let key = SecretKey::generate(&mut rng);
        let input = hash_to_curve([Fr::from(1u64), Fr::from(2u64)]);
        let direct = input.mul_bigint(key.scalar().into_bigint()).into_affine();
        for _ in 0..2 {
            let (r, blinded) = blind(&input, &mut rng).unwrap();
            let evaluation = evaluate(&key, &blinded, &mut rng).unwrap();
            assert_eq!(unblind(&key.public(), &blinded, &evaluation, &r), Ok(direct));
            assert_eq!(times8(eighth(&direct)), direct);
            assert_eq!(alloc::format!("{evaluation:?}"), "Evaluation([redacted])");
            let forged =
                Evaluation { evaluated: (evaluation.evaluated + generator()).into_affine(), ..evaluation };
            assert_eq!(unblind(&key.public(), &blinded, &forged, &r), Err(VoprfError::Proof));
            let torsioned =
                Evaluation { evaluated: (evaluation.evaluated + torsion()).into_affine(), ..evaluation };
            assert_eq!(unblind(&key.public(), &blinded, &torsioned, &r), Err(VoprfError::Subgroup));
        }
    }

    #[test]
    fn the_registry_refuses_what_would_leak_its_key() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(4);
        let key = SecretKey::generate(&mut rng);
        for k in 0..8u64 {
            let small = torsion().mul_bigint([k]).into_affine();
            assert_eq!(evaluate(&key, &small, &mut rng), Err(VoprfError::Subgroup));
        }
        let mixed = (generator() + torsion()).into_affine();
        assert_eq!(evaluate(&key, &mixed, &mut rng), Err(VoprfError::Subgroup));
        assert_eq!(
            evaluate(&key, &Point::new_unchecked(Fr::from(3u64), Fr::from(4u64)), &mut rng),
            Err(VoprfError::Subgroup)
        );
    }
}
