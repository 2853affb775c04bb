//! The powers of a secret that commitments are made with. Whoever knows the secret forges proofs: verifiers pin the digest of the one
//! that they take.
//!
//! `development` makes parameters on one machine, `ptau` reads those of a ceremony, `file` keeps either,
//! [`VerifierSrs`] is what verifiers need.

mod development;
mod file;
mod ptau;
mod verifier;

pub use file::{CEREMONY, DEVELOPMENT};
pub use verifier::{COSETS, VerifierSrs};

use crate::{Error, Shape};
use covenant_engine::Engine;
use covenant_halo2_prover::Parameters;
use halo2_axiom::{
    halo2curves::{
        bn256::{Bn256, G1Affine, G2Affine},
        group::prime::PrimeCurveAffine,
        serde::SerdeObject,
    },
    poly::{
        commitment::{Params, ParamsProver},
        kzg::commitment::ParamsKZG,
    },
};
use rand::SeedableRng;
use std::sync::{Arc, OnceLock};

/// Where parameters come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This machine or another one, alone: whoever had the secret forges. For development.
    Development,
    /// A ceremony's file.
    Ceremony,
}

/// Parameters for proving: powers in G1, in two bases, and some in G2.
#[derive(Clone, Debug)]
pub struct Srs {
    params: ParamsKZG<Bn256>,
    verifier: VerifierSrs,
    origin: Origin,
    /// The engine's form, made when something is first committed.
    prepared: OnceLock<Arc<Parameters>>,
}

impl Srs {
    fn from_parts(
        k: u32,
        powers: Vec<G1Affine>,
        lagrange: Vec<G1Affine>,
        verifier: VerifierSrs,
        origin: Origin,
    ) -> Self {
        let params = params(k, powers, lagrange, &verifier);
        Self { params, verifier, origin, prepared: OnceLock::new() }
    }

    /// The logarithm of the rows.
    #[must_use]
    pub fn k(&self) -> u32 {
        self.params.k()
    }

    /// Where they come from.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// halo2's form.
    #[must_use]
    pub fn params(&self) -> &ParamsKZG<Bn256> {
        &self.params
    }

    /// The form that proofs are made with; made at the first call, another 128 bytes a row.
    ///
    /// # Errors
    /// None that these parameters can cause.
    pub fn prepared(&self) -> Result<&Parameters, Error> {
        if let Some(prepared) = self.prepared.get() {
            return Ok(prepared);
        }
        let prepared = Parameters::new(Engine::detect(), &self.params).map_err(|_| Error::Prover)?;
        Ok(self.prepared.get_or_init(|| Arc::new(prepared)))
    }

    /// What a verifier needs of them.
    #[must_use]
    pub fn verifier(&self) -> VerifierSrs {
        self.verifier
    }

    /// The power of the secret in G1.
    fn power(&self, exponent: usize) -> G1Affine {
        self.params.get_g()[exponent]
    }
}

/// halo2's form of parts.
fn params(
    k: u32,
    powers: Vec<G1Affine>,
    lagrange: Vec<G1Affine>,
    verifier: &VerifierSrs,
) -> ParamsKZG<Bn256> {
    // There is no other constructor from parts; of the parameters that it is called on it uses nothing.
    let any = ParamsKZG::<Bn256>::setup(0, rand_chacha::ChaCha20Rng::from_seed([0; 32]));
    any.from_parts(k, powers, Some(lagrange), G2Affine::generator(), verifier.tau())
}

fn sized(k: u32) -> Result<(), Error> {
    if Shape::SIZES.contains(&k) { Ok(()) } else { Err(Error::Shape) }
}

/// A point in halo2's raw form, as `.ptau` files have it too: coordinates in Montgomery form, little-endian. On the curve, not at infinity.
fn raw_point<C: SerdeObject + PrimeCurveAffine>(bytes: &[u8]) -> Result<C, Error> {
    C::from_raw_bytes(bytes).filter(|point| !bool::from(point.is_identity())).ok_or(Error::Srs)
}

#[cfg(test)]
mod tests;
