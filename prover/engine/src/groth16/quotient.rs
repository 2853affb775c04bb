//! The quotient of the QAP, after snarkjs's reduction ([`super::CircomReduction`]).
//!
//! `A B - C` is a multiple of `Z = x^n - 1`, of degree below `2 n - 1`. It vanishes on the domain, the even powers of the
//! primitive `2 n`-th root of unity `ψ`, and its values at the odd ones, the coset `ψ ω^i`, are what the H query is for.

use ark_bn254::Fr;
use ark_ff::AdditiveGroup;
use rayon::prelude::*;
use zeroize::Zeroizing;

use super::{R1cs, SecretScalars};
use crate::ntt::oracle::root_of_unity;
use crate::progress::{Phase, Progress, enter};
use crate::{EngineError, Ntt, Transform};

/// Elements in one piece of parallel work.
const CHUNK: usize = 1 << 12;

/// The `n` values of `A B - C` at `ψ ω^i`: six transforms. Two vectors of the domain are alive at a time.
///
/// # Errors
/// [`EngineError::Unsatisfied`] when the assignment does not satisfy the constraints, each of which is checked,
/// [`EngineError::NoSuchDomain`] when there is no `ψ`.
pub(super) fn quotient(
    engine: &(impl Ntt + Sync),
    r1cs: &R1cs,
    instance: &[Fr],
    witness: &[Fr],
    progress: &mut Progress<'_>,
) -> Result<SecretScalars, EngineError> {
    let n = r1cs.domain_size();
    let shift = root_of_unity(2 * n)?;
    enter(progress, Phase::Evaluate)?;
    let mut a = Zeroizing::new(vec![Fr::ZERO; n]);
    r1cs.multiply(&r1cs.a, instance, witness, &mut a);
    let mut b = Zeroizing::new(vec![Fr::ZERO; n]);
    r1cs.multiply_b(instance, witness, &a, &mut b);
    let start = r1cs.num_constraints();
    if !r1cs.is_satisfied(engine, instance, witness, &a[..start], &b[..start]) {
        return Err(EngineError::Unsatisfied);
    }
    // The rows of the instance, one per variable, keep the public inputs independent.
    a[start..start + instance.len()].copy_from_slice(instance);

    enter(progress, Phase::Quotient)?;
    let extend = |values: &mut [Fr]| {
        engine.ntt(values, Transform::Inverse)?;
        engine.ntt(values, Transform::CosetForward(shift))
    };
    extend(&mut a)?;
    extend(&mut b)?;
    a.par_chunks_mut(CHUNK).zip(b.par_chunks(CHUNK)).for_each(|(a, b)| engine.multiply(a, b));
    // `C` is computed again rather than kept meanwhile.
    let c = &mut b;
    r1cs.multiply(&r1cs.c, instance, witness, c);
    c[start..].fill(Fr::ZERO);
    extend(c)?;
    a.par_chunks_mut(CHUNK).zip(c.par_chunks(CHUNK)).for_each(|(a, c)| engine.subtract(a, c));
    Ok(a)
}

#[cfg(test)]
mod tests;
