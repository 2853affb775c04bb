//! Number-theoretic transforms over the scalar field.

pub(crate) mod domain;
pub mod oracle;
pub(crate) mod pointwise;

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};

use crate::EngineError;

/// Which transform: `n` is the length, `ω` arkworks' primitive `n`-th root of unity, `s` a coset's shift, not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transform {
    /// Coefficients to values at `ω^i`.
    Forward,
    /// Values at `ω^i` to coefficients.
    Inverse,
    /// Coefficients to values at `s ω^i`.
    CosetForward(Fr),
    /// Values at `s ω^i` to coefficients.
    CosetInverse(Fr),
    /// Coefficients to values at `s ω^i` times a factor: `s`, and the factor.
    ScaledCosetForward(Fr, Fr),
}

impl Transform {
    pub(crate) fn is_inverse(self) -> bool {
        matches!(self, Self::Inverse | Self::CosetInverse(_))
    }

    /// By what all values are multiplied.
    pub(crate) fn factor(self) -> Fr {
        match self {
            Self::ScaledCosetForward(_, factor) => factor,
            _ => Fr::ONE,
        }
    }

    /// The coset's shift, one for the domain itself.
    ///
    /// # Errors
    /// [`EngineError::NoSuchCoset`] for zero.
    pub(crate) fn shift(self) -> Result<Fr, EngineError> {
        match self {
            Self::Forward | Self::Inverse => Ok(Fr::ONE),
            Self::CosetForward(shift) | Self::CosetInverse(shift) | Self::ScaledCosetForward(shift, _) => {
                if shift == Fr::ZERO {
                    Err(EngineError::NoSuchCoset)
                } else {
                    Ok(shift)
                }
            }
        }
    }
}

/// A transform of a whole domain.
pub trait Ntt {
    /// Transforms `values` in place, natural order in and out.
    ///
    /// # Errors
    /// [`EngineError::NoSuchDomain`] unless the length is a power of two up to `2^28`, [`EngineError::NoSuchCoset`] for
    /// a shift of zero.
    fn ntt(&self, values: &mut [Fr], transform: Transform) -> Result<(), EngineError>;

    /// As [`Ntt::ntt`] with another `ω` than arkworks': `root`, which is of the length's order.
    ///
    /// # Errors
    /// [`EngineError::NotARoot`]; as [`Ntt::ntt`].
    fn ntt_of(&self, values: &mut [Fr], root: Fr, transform: Transform) -> Result<(), EngineError>;

    /// `values[i] ← values[i] · factors[i]`, on one thread. Panics when the lengths differ.
    fn multiply(&self, values: &mut [Fr], factors: &[Fr]) {
        pointwise::multiply(values, factors);
    }

    /// `values[i] ← values[i] - others[i]`, on one thread. Panics when the lengths differ.
    fn subtract(&self, values: &mut [Fr], others: &[Fr]) {
        pointwise::subtract(values, others);
    }
}
