//! Boneh, Drake, Fisch and Gabizon (eprint 2020/081): polynomials that are opened at the same points are combined to one.
//!
//! For a set of points T with the combination N, `(N - R) / Z_T` is `Σ_{t ∈ T} (N - N(t)) / (X - t) · 1 / Π (t - s)`, s over T's other points. So what all sets need at a
//! point is divided once, and R is never written down.

use super::Query;
use crate::{
    Error, Parameters,
    evaluate::{self, powers},
    transcript::Transcript,
};
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};
use covenant_engine::{Evaluate, Ntt, groth16::SecretScalars, program::Program};
use rayon::prelude::*;
use zeroize::Zeroizing;

/// Coefficients of one piece of parallel work.
const CHUNK: usize = 1 << 12;

/// Polynomials opened at the same points.
struct Set {
    /// Points by their places in the list of all.
    points: Vec<usize>,
    /// In the order of their first query.
    polynomials: Vec<usize>,
}

pub(super) fn prove(
    parameters: &Parameters,
    polynomials: &[&[Fr]],
    queries: &[Query],
    transcript: &mut dyn Transcript,
) -> Result<(), Error> {
    let y = transcript.challenge();
    let (points, sets) = sets(queries);
    let v = transcript.challenge();
    let sets = combine(parameters, polynomials, (&points, sets), y)?;
    let rows = polynomials.iter().map(|polynomial| polynomial.len()).max().unwrap_or_default();
    let quotient = quotient(parameters, &points, &sets, v, rows)?;
    transcript.write_point(parameters.commit_coefficients(&quotient)?)?;
    let u = transcript.challenge();
    let witness = witness(parameters, &points, &sets, (v, u), quotient)?;
    transcript.write_point(parameters.commit_coefficients(&witness)?)?;
    Ok(())
}

/// All points, and the sets of polynomials, each in the order of their first query.
fn sets(queries: &[Query]) -> (Vec<Fr>, Vec<Set>) {
    let mut points: Vec<Fr> = Vec::new();
    let mut of_polynomials: Vec<(usize, Vec<usize>)> = Vec::new();
    for query in queries {
        let point = points.iter().position(|point| *point == query.point).unwrap_or_else(|| {
            points.push(query.point);
            points.len() - 1
        });
        match of_polynomials.iter_mut().find(|(polynomial, _)| *polynomial == query.polynomial) {
            Some((_, asked)) => asked.push(point),
            None => of_polynomials.push((query.polynomial, vec![point])),
        }
    }
    let mut sets: Vec<Set> = Vec::new();
    for (polynomial, mut asked) in of_polynomials {
        asked.sort_unstable();
        match sets.iter_mut().find(|set| set.points == asked) {
            Some(set) => set.polynomials.push(polynomial),
            None => sets.push(Set { points: asked, polynomials: vec![polynomial] }),
        }
    }
    (points, sets)
}

/// A set's combination.
struct Combined {
    /// Its points' places.
    points: Vec<usize>,
    /// Its coefficients.
    polynomial: SecretScalars,
    /// `1 / Π (t - s)` for each of its points t, over its other points s.
    weights: Vec<Fr>,
}

fn combine(
    parameters: &Parameters,
    polynomials: &[&[Fr]],
    (points, sets): (&[Fr], Vec<Set>),
    y: Fr,
) -> Result<Vec<Combined>, Error> {
    let combine = |set: Set| {
        let factors: Vec<Fr> = powers(y).take(set.polynomials.len()).collect();
        let columns: Vec<&[Fr]> = set.polynomials.iter().map(|polynomial| polynomials[*polynomial]).collect();
        let mut polynomial = Zeroizing::new(vec![Fr::ZERO; columns.first().map_or(0, |column| column.len())]);
        parameters.engine().evaluate(&Program::combination(&factors), &columns, &mut polynomial)?;
        let weight = |place: &usize| {
            let others = set.points.iter().filter(|other| *other != place);
            others.map(|other| points[*place] - points[*other]).product::<Fr>().inverse().unwrap_or_default()
        };
        let weights = set.points.iter().map(weight).collect();
        Ok(Combined { points: set.points, polynomial, weights })
    };
    sets.into_iter().map(combine).collect()
}

/// `Σ v^i (N_i - R_i) / Z_i`.
fn quotient(
    parameters: &Parameters,
    points: &[Fr],
    sets: &[Combined],
    v: Fr,
    rows: usize,
) -> Result<SecretScalars, Error> {
    let engine = parameters.engine();
    // One part at a time: it is taken off, with the opposite sign.
    let [mut quotient, mut part] = [(); 2].map(|()| SecretScalars::new(vec![Fr::ZERO; rows]));
    for (place, point) in points.iter().enumerate() {
        let (mut factors, mut columns) = (Vec::new(), Vec::new());
        for (set, factor) in sets.iter().zip(powers(v)) {
            if let Some(at) = set.points.iter().position(|of| *of == place) {
                factors.push(-(factor * set.weights[at]));
                columns.push(set.polynomial.as_slice());
            }
        }
        engine.evaluate(&Program::combination(&factors), &columns, &mut part)?;
        evaluate::divide(&mut part, *point);
        quotient
            .par_chunks_mut(CHUNK)
            .zip(part.par_chunks(CHUNK))
            .for_each(|(quotient, part)| engine.subtract(quotient, part));
    }
    Ok(quotient)
}

/// `(Σ v^i z_i (N_i - R_i(u)) - Z(u) H) / (X - u) / z_0`, with `z_i` the product of `u - s` over the points that are not in set i, and `Z(u)` that over all.
fn witness(
    parameters: &Parameters,
    points: &[Fr],
    sets: &[Combined],
    (v, u): (Fr, Fr),
    quotient: SecretScalars,
) -> Result<SecretScalars, Error> {
    let vanishing =
        |places: &mut dyn Iterator<Item = usize>| places.map(|place| u - points[place]).product::<Fr>();
    let outside =
        |set: &Combined| vanishing(&mut (0..points.len()).filter(|place| !set.points.contains(place)));
    // u is a point with a probability of 2^-250, and then the stock prover fails too.
    let scale = sets.first().and_then(|set| outside(set).inverse()).ok_or(Error::Challenge)?;
    let (mut factors, mut columns) = (Vec::new(), Vec::new());
    for (set, power) in sets.iter().zip(powers(v)) {
        factors.push(power * outside(set) * scale);
        columns.push(set.polynomial.as_slice());
    }
    factors.push(-(vanishing(&mut (0..points.len())) * scale));
    columns.push(quotient.as_slice());
    let mut witness = Zeroizing::new(vec![Fr::ZERO; quotient.len()]);
    parameters.engine().evaluate(&Program::combination(&factors), &columns, &mut witness)?;
    // The constant, which R_i(u) belongs to, falls to the remainder.
    evaluate::divide(&mut witness, u);
    Ok(witness)
}
