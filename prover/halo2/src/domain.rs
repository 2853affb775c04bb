//! Polynomials between their values and their coefficients, over halo2's roots of unity.

use crate::{Error, F, convert::scalar_to_ark};
use ark_bn254::Fr;
use ark_ff::Field as _;
use covenant_engine::{Engine, Ntt, Transform};
use halo2_axiom::poly::EvaluationDomain;
use rayon::prelude::*;

/// The rows' domain, and the cosets on which the quotient is evaluated.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    pub(crate) engine: Engine,
    pub(crate) rows: usize,
    /// halo2's root of unity of that order; arkworks has another.
    pub(crate) omega: Fr,
    /// The quotient's pieces, each of as many coefficients as there are rows.
    pub(crate) pieces: usize,
    /// As many cosets as pieces, by their shifts: the fewest that determine the quotient.
    pub(crate) shifts: Vec<Fr>,
}

impl Domain {
    pub(crate) fn new(engine: Engine, domain: &EvaluationDomain<F>) -> Self {
        let pieces = domain.quotient_poly_degree as usize;
        let step = scalar_to_ark(&domain.extended_omega);
        let first = scalar_to_ark(&domain.g_coset);
        let shifts = std::iter::successors(Some(first), |shift| Some(*shift * step)).take(pieces).collect();
        Self { engine, rows: 1 << domain.k, omega: scalar_to_ark(&domain.omega), pieces, shifts }
    }

    /// `point · ω^rotation`.
    pub(crate) fn rotate(&self, point: Fr, rotation: i32) -> Fr {
        point * self.omega.pow([i64::from(rotation).rem_euclid(self.rows as i64) as u64])
    }

    /// The points of a coset, times `scale`.
    pub(crate) fn identity(&self, shift: Fr, scale: Fr) -> Vec<Fr> {
        let part = self.rows.min(1 << 10);
        let low: Vec<Fr> =
            std::iter::successors(Some(Fr::ONE), |point| Some(*point * self.omega)).take(part).collect();
        let step = self.omega.pow([part as u64]);
        let mut points = vec![shift; self.rows];
        points.par_chunks_mut(part).enumerate().for_each(|(chunk, points)| {
            points.fill(scale * shift * step.pow([chunk as u64]));
            self.engine.multiply(points, &low);
        });
        points
    }

    /// Values in the rows to coefficients, in place.
    pub(crate) fn interpolate(&self, values: &mut [Fr]) -> Result<(), Error> {
        Ok(self.engine.ntt_of(values, self.omega, Transform::Inverse)?)
    }

    /// Coefficients to values on a coset times `scale`, in place.
    pub(crate) fn on_coset(&self, coefficients: &mut [Fr], shift: Fr, scale: Fr) -> Result<(), Error> {
        Ok(self.engine.ntt_of(coefficients, self.omega, Transform::ScaledCosetForward(shift, scale))?)
    }

    /// Values on a coset to coefficients, in place.
    pub(crate) fn off_coset(&self, values: &mut [Fr], shift: Fr) -> Result<(), Error> {
        Ok(self.engine.ntt_of(values, self.omega, Transform::CosetInverse(shift))?)
    }
}
