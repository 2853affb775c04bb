//! The seam between the service and the nullifier registry's key.

/// Evaluates the registry's oblivious function. The binary implements it.
///
/// Points are 32 bytes in circomlib's `packPoint` form; scalars are 32 bytes,
/// little-endian.
pub trait Evaluator: Send + Sync + 'static {
    /// The registry's public key K.
    fn public_key(&self) -> [u8; 32];

    /// E = k·B, with a proof that its logarithm to base B is K's.
    ///
    /// # Errors
    /// What is wrong with the blinded point, or that the registry failed.
    fn evaluate(&self, blinded: &[u8; 32]) -> Result<Evaluation, EvaluateError>;
}

/// An evaluated point with its proof. Never printed: with the blinding scalar it gives the nullifier.
#[derive(Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// E, packed.
    pub evaluated: [u8; 32],
    /// The proof's challenge c.
    pub challenge: [u8; 32],
    /// The proof's response s.
    pub response: [u8; 32],
}

impl std::fmt::Debug for Evaluation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Evaluation([redacted])")
    }
}

/// Why a point was not evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// The bytes are not the one encoding of a point.
    #[error("the blinded point's encoding is not canonical")]
    NotCanonical,
    /// No point of the curve has these bytes.
    #[error("the blinded point is not on the curve")]
    OffCurve,
    /// The identity.
    #[error("the blinded point is the identity")]
    Identity,
    /// A point outside the prime-order subgroup.
    #[error("the blinded point is outside the prime-order subgroup")]
    OutsideSubgroup,
    /// The registry failed.
    #[error("the registry could not evaluate the point")]
    Internal,
}

impl EvaluateError {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotCanonical => "nullifier/point-not-canonical",
            Self::OffCurve => "nullifier/point-off-curve",
            Self::Identity => "nullifier/point-identity",
            Self::OutsideSubgroup => "nullifier/point-outside-subgroup",
            Self::Internal => "nullifier/internal",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_evaluation_is_not_printed() {
        let evaluation = Evaluation { evaluated: [1; 32], challenge: [2; 32], response: [3; 32] };
        assert_eq!(format!("{evaluation:?}"), "Evaluation([redacted])");
    }
}
