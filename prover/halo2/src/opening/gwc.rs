//! Gabizon, Williamson and Ciobotaru: the polynomials of each point are combined, and divided once.

use super::Query;
use crate::{Error, Parameters, evaluate, transcript::Transcript};
use ark_bn254::Fr;
use ark_ff::AdditiveGroup;
use covenant_engine::{Evaluate, program::Program};
use zeroize::Zeroizing;

pub(super) fn prove(
    parameters: &Parameters,
    polynomials: &[&[Fr]],
    queries: &[Query],
    transcript: &mut dyn Transcript,
) -> Result<(), Error> {
    let v = transcript.challenge();
    let mut points: Vec<(Fr, Vec<usize>)> = Vec::new();
    for query in queries {
        match points.iter_mut().find(|(point, _)| *point == query.point) {
            Some((_, asked)) => asked.push(query.polynomial),
            None => points.push((query.point, vec![query.polynomial])),
        }
    }
    let rows = polynomials.iter().map(|polynomial| polynomial.len()).max().unwrap_or_default();
    let mut combined = Zeroizing::new(vec![Fr::ZERO; rows]);
    for (point, asked) in points {
        let powers: Vec<Fr> = evaluate::powers(v).take(asked.len()).collect();
        let columns: Vec<&[Fr]> = asked.iter().map(|polynomial| polynomials[*polynomial]).collect();
        parameters.engine().evaluate(&Program::combination(&powers), &columns, &mut combined)?;
        evaluate::divide(&mut combined, point);
        transcript.write_point(parameters.commit_coefficients(&combined)?)?;
    }
    Ok(())
}
