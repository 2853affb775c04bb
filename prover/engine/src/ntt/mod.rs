//! Number-theoretic transforms over the scalar field.

pub(crate) mod domain;
pub mod oracle;
pub(crate) mod pointwise;

use ark_bn254::Fr;

use crate::EngineError;

/// Which transform: `n` is the length, `ω` arkworks' primitive `n`-th root of unity, `g` the
/// multiplicative generator of the field (`Fr::GENERATOR`, 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transform {
    /// Coefficients to values at `ω^i`.
    Forward,
    /// Values at `ω^i` to coefficients.
    Inverse,
    /// Coefficients to values at `g ω^i`.
    CosetForward,
    /// Values at `g ω^i` to coefficients.
    CosetInverse,
}

impl Transform {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Forward, Self::Inverse, Self::CosetForward, Self::CosetInverse];

    pub(crate) fn is_inverse(self) -> bool {
        matches!(self, Self::Inverse | Self::CosetInverse)
    }
}

/// A transform of a whole domain.
pub trait Ntt {
    /// Transforms `values` in place, natural order in and out.
    ///
    /// # Errors
    /// [`EngineError::NoSuchDomain`] unless the length is a power of two up to `2^28`.
    fn ntt(&self, values: &mut [Fr], transform: Transform) -> Result<(), EngineError>;

    /// `values[i] ← values[i] · factors[i]`, on one thread. Panics when the lengths differ.
    fn multiply(&self, values: &mut [Fr], factors: &[Fr]) {
        pointwise::multiply(values, factors);
    }

    /// `values[i] ← (values[i] - others[i]) · scale`, on one thread. Panics when the lengths differ.
    fn subtract_and_scale(&self, values: &mut [Fr], others: &[Fr], scale: Fr) {
        pointwise::subtract_and_scale(values, others, scale);
    }
}
