//! The definition of the transforms, what the fast ones are compared with.

use ark_bn254::Fr;
use ark_ff::{FftField, Field, Zero};

use super::Transform;
use crate::EngineError;

/// The transform by its defining sums: `n²` multiplications.
///
/// # Errors
/// [`EngineError::NoSuchDomain`] and [`EngineError::NoSuchCoset`] as for the fast transforms.
pub fn ntt(values: &[Fr], transform: Transform) -> Result<Vec<Fr>, EngineError> {
    let n = values.len();
    let root = root_of_unity(n)?;
    let scale = Fr::from(n as u64).inverse().unwrap_or_default();
    let shift = transform.shift()?;
    let sum = |point: Fr| values.iter().rev().fold(Fr::zero(), |sum, value| sum * point + value);
    Ok((0..n as u64)
        .map(|i| {
            if transform.is_inverse() {
                let back = [i];
                sum(root.pow(back).inverse().unwrap_or_default())
                    * scale
                    * shift.pow(back).inverse().unwrap_or_default()
            } else {
                sum(shift * root.pow([i])) * transform.factor()
            }
        })
        .collect())
}

/// arkworks' primitive `n`-th root of unity.
///
/// # Errors
/// [`EngineError::NoSuchDomain`] unless `n` is a power of two up to `2^28`.
pub fn root_of_unity(n: usize) -> Result<Fr, EngineError> {
    if !n.is_power_of_two() || n.ilog2() > Fr::TWO_ADICITY {
        return Err(EngineError::NoSuchDomain(n));
    }
    Fr::get_root_of_unity(n as u64).ok_or(EngineError::NoSuchDomain(n))
}

/// That `root` is a primitive `n`-th root of unity.
///
/// # Errors
/// [`EngineError::NoSuchDomain`] as for [`root_of_unity`], [`EngineError::NotARoot`].
pub fn is_root(root: Fr, n: usize) -> Result<(), EngineError> {
    root_of_unity(n)?;
    let primitive = if n == 1 { root == Fr::ONE } else { root.pow([n as u64 / 2]) == -Fr::ONE };
    if primitive { Ok(()) } else { Err(EngineError::NotARoot(n)) }
}
