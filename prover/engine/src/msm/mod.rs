//! Multi-scalar multiplication: `Σ scalars[i] · bases[i]`.
//!
//! [`Decompose`] classifies the scalars and cuts them into signed digits, once for all the bases
//! they meet. Each window of each class then fills its buckets by batches of affine additions
//! (`window`), reduces them by rows and columns (`reduce`) and the windows are put together by
//! doublings (`driver`). The backends differ in the `kernel` that adds a batch, and in how scalars are taken apart (`decompose`).

pub(crate) mod cut;
pub(crate) mod decompose;
pub(crate) mod driver;
pub(crate) mod feed;
pub(crate) mod fold;
pub(crate) mod kernel;
pub(crate) mod known;
pub(crate) mod magnitude;
pub(crate) mod op;
pub mod oracle;
pub(crate) mod reduce;
pub(crate) mod scalars;
#[cfg(test)]
mod tests;
pub(crate) mod window;

pub use scalars::Scalars;

use ark_bn254::Fr;

use crate::{Bases, Curve, EngineError};

/// What comes before the multiplications: scalars classified by magnitude and cut into signed digits.
pub trait Decompose {
    /// The scalars of `head`, then those of `tail`. Linear; parallel over rayon's current pool.
    ///
    /// # Errors
    /// [`EngineError::TooLarge`] beyond `2^31 - 1` scalars.
    fn decompose(&self, head: &[Fr], tail: &[Fr]) -> Result<Scalars, EngineError>;
}

/// A multi-scalar multiplication over one group.
pub trait Msm<C: Curve> {
    /// `Σ scalars[i] · bases[i]`; the identity for no bases.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] when there are not as many scalars as bases,
    /// [`EngineError::WrongForm`] when the bases were packed for another backend.
    fn msm(&self, bases: &Bases<C>, scalars: &Scalars) -> Result<C::Group, EngineError>;
}
