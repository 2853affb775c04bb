//! The nullifier registry's key, as the service sees it.

use ark_ff::{BigInteger as _, PrimeField as _};
use covenant_gadgets::babyjubjub::codec::{self, PointError};
use covenant_gadgets::eddsa::SecretKey;
use covenant_gadgets::voprf::{self, VoprfError};
use covenant_service::{EvaluateError, Evaluation, Evaluator};
use rand::rngs::OsRng;

/// The nullifier registry's key at work.
pub(crate) struct NullifierKey(SecretKey);

impl NullifierKey {
    /// With this key.
    pub(crate) fn new(key: SecretKey) -> Self {
        Self(key)
    }
}

impl Evaluator for NullifierKey {
    fn public_key(&self) -> [u8; 32] {
        codec::pack(&self.0.public())
    }

    fn evaluate(&self, blinded: &[u8; 32]) -> std::result::Result<Evaluation, EvaluateError> {
        let point = codec::unpack(blinded).map_err(|error| match error {
            PointError::NotOnCurve => EvaluateError::OffCurve,
            _ => EvaluateError::NotCanonical,
        })?;
        if point == covenant_statements::Point::default() {
            return Err(EvaluateError::Identity);
        }
        let evaluation = voprf::evaluate(&self.0, &point, &mut OsRng).map_err(|error| match error {
            VoprfError::Subgroup => EvaluateError::OutsideSubgroup,
            _ => EvaluateError::Internal,
        })?;
        let mut challenge = [0u8; 32];
        challenge.copy_from_slice(&evaluation.c.into_bigint().to_bytes_le());
        Ok(Evaluation {
            evaluated: codec::pack(&evaluation.evaluated),
            challenge,
            response: codec::scalar_to_bytes(&evaluation.s),
        })
    }
}
