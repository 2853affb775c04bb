//! A verifying key's bytes: what trust files hold, and what its digest is of.

use super::{VerifyingKey, constraints};
use crate::{
    Error, Shape,
    srs::VerifierSrs,
    transcript::{POINT, point_bytes, point_of},
};
use halo2_axiom::halo2curves::bn256::G1Affine;
use std::sync::OnceLock;

/// k and the number of assets.
const HEAD: usize = 8;

impl VerifyingKey {
    /// k and the number of assets as four bytes each, big-endian; the parameters' eleven points in G2, compressed; the commitments of the
    /// fixed columns and of the copies, 64 bytes each as in proofs. The constraint system is the shape's.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = [self.shape.k().to_be_bytes(), (self.shape.assets() as u32).to_be_bytes()].concat();
        bytes.extend(self.srs.to_bytes());
        for point in self.fixed.iter().chain(&self.permutation) {
            bytes.extend(point_bytes(point));
        }
        bytes
    }

    /// Reads what [`Self::to_bytes`] gives, and nothing else: a shape that there is, all points in their one form, on their curve and in
    /// their subgroup, nothing behind. Which key it is, a verifier knows by its digest.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::Length`], [`Error::Encoding`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let (head, rest) = bytes.split_first_chunk::<HEAD>().ok_or(Error::Length)?;
        let [k, assets] =
            [0, 4].map(|at| head[at..at + 4].iter().fold(0, |n, byte| n << 8 | u32::from(*byte)));
        let shape = Shape::new(k, assets as usize)?;
        let (srs, points) = rest.split_at_checked(VerifierSrs::LENGTH).ok_or(Error::Length)?;
        let cs = constraints(shape);
        let (fixed, copies) = (cs.num_fixed_columns(), cs.permutation().get_columns().len());
        if points.len() != POINT * (fixed + copies) {
            return Err(Error::Length);
        }
        let mut fixed_points = points
            .chunks_exact(POINT)
            .map(|bytes| bytes.try_into().ok().and_then(|bytes| point_of(bytes).ok()).ok_or(Error::Encoding))
            .collect::<Result<Vec<G1Affine>, _>>()?;
        let permutation = fixed_points.split_off(fixed);
        let srs = VerifierSrs::from_bytes(srs)?;
        Ok(Self { shape, srs, fixed: fixed_points, permutation, halo2: OnceLock::new() })
    }
}
