//! Many proofs under one key at the price of one Miller loop each.
//!
//! For coefficients rᵢ, the product of the single equations to the power rᵢ is
//! Π e(rᵢ·Aᵢ, Bᵢ) = e(α, β)^(Σ rᵢ) · e(Σ rᵢ·IC(xᵢ), γ) · e(Σ rᵢ·Cᵢ, δ).
//! If some single equation fails, the quotients of its sides are elements of a group of prime order, not all of them one; then
//! this one holds for a share of 2⁻¹²⁸ of all coefficients of 128 bits. The coefficients
//! are hashed from all statements, so that whoever chooses a statement chooses new coefficients with it (as a
//! random oracle; see the book, `docs/src/evm.md`).

use alloc::vec::Vec;

use super::curve::{Bn254, Fr, G1Affine, G1Projective};
use ark_ec::CurveGroup;
use ark_ec::pairing::{Pairing, PairingOutput};
use ark_ff::{BigInt, PrimeField, Zero};
use sha2::{Digest, Sha256};

use super::encoding;
use super::error::ProofError;
use super::proof::{PreparedVerifyingKey, Proof};
use super::sum;

/// Separates these hashes from all others.
const TAG: &[u8] = b"covenant/groth16-batch/1";

/// Public inputs and the proof that is said to prove them.
pub type BatchItem<'a> = (&'a [Fr], &'a Proof);

/// Why a batch is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// There is nothing to verify, so that nothing would be shown.
    #[error("the batch is empty")]
    Empty,
    /// A statement is refused before any pairing.
    #[error("statement {index} of the batch: {source}")]
    Statement {
        /// Its position.
        index: usize,
        /// Why.
        source: ProofError,
    },
    /// At least one proof does not prove its inputs; verify them one by one to find which.
    #[error("not every proof of the batch proves its public inputs under this key")]
    Invalid,
}

impl BatchError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "batch/empty",
            Self::Statement { source, .. } => source.code(),
            Self::Invalid => "batch/invalid",
        }
    }
}

/// Accepts when every proof proves its inputs under `key`: one Miller loop per proof, two for all, one final exponentiation.
///
/// Deterministic: the coefficients are hashed, not drawn. It differs from [`super::verify`] in one case that nobody can
/// reach without a discrete logarithm of the setup: inputs that cancel the key's input points are not singled out.
///
/// # Errors
/// [`BatchError`]; for one bad proof it does not say which.
pub fn verify_batch(key: &PreparedVerifyingKey, batch: &[BatchItem<'_>]) -> Result<(), BatchError> {
    if batch.is_empty() {
        return Err(BatchError::Empty);
    }
    let expected = key.public_inputs();
    for (index, (inputs, _)) in batch.iter().enumerate() {
        if inputs.len() != expected {
            let source = ProofError::InputCount { expected, given: inputs.len() };
            return Err(BatchError::Statement { index, source });
        }
    }
    let coefficients = coefficients(key, batch);
    let scaled: Vec<G1Projective> = coefficients
        .iter()
        .zip(batch)
        .map(|(r, (_, proof))| sum::weighted([(&proof.a, integer(r))].into_iter()))
        .collect();
    let mut g1: Vec<G1Affine> = G1Projective::normalize_batch(&scaled);
    let mut g2: Vec<<Bn254 as Pairing>::G2Prepared> = batch.iter().map(|(_, proof)| proof.b.into()).collect();

    let as_fields: Vec<Fr> = coefficients.iter().map(|[low, high]| field(*low, *high)).collect();
    let total: Fr = as_fields.iter().sum();
    g1.extend([combined_inputs(key, batch, &as_fields, total), combined_c(batch, &coefficients)]);
    g2.extend([key.negated_gamma.clone(), key.negated_delta.clone()]);

    let product = Bn254::multi_miller_loop(g1, g2);
    match Bn254::final_exponentiation(product) {
        Some(value) if value == PairingOutput(key.alpha_beta) * total => Ok(()),
        _ => Err(BatchError::Invalid),
    }
}

/// Σ rᵢ·IC(xᵢ) = (Σ rᵢ)·IC₀ + Σⱼ (Σᵢ rᵢ·xᵢⱼ)·ICⱼ: the sums are taken in the field.
fn combined_inputs(
    key: &PreparedVerifyingKey,
    batch: &[BatchItem<'_>],
    coefficients: &[Fr],
    total: Fr,
) -> G1Affine {
    let mut scalars = Vec::from([total]);
    scalars.resize(key.input_points.len(), Fr::zero());
    for ((inputs, _), r) in batch.iter().zip(coefficients) {
        for (scalar, input) in scalars.iter_mut().skip(1).zip(*inputs) {
            *scalar += *r * input;
        }
    }
    let terms = key.input_points.iter().zip(&scalars);
    sum::weighted(terms.map(|(point, scalar)| (point, scalar.into_bigint()))).into_affine()
}

/// Σ rᵢ·Cᵢ.
fn combined_c(batch: &[BatchItem<'_>], coefficients: &[[u64; 2]]) -> G1Affine {
    let terms = batch.iter().zip(coefficients);
    sum::weighted(terms.map(|((_, proof), coefficient)| (&proof.c, integer(coefficient)))).into_affine()
}

fn integer([low, high]: &[u64; 2]) -> BigInt<4> {
    BigInt::new([*low, *high, 0, 0])
}

fn field(low: u64, high: u64) -> Fr {
    Fr::from((u128::from(high) << 64) | u128::from(low))
}

/// One coefficient of 128 bits for each statement, low half first: SHA-256(seed ‖ index), where
/// seed = SHA-256(tag ‖ IC₀ … ICₙ ‖ count ‖ every statement's inputs and proof).
fn coefficients(key: &PreparedVerifyingKey, batch: &[BatchItem<'_>]) -> Vec<[u64; 2]> {
    let mut seed = Sha256::new_with_prefix(TAG);
    for point in &key.input_points {
        seed.update(encoding::g1_bytes(point));
    }
    seed.update((batch.len() as u64).to_be_bytes());
    for (inputs, proof) in batch {
        for input in *inputs {
            seed.update(encoding::field_bytes(*input));
        }
        seed.update(proof.to_bytes());
    }
    let seed = seed.finalize();
    let coefficient = |index: u64| {
        let digest = Sha256::new_with_prefix(seed).chain_update(index.to_be_bytes()).finalize();
        let mut halves = [0u64; 2];
        for (half, bytes) in halves.iter_mut().zip(digest.as_slice().as_chunks::<8>().0) {
            *half = u64::from_be_bytes(*bytes);
        }
        halves
    };
    (0..batch.len() as u64).map(coefficient).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ec::AffineRepr;

    #[test]
    fn every_byte_of_every_statement_moves_every_coefficient() {
        let g1 = G1Affine::generator();
        let proof = |c: u64| {
            let c = (g1 * Fr::from(c)).into_affine();
            Proof::from_points(g1, super::super::curve::G2Affine::generator(), c)
        };
        let (one, two) = (proof(1), proof(2));
        let (Ok(one), Ok(two)) = (one, two) else { return assert!(one.is_ok() && two.is_ok()) };
        let alpha = (g1 * Fr::from(5u64)).into_affine();
        let g2 = |k: u64| (super::super::curve::G2Affine::generator() * Fr::from(k)).into_affine();
        let points = [(g1 * Fr::from(7u64)).into_affine(), (g1 * Fr::from(9u64)).into_affine()];
        let key = super::super::VerifyingKey::from_points(alpha, g2(2), g2(3), g2(4), &points);
        let Ok(key) = key.as_ref().map(PreparedVerifyingKey::new) else { return assert!(key.is_ok()) };
        let (x, y) = ([Fr::from(1u64)], [Fr::from(2u64)]);
        let base = coefficients(&key, &[(&x, &one), (&x, &one)]);
        assert_ne!(base.first(), base.get(1));
        for other in [
            coefficients(&key, &[(&x, &one), (&y, &one)]),
            coefficients(&key, &[(&x, &one), (&x, &two)]),
            coefficients(&key, &[(&y, &one), (&x, &one)]),
            coefficients(&key, &[(&x, &one), (&x, &one), (&x, &one)]),
        ] {
            assert!(base.iter().zip(&other).all(|(a, b)| a != b));
        }
    }
}
