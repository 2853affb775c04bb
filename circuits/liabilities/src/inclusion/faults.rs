//! What is made for all rows together is checked before any of it leaves: a fault of a machine must not reach a holder as an accusation.

use super::{InclusionError, commitments::challenge, verify::is_one};
use crate::{F, points, srs::VerifierSrs, transcript::point_bytes};
use ark_bn254::{G1Affine as Point, G1Projective};
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, FftField, Field};
use covenant_engine::{Bases, CosetOpenings, Decompose, Engine, Msm};
use covenant_statements::Fr;
use halo2_axiom::halo2curves::bn256::{G1Affine, G2Affine};

/// The rows' equations ([`super::verify::Combined`]) combined by powers of a number, weights summed over the rows that share a point. Rows are
/// arkworks', `exponent` times halo2's.
pub(super) fn check_all(
    engine: &Engine,
    (made, exponent): (&CosetOpenings, usize),
    values: &[F],
    commitment: &G1Affine,
    srs: &VerifierSrs,
) -> Result<(), InclusionError> {
    let (rows, cosets) = (values.len(), made.multi_proofs.len());
    let (size, failed) = (rows / cosets, InclusionError::Prover);
    let root = Fr::get_root_of_unity(rows as u64).ok_or(failed)?;
    let powers = |first: Fr, ratio: Fr| std::iter::successors(Some(first), move |power| Some(*power * ratio));
    let places: Vec<Fr> = powers(Fr::ONE, root).take(rows).collect();
    // It follows what was made: a fault does not depend on it.
    let bytes: Vec<u8> =
        made.multi_proofs.iter().flat_map(|point| point_bytes(&points::from_ark(point))).collect();
    let rho = points::to_ark_scalar(&challenge(&bytes));
    let mut weights: Vec<Fr> = powers(Fr::ONE, rho).take(rows).collect();
    let total: Fr = weights.iter().sum();
    let value: Fr = values
        .iter()
        .enumerate()
        .map(|(row, value)| weights[row * exponent % rows] * points::to_ark_scalar(value))
        .sum();
    // From the rows up to the cosets: the weights of those that share a point, and the same times what X^s is in each.
    let (mut fixed, mut pairs) = (Vec::new(), Vec::new());
    for (level, tau) in (0..size.ilog2()).rev().zip(srs.halvings(size).collect::<Vec<_>>().into_iter().rev())
    {
        // So many points there are in this level: the rows equal modulo that share one.
        let nodes = cosets << level;
        let step = size >> (level + 1);
        let mut of_powers = vec![Fr::ZERO; nodes];
        for node in 0..nodes {
            let (plus, minus) = (weights[node], weights[node + nodes]);
            of_powers[node] = (plus - minus) * places[node * step % rows];
            weights[node] = plus + minus;
        }
        weights.truncate(nodes);
        let of_level: Vec<Point> = made.level(level).copied().collect();
        let sum = Sums::new(engine, &of_level)?;
        fixed.push(sum.of(&of_powers)?);
        pairs.push((sum.of(&weights)?, tau));
    }
    let of_powers: Vec<Fr> =
        weights.iter().enumerate().map(|(coset, weight)| *weight * places[coset * size % rows]).collect();
    let sum = Sums::new(engine, &made.multi_proofs)?;
    fixed.push(sum.of(&of_powers)?);
    pairs.push((sum.of(&weights)?, srs.coset(size).ok_or(failed)?));
    fixed.push(points::to_ark(commitment) * total - points::to_ark(&G1Affine::generator()) * value);
    let fixed: G1Projective = fixed.iter().sum();
    let of = |point: G1Projective| points::from_ark(&point.into_affine());
    let moved = pairs.iter().map(|(sum, tau)| (of(-*sum), *tau));
    let pairs: Vec<(G1Affine, G2Affine)> =
        std::iter::once((of(fixed), G2Affine::generator())).chain(moved).collect();
    if is_one(&pairs) { Ok(()) } else { Err(failed) }
}

/// Combinations of the same points.
struct Sums<'a> {
    engine: &'a Engine,
    bases: Bases<Point>,
}

impl<'a> Sums<'a> {
    fn new(engine: &'a Engine, points: &[Point]) -> Result<Self, InclusionError> {
        let bases = Bases::new(points, engine.form()).map_err(|_| InclusionError::Prover)?;
        Ok(Self { engine, bases })
    }

    fn of(&self, scalars: &[Fr]) -> Result<G1Projective, InclusionError> {
        let scalars = self.engine.decompose(&[], scalars);
        scalars.and_then(|scalars| self.engine.msm(&self.bases, &scalars)).map_err(|_| InclusionError::Prover)
    }
}
