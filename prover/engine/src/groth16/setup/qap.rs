//! The polynomials of the QAP at the secret point.
//!
//! Row `i` of the matrices has the Lagrange polynomial `L_i` of the domain for its weight: a variable's polynomial has the
//! value `Σ L_i(τ) · entry` over its column. The rows of the instance, one per variable, are behind those of the constraints, in `A` alone.

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field, batch_inversion};
use rayon::prelude::*;
use std::ops::Range;
use zeroize::Zeroizing;

use super::phase::{SetupPhase, SetupProgress, report};
use crate::EngineError;
use crate::groth16::r1cs::{MINUS_ONE, ONE, Rows};
use crate::groth16::{R1cs, SecretScalars};
use crate::ntt::oracle::root_of_unity;

/// Values that share an inversion.
const CHUNK: usize = 1 << 12;

/// Rows between two reports.
const ROWS: usize = 1 << 18;

/// The values of each variable's polynomials.
pub(super) struct Qap {
    pub(super) a: SecretScalars,
    pub(super) b: SecretScalars,
    pub(super) c: SecretScalars,
}

/// All polynomials at `tau`, which is outside the domain.
pub(super) fn evaluate(r1cs: &R1cs, tau: Fr, progress: &mut SetupProgress<'_>) -> Result<Qap, EngineError> {
    let (instance, constraints) = (r1cs.num_instance(), r1cs.num_constraints());
    report(progress, SetupPhase::Lagrange, 0, 1)?;
    let lagrange = lagrange(r1cs.domain_size(), tau)?;
    let blank = || Zeroizing::new(vec![Fr::ZERO; instance + r1cs.num_witness()]);
    let (mut a, mut b, mut c) = (blank(), blank(), blank());
    for first in (0..constraints).step_by(ROWS) {
        report(progress, SetupPhase::Evaluate, first, constraints)?;
        let rows = first..constraints.min(first + ROWS);
        // A thread for each matrix: their columns are everywhere, and no two threads may add to one.
        let of = |matrix, values: &mut [Fr]| add_rows(r1cs, matrix, rows.clone(), &lagrange, values);
        rayon::join(|| of(&r1cs.a, &mut a), || rayon::join(|| of(&r1cs.b, &mut b), || of(&r1cs.c, &mut c)));
    }
    for (value, weight) in a.iter_mut().zip(&lagrange[constraints..constraints + instance]) {
        *value += weight;
    }
    Ok(Qap { a, b, c })
}

/// `values[column] += weight of the row · coefficient` for the terms of some rows. An index out of range stands for a zero, as in
/// [`R1cs::multiply`].
fn add_rows(r1cs: &R1cs, matrix: &Rows, rows: Range<usize>, weights: &[Fr], values: &mut [Fr]) {
    let (ends, terms) = (&matrix.ends[..], &matrix.terms[..]);
    let mut start = rows.start.checked_sub(1).map_or(0, |before| ends[before]);
    for row in rows {
        let (end, weight) = (ends[row], &weights[row]);
        for term in terms.get(start as usize..end as usize).unwrap_or_default() {
            let Some(value) = values.get_mut(term.column as usize) else { continue };
            match term.coefficient {
                ONE => *value += weight,
                MINUS_ONE => *value -= weight,
                other => {
                    *value += r1cs.coefficients.get(other as usize).copied().unwrap_or_default() * weight
                }
            }
        }
        start = end;
    }
}

/// `L_i(tau)` of the domain of `n` elements: `(τ^n - 1) / n · ω^i / (τ - ω^i)`.
fn lagrange(n: usize, tau: Fr) -> Result<SecretScalars, EngineError> {
    let root = root_of_unity(n)?;
    let scale = (tau.pow([n as u64]) - Fr::ONE) / Fr::from(n as u64);
    let mut values = Zeroizing::new(vec![Fr::ZERO; n]);
    fill(&mut values, (Fr::ONE, root), tau, scale);
    Ok(values)
}

/// `values[i] = scale · x / (tau - x)` at `x = first · step^i`.
pub(super) fn fill(values: &mut [Fr], (first, step): (Fr, Fr), tau: Fr, scale: Fr) {
    values.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, values)| {
        let start = first * step.pow([(chunk * CHUNK) as u64]);
        let mut x = start;
        for value in values.iter_mut() {
            *value = tau - x;
            x *= step;
        }
        batch_inversion(values);
        let mut numerator = start * scale;
        for value in values {
            *value *= numerator;
            numerator *= step;
        }
    });
}
