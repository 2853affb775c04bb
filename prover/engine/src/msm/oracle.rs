//! The definition of an MSM, term by term: what the fast ones are compared with.

use ark_ec::AffineRepr;

use crate::EngineError;
use crate::error::same_length;

/// `Σ scalars[i] · bases[i]` by one double-and-add per term: `381 n` group operations or so.
///
/// # Errors
/// [`EngineError::LengthMismatch`] when the lengths differ.
pub fn msm<C: AffineRepr>(bases: &[C], scalars: &[C::ScalarField]) -> Result<C::Group, EngineError> {
    same_length("scalars", scalars.len(), bases.len())?;
    Ok(bases.iter().zip(scalars).map(|(base, scalar)| *base * scalar).sum())
}
