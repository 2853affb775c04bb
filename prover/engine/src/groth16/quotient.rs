//! The quotient polynomial `h = (a b - c) / Z` of the QAP, after libsnark's reduction.
//!
//! `Z = x^n - 1` is the constant `g^n - 1` on the coset `g ω^i`, so `h` is the coset's inverse
//! transform of `(a b - c)` over that constant. The inverse transform is linear and `c` has degree below `n`:
//! its part of the result is its own coefficients, and one transform is spared:
//! `h = (CosetInverse(a b) - Inverse(c)) / (g^n - 1)`.

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, FftField, Field};
use rayon::prelude::*;
use zeroize::Zeroizing;

use super::{R1cs, SecretScalars};
use crate::progress::{Phase, Progress, enter};
use crate::{EngineError, Ntt, Transform};

/// Elements in one piece of parallel work.
const CHUNK: usize = 1 << 12;

/// The `n - 1` coefficients of `h`. Two vectors of the domain are alive at a time.
///
/// # Errors
/// [`EngineError::Unsatisfied`] when the assignment does not satisfy the constraints: the remainder
/// then shows in the coefficient of degree `n - 1`, except with negligible probability.
pub(super) fn quotient(
    engine: &(impl Ntt + Sync),
    r1cs: &R1cs,
    instance: &[Fr],
    witness: &[Fr],
    progress: &mut Progress<'_>,
) -> Result<SecretScalars, EngineError> {
    let n = r1cs.domain_size();
    enter(progress, Phase::Evaluate)?;
    let mut a = Zeroizing::new(vec![Fr::ZERO; n]);
    r1cs.multiply(&r1cs.a, instance, witness, &mut a);
    // The rows of the instance, one per variable, keep the public inputs independent.
    let start = r1cs.num_constraints();
    a[start..start + instance.len()].copy_from_slice(instance);
    let mut b = Zeroizing::new(vec![Fr::ZERO; n]);
    r1cs.multiply(&r1cs.b, instance, witness, &mut b);

    enter(progress, Phase::Quotient)?;
    for values in [&mut a, &mut b] {
        engine.ntt(values, Transform::Inverse)?;
        engine.ntt(values, Transform::CosetForward)?;
    }
    a.par_chunks_mut(CHUNK).zip(b.par_chunks(CHUNK)).for_each(|(a, b)| engine.multiply(a, b));
    engine.ntt(&mut a, Transform::CosetInverse)?;

    let c = &mut b;
    r1cs.multiply(&r1cs.c, instance, witness, c);
    c[start..].fill(Fr::ZERO);
    engine.ntt(c, Transform::Inverse)?;
    let vanishing = Fr::GENERATOR.pow([n as u64]) - Fr::ONE;
    let scale = vanishing.inverse().unwrap_or(Fr::ZERO);
    let chunks = a.par_chunks_mut(CHUNK).zip(c.par_chunks(CHUNK));
    chunks.for_each(|(a, c)| engine.subtract_and_scale(a, c, scale));
    if a.pop() == Some(Fr::ZERO) { Ok(a) } else { Err(EngineError::Unsatisfied) }
}
