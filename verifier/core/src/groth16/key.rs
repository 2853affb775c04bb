//! The verifying key: its bytes, and the degenerate keys under which anybody can forge.

use alloc::vec::Vec;

use super::curve::{G1Affine, G2Affine};
use ark_ec::AffineRepr;

use super::encoding::{self, G1_BYTES, G2_BYTES, PointError};
use super::error::KeyError;

/// The most public inputs a key may have: bounds the work that a key's bytes can ask for.
pub const MAX_PUBLIC_INPUTS: usize = 64;

/// Bytes before IC₀: α (64), β, γ and δ (128 each).
const HEADER_BYTES: usize = G1_BYTES + 3 * G2_BYTES;

/// A verifying key whose points are all finite, on the curve, in the subgroup, and in no relation that allows forgery.
///
/// It cannot be built otherwise. That its toxic waste is unknown is not visible in its bytes: keys are
/// trusted by their digest, from the verifier's own store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    pub(super) alpha: G1Affine,
    pub(super) beta: G2Affine,
    pub(super) gamma: G2Affine,
    pub(super) delta: G2Affine,
    pub(super) input_points: Vec<G1Affine>,
}

impl VerifyingKey {
    /// Decodes α ‖ β ‖ γ ‖ δ ‖ IC₀ … ICₙ, 448 + 64·(n + 1) bytes, 1 ≤ n ≤ [`MAX_PUBLIC_INPUTS`].
    ///
    /// # Errors
    /// [`KeyError`] names the first point, or the relation between two points, that is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let (alpha, rest) = bytes.split_first_chunk::<G1_BYTES>().ok_or(KeyError::Length)?;
        let (beta, rest) = rest.split_first_chunk::<G2_BYTES>().ok_or(KeyError::Length)?;
        let (gamma, rest) = rest.split_first_chunk::<G2_BYTES>().ok_or(KeyError::Length)?;
        let (delta, rest) = rest.split_first_chunk::<G2_BYTES>().ok_or(KeyError::Length)?;
        let (inputs, trailing) = rest.as_chunks::<G1_BYTES>();
        if !trailing.is_empty() || !(2..=MAX_PUBLIC_INPUTS + 1).contains(&inputs.len()) {
            return Err(KeyError::Length);
        }
        let key = Self {
            alpha: encoding::g1(alpha).map_err(named("alpha"))?,
            beta: encoding::g2(beta).map_err(named("beta"))?,
            gamma: encoding::g2(gamma).map_err(named("gamma"))?,
            delta: encoding::g2(delta).map_err(named("delta"))?,
            input_points: inputs
                .iter()
                .map(|point| encoding::g1(point).map_err(named("input points")))
                .collect::<Result<_, _>>()?,
        };
        key.check_relations()?;
        Ok(key)
    }

    /// A key from its points, `input_points` being IC₀ … ICₙ; checked as [`Self::from_bytes`] checks.
    ///
    /// # Errors
    /// As [`Self::from_bytes`].
    pub fn from_points(
        alpha: G1Affine,
        beta: G2Affine,
        gamma: G2Affine,
        delta: G2Affine,
        input_points: &[G1Affine],
    ) -> Result<Self, KeyError> {
        if !(2..=MAX_PUBLIC_INPUTS + 1).contains(&input_points.len()) {
            return Err(KeyError::Length);
        }
        let key = Self {
            alpha: encoding::check_g1(alpha).map_err(named("alpha"))?,
            beta: encoding::check_g2(beta).map_err(named("beta"))?,
            gamma: encoding::check_g2(gamma).map_err(named("gamma"))?,
            delta: encoding::check_g2(delta).map_err(named("delta"))?,
            input_points: input_points
                .iter()
                .map(|point| encoding::check_g1(*point).map_err(named("input points")))
                .collect::<Result<_, _>>()?,
        };
        key.check_relations()?;
        Ok(key)
    }

    /// The one encoding: `from_bytes(to_bytes(key)) == key`, and the digest is taken over these bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES + G1_BYTES * self.input_points.len());
        bytes.extend_from_slice(&encoding::g1_bytes(&self.alpha));
        for point in [&self.beta, &self.gamma, &self.delta] {
            bytes.extend_from_slice(&encoding::g2_bytes(point));
        }
        for point in &self.input_points {
            bytes.extend_from_slice(&encoding::g1_bytes(point));
        }
        bytes
    }

    /// α, then β, γ and δ, then IC₀ … ICₙ: what [`Self::from_points`] takes.
    pub fn points(&self) -> (G1Affine, [G2Affine; 3], &[G1Affine]) {
        (self.alpha, [self.beta, self.gamma, self.delta], &self.input_points)
    }

    /// How many public inputs a proof under this key has.
    #[must_use]
    pub fn public_inputs(&self) -> usize {
        self.input_points.len() - 1
    }

    /// Refuses keys for which a forgery can be written down. On a curve in short Weierstrass form two points are equal up to sign
    /// exactly when their x coordinates are. A γ that is the generator is what snarkjs
    /// makes and is sound while δ is random.
    fn check_relations(&self) -> Result<(), KeyError> {
        let generator = G2Affine::generator();
        let refused = [
            (self.gamma.x == self.delta.x, KeyError::GammaEqualsDelta),
            (self.beta.x == self.gamma.x, KeyError::BetaEqualsGamma),
            (self.beta.x == self.delta.x, KeyError::BetaEqualsDelta),
            (self.delta.x == generator.x, KeyError::DeltaIsGenerator),
            (self.beta.x == generator.x, KeyError::BetaIsGenerator),
            (self.alpha.x == G1Affine::generator().x, KeyError::AlphaIsGenerator),
        ];
        if let Some((_, error)) = refused.into_iter().find(|(holds, _)| *holds) {
            return Err(error);
        }
        for (i, point) in self.input_points.iter().enumerate() {
            if point.x == self.alpha.x {
                return Err(KeyError::InputPointIsAlpha);
            }
            if self.input_points.iter().skip(i + 1).any(|other| other.x == point.x) {
                return Err(KeyError::RepeatedInputPoint);
            }
        }
        Ok(())
    }
}

/// Says which point an encoding error is about.
fn named(point: &'static str) -> impl Fn(PointError) -> KeyError {
    move |error| match error {
        PointError::NotCanonical => KeyError::NotCanonical(point),
        PointError::Identity => KeyError::Identity(point),
        PointError::OffCurve => KeyError::OffCurve(point),
        PointError::OutsideSubgroup => KeyError::OutsideSubgroup(point),
    }
}
