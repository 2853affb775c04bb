//! What polynomials are committed with: the powers of the secret and their Lagrange form, as the engine takes them.

use crate::{Error, convert};
use ark_bn254::Fr;
use ark_ec::CurveGroup;
use covenant_engine::{Bases, Decompose, Engine, Msm};
use halo2_axiom::{
    SerdeFormat,
    halo2curves::{
        bn256::{Bn256, G1Affine},
        serde::SerdeObject,
    },
    poly::{
        commitment::{Params, ParamsProver},
        kzg::commitment::ParamsKZG,
    },
};
use rayon::prelude::*;

/// Bytes of a raw point.
const RAW: usize = 64;

/// Prepared once for parameters and an engine: 128 bytes a row.
pub struct Parameters {
    engine: Engine,
    k: u32,
    powers: Bases<ark_bn254::G1Affine>,
    lagrange: Bases<ark_bn254::G1Affine>,
}

impl std::fmt::Debug for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Parameters(2^{} rows, {})", self.k, self.engine.backend().name())
    }
}

impl Parameters {
    /// From the library's own.
    ///
    /// # Errors
    /// [`Error::Engine`].
    pub fn new(engine: Engine, params: &ParamsKZG<Bn256>) -> Result<Self, Error> {
        let bases = |points: &[G1Affine]| {
            let points: Vec<_> = points.par_iter().map(convert::point_to_ark).collect();
            Bases::new(&points, engine.form())
        };
        let (powers, lagrange) = (bases(params.get_g())?, bases(&lagrange_of(params))?);
        Ok(Self { engine, k: params.k(), powers, lagrange })
    }

    /// The engine that computes.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The logarithm of the rows.
    #[must_use]
    pub fn k(&self) -> u32 {
        self.k
    }

    /// The commitment of a polynomial given by its values in every row.
    ///
    /// # Errors
    /// [`Error::Engine`] where there are not as many values as rows.
    pub fn commit_lagrange(&self, values: &[Fr]) -> Result<G1Affine, Error> {
        self.commit(&self.lagrange, values)
    }

    /// The commitment of a polynomial given by its coefficients, as many as there are rows.
    ///
    /// # Errors
    /// [`Error::Engine`] where there are not.
    pub fn commit_coefficients(&self, coefficients: &[Fr]) -> Result<G1Affine, Error> {
        self.commit(&self.powers, coefficients)
    }

    fn commit(&self, bases: &Bases<ark_bn254::G1Affine>, scalars: &[Fr]) -> Result<G1Affine, Error> {
        let scalars = self.engine.decompose(&[], scalars)?;
        Ok(convert::point_from_ark(&self.engine.msm(bases, &scalars)?.into_affine()))
    }
}

/// The Lagrange form, which halo2 keeps to itself but in its own serialisation.
#[must_use]
pub fn lagrange_of(params: &ParamsKZG<Bn256>) -> Vec<G1Affine> {
    let mut bytes = Vec::new();
    let rows = params.get_g().len();
    // Writing to memory does not fail.
    let _ = params.write_custom(&mut bytes, SerdeFormat::RawBytesUnchecked);
    let lagrange = bytes.get(4 + RAW * rows..4 + 2 * RAW * rows).unwrap_or_default();
    lagrange.par_chunks_exact(RAW).map(G1Affine::from_raw_bytes_unchecked).collect()
}
