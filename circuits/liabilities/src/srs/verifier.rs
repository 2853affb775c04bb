//! What a verifier needs of the parameters: eleven powers in G2.

use crate::Error;
use halo2_axiom::{
    halo2curves::{
        bn256::{Bn256, G1Affine, G2Affine},
        group::{GroupEncoding, cofactor::CofactorGroup, prime::PrimeCurveAffine},
    },
    poly::kzg::commitment::ParamsKZG,
};
use sha2::{Digest, Sha256};

/// Sizes of the cosets that inclusion proofs open.
pub const COSETS: [usize; 5] = [64, 128, 256, 512, 1024];

/// Powers of the secret that are there in G2: τ, τ², τ⁴, up to that of the largest coset.
pub(super) const POWERS: usize = 11;

const _: () = assert!(1 << (POWERS - 1) == COSETS[COSETS.len() - 1]);

/// The secret's powers in G2: τ^(2^i) for i from 0 to 10. The generators are the curve's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifierSrs {
    pub(super) powers: [G2Affine; POWERS],
}

impl VerifierSrs {
    /// Bytes: eleven points of 64.
    pub const LENGTH: usize = POWERS * 64;

    /// τ·G₂.
    #[must_use]
    pub fn tau(&self) -> G2Affine {
        self.powers[0]
    }

    /// τ^size·G₂, for a size of [`COSETS`].
    #[must_use]
    pub fn coset(&self, size: usize) -> Option<G2Affine> {
        COSETS.contains(&size).then(|| self.powers[size.ilog2() as usize])
    }

    /// τ^(size/2)·G₂, τ^(size/4)·G₂, …, τ·G₂: what a coset of so many rows is halved by, for a size of [`COSETS`].
    pub fn halvings(&self, size: usize) -> impl Iterator<Item = G2Affine> {
        let levels = if COSETS.contains(&size) { size.ilog2() as usize } else { 0 };
        self.powers[..levels].iter().rev().copied()
    }

    /// The eleven points, compressed as halo2curves does.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        for (to, point) in bytes.chunks_exact_mut(64).zip(&self.powers) {
            to.copy_from_slice(point.to_bytes().as_ref());
        }
        bytes
    }

    /// Reads what [`Self::to_bytes`] gives: points in their one form, in the subgroup, none at infinity.
    ///
    /// # Errors
    /// [`Error::Encoding`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() != Self::LENGTH {
            return Err(Error::Encoding);
        }
        let mut powers = [G2Affine::identity(); POWERS];
        for (power, bytes) in powers.iter_mut().zip(bytes.chunks_exact(64)) {
            let mut form = <G2Affine as GroupEncoding>::Repr::default();
            form.as_mut().copy_from_slice(bytes);
            let point: Option<G2Affine> = G2Affine::from_bytes(&form).into();
            *power = point
                .filter(|point| is_member(point) && point.to_bytes().as_ref() == bytes)
                .ok_or(Error::Encoding)?;
        }
        Ok(Self { powers })
    }

    /// SHA-256("covenant/srs" ‖ the eleven points): what a verifier pins.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::new().chain_update(b"covenant/srs").chain_update(self.to_bytes()).finalize().into()
    }

    /// halo2's form, with the one power in G1 that a verifier reads.
    #[must_use]
    pub(crate) fn params(&self, k: u32) -> ParamsKZG<Bn256> {
        super::params(k, vec![G1Affine::generator()], Vec::new(), self)
    }
}

/// In the subgroup, and not at infinity. G2's curve has other points, and no reader of halo2curves looks.
pub(super) fn is_member(point: &G2Affine) -> bool {
    !bool::from(point.is_identity()) && bool::from(point.to_curve().is_torsion_free())
}
