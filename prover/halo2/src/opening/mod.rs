//! Proofs of evaluations.

mod gwc;
mod shplonk;

use crate::{Error, Parameters, transcript::Transcript};
use ark_bn254::Fr;

/// How evaluations are proved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// Two points, however many evaluations there are.
    #[default]
    Shplonk,
    /// A point for each place of evaluation.
    Gwc,
}

/// A polynomial, by its place in a list, and the point at which its value is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Query {
    pub(crate) polynomial: usize,
    pub(crate) point: Fr,
}

/// Proves the queries, in the order of the proof; polynomials by their coefficients, all of one length but those that no
/// query is of.
pub(crate) fn prove(
    opening: Opening,
    parameters: &Parameters,
    polynomials: &[&[Fr]],
    queries: &[Query],
    transcript: &mut dyn Transcript,
) -> Result<(), Error> {
    let mut asked: Vec<_> = queries.iter().map(|query| (query.polynomial, query.point)).collect();
    asked.sort_unstable();
    if asked.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Error::Rotations);
    }
    match opening {
        Opening::Shplonk => shplonk::prove(parameters, polynomials, queries, transcript),
        Opening::Gwc => gwc::prove(parameters, polynomials, queries, transcript),
    }
}
