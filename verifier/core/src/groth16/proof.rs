//! Proofs and the pairing check.

use alloc::vec::Vec;

use super::curve::{Bn254, Fq12, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::pairing::{Pairing, PairingOutput};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{PrimeField, Zero};

use super::encoding::{self, FIELD_BYTES, G1_BYTES, G2_BYTES, PointError};
use super::error::ProofError;
use super::key::VerifyingKey;
use super::sum;

/// Bytes of a proof: A (64) ‖ B (128) ‖ C (64).
pub const PROOF_BYTES: usize = 2 * G1_BYTES + G2_BYTES;

/// A proof whose points are finite, on the curve and in the subgroup. That says nothing about what it proves.
///
/// Groth16 proofs can be re-randomised: two different proofs may show the same thing, so that nothing may be
/// counted or recognised by proof bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    pub(super) a: G1Affine,
    pub(super) b: G2Affine,
    pub(super) c: G1Affine,
}

impl Proof {
    /// Decodes the 256 bytes A ‖ B ‖ C.
    ///
    /// # Errors
    /// [`ProofError`] names the point that is refused, or the length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ProofError> {
        let (a, rest) = bytes.split_first_chunk::<G1_BYTES>().ok_or(ProofError::Length)?;
        let (b, rest) = rest.split_first_chunk::<G2_BYTES>().ok_or(ProofError::Length)?;
        let c: &[u8; G1_BYTES] = rest.try_into().map_err(|_| ProofError::Length)?;
        Ok(Self {
            a: encoding::g1(a).map_err(named("A"))?,
            b: encoding::g2(b).map_err(named("B"))?,
            c: encoding::g1(c).map_err(named("C"))?,
        })
    }

    /// A proof from its points; checked as [`Self::from_bytes`] checks.
    ///
    /// # Errors
    /// As [`Self::from_bytes`].
    pub fn from_points(a: G1Affine, b: G2Affine, c: G1Affine) -> Result<Self, ProofError> {
        Ok(Self {
            a: encoding::check_g1(a).map_err(named("A"))?,
            b: encoding::check_g2(b).map_err(named("B"))?,
            c: encoding::check_g1(c).map_err(named("C"))?,
        })
    }

    /// The one encoding, as an EVM verifier takes it.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; PROOF_BYTES] {
        let mut bytes = [0u8; PROOF_BYTES];
        let (a, rest) = bytes.split_at_mut(G1_BYTES);
        let (b, c) = rest.split_at_mut(G2_BYTES);
        a.copy_from_slice(&encoding::g1_bytes(&self.a));
        b.copy_from_slice(&encoding::g2_bytes(&self.b));
        c.copy_from_slice(&encoding::g1_bytes(&self.c));
        bytes
    }
}

/// A verifying key with e(α, β) computed and γ, δ made ready for the Miller loop; made once per key.
#[derive(Clone, Debug)]
pub struct PreparedVerifyingKey {
    pub(super) input_points: Vec<G1Affine>,
    pub(super) alpha_beta: Fq12,
    pub(super) negated_gamma: <Bn254 as Pairing>::G2Prepared,
    pub(super) negated_delta: <Bn254 as Pairing>::G2Prepared,
}

impl PreparedVerifyingKey {
    /// Prepares `key` at the price of one pairing.
    #[must_use]
    pub fn new(key: &VerifyingKey) -> Self {
        let PairingOutput(alpha_beta) = Bn254::pairing(key.alpha, key.beta);
        Self {
            input_points: key.input_points.clone(),
            alpha_beta,
            negated_gamma: (-key.gamma).into(),
            negated_delta: (-key.delta).into(),
        }
    }

    /// How many public inputs a proof under this key has.
    #[must_use]
    pub fn public_inputs(&self) -> usize {
        self.input_points.len() - 1
    }

    /// IC(x) = IC₀ + Σ xᵢ·ICᵢ.
    fn combine(&self, inputs: &[Fr]) -> Result<G1Projective, ProofError> {
        if inputs.len() != self.public_inputs() {
            return Err(ProofError::InputCount { expected: self.public_inputs(), given: inputs.len() });
        }
        let mut points = self.input_points.iter();
        let constant = points.next().map_or_else(G1Projective::zero, |point| point.into_group());
        let sum =
            constant + sum::weighted(points.zip(inputs).map(|(point, input)| (point, input.into_bigint())));
        if sum.is_zero() { Err(ProofError::DegenerateInputs) } else { Ok(sum) }
    }
}

impl From<&VerifyingKey> for PreparedVerifyingKey {
    fn from(key: &VerifyingKey) -> Self {
        Self::new(key)
    }
}

/// Accepts when `proof` proves `inputs` under `key`: three Miller loops and one final exponentiation.
///
/// # Errors
/// [`ProofError::InputCount`] for more or fewer inputs than the key's, [`ProofError::Invalid`] when the equation does not hold.
pub fn verify(key: &PreparedVerifyingKey, inputs: &[Fr], proof: &Proof) -> Result<(), ProofError> {
    let combined = key.combine(inputs)?.into_affine();
    let product = Bn254::multi_miller_loop(
        [proof.a, combined, proof.c],
        [proof.b.into(), key.negated_gamma.clone(), key.negated_delta.clone()],
    );
    match Bn254::final_exponentiation(product) {
        Some(PairingOutput(value)) if value == key.alpha_beta => Ok(()),
        _ => Err(ProofError::Invalid),
    }
}

/// As [`verify`], from bytes: the count is compared first, then each input must be below r, then the proof is decoded.
///
/// # Errors
/// [`ProofError`], by the first rule that fails.
pub fn verify_bytes(
    key: &PreparedVerifyingKey,
    inputs: &[[u8; FIELD_BYTES]],
    proof: &[u8],
) -> Result<(), ProofError> {
    if inputs.len() != key.public_inputs() {
        return Err(ProofError::InputCount { expected: key.public_inputs(), given: inputs.len() });
    }
    let inputs = inputs
        .iter()
        .enumerate()
        .map(|(i, bytes)| field_from_bytes(bytes).ok_or(ProofError::NotCanonicalInput(i)))
        .collect::<Result<Vec<_>, _>>()?;
    verify(key, &inputs, &Proof::from_bytes(proof)?)
}

/// A public input from its 32 big-endian bytes; `None` from r up, so that x + r is no second form of x.
#[must_use]
pub fn field_from_bytes(bytes: &[u8; FIELD_BYTES]) -> Option<Fr> {
    encoding::field(bytes)
}

/// The 32 big-endian bytes of a public input.
#[must_use]
pub fn field_to_bytes(value: Fr) -> [u8; FIELD_BYTES] {
    encoding::field_bytes(value)
}

/// Says which point an encoding error is about.
fn named(point: &'static str) -> impl Fn(PointError) -> ProofError {
    move |error| match error {
        PointError::NotCanonical => ProofError::NotCanonical(point),
        PointError::Identity => ProofError::Identity(point),
        PointError::OffCurve => ProofError::OffCurve(point),
        PointError::OutsideSubgroup => ProofError::OutsideSubgroup(point),
    }
}
