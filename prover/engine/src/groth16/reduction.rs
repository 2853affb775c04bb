//! snarkjs's reduction from constraints to polynomials, for ark-groth16: what makes the keys, and the oracle of [`super::prove`].
//!
//! The polynomials `A`, `B`, `C` of a key are libsnark's, rows for the instance included; the reductions differ in how
//! `h Z = A B - C` is carried. libsnark divides by `Z` and keeps `h`'s coefficients; its H query is `τ^i Z(τ) / δ`. snarkjs
//! keeps the values of `h Z` at `ψ^(2 i + 1)`, `ψ` the primitive `2 n`-th root of unity: the even powers are the domain, on
//! which it vanishes. Its H query is `L_(2 i + 1)(τ) / δ`, of the Lagrange basis over all `2 n` powers. The group
//! element is the same: so are the proofs, and the verifying keys.
//!
//! Source: snarkjs, `groth16_prove.js` (`joinABC`) and `zkey_new.js` (section 9); arkworks' ark-circom calls it `CircomReduction`.

use ark_ff::PrimeField;
use ark_groth16::r1cs_to_qap::{LibsnarkReduction, R1CSToQAP, evaluate_constraint};
use ark_poly::EvaluationDomain;
use ark_relations::gr1cs::{ConstraintSystemRef, Matrix, Result, SynthesisError};
use rayon::prelude::*;

/// snarkjs's reduction, the one of this engine's keys: domains up to half the field's largest, `2^27` in BN254.
pub struct CircomReduction;

impl R1CSToQAP for CircomReduction {
    fn instance_map_with_evaluation<F: PrimeField, D: EvaluationDomain<F>>(
        cs: ConstraintSystemRef<F>,
        t: &F,
    ) -> Result<(Vec<F>, Vec<F>, Vec<F>, F, usize, usize)> {
        LibsnarkReduction::instance_map_with_evaluation::<F, D>(cs, t)
    }

    /// The values of `A B - C` at the odd powers of `ψ`.
    fn witness_map_from_matrices<F: PrimeField, D: EvaluationDomain<F>>(
        matrices: &[Matrix<F>],
        num_inputs: usize,
        num_constraints: usize,
        full_assignment: &[F],
    ) -> Result<Vec<F>> {
        let domain = D::new(num_constraints + num_inputs).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
        let shift = doubled(domain)?.group_gen();
        let odd = domain.get_coset(shift).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
        let [a, b, c] = matrices else { return Err(SynthesisError::ArityMismatch) };
        let rows = |matrix: &Matrix<F>| -> Vec<F> {
            matrix.par_iter().map(|row| evaluate_constraint(row, full_assignment)).collect()
        };
        let (mut a, mut b, mut c) = (rows(a), rows(b), rows(c));
        a.extend_from_slice(&full_assignment[..num_inputs]);
        for values in [&mut a, &mut b, &mut c] {
            values.resize(domain.size(), F::zero());
            domain.ifft_in_place(values);
            odd.fft_in_place(values);
        }
        Ok(a.into_iter().zip(b).zip(c).map(|((a, b), c)| a * b - c).collect())
    }

    /// `L_(2 i + 1)(t) / δ`, as many as the domain has elements: one more than `max_power`, the degree of `h` and one.
    fn h_query_scalars<F: PrimeField, D: EvaluationDomain<F>>(
        max_power: usize,
        t: F,
        _zt: F,
        delta_inverse: F,
    ) -> Result<Vec<F>> {
        let domain = D::new(max_power + 1).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
        let lagrange = doubled(domain)?.evaluate_all_lagrange_coefficients(t);
        Ok(lagrange.into_iter().skip(1).step_by(2).map(|value| value * delta_inverse).collect())
    }
}

/// The domain of twice as many elements.
fn doubled<F: PrimeField, D: EvaluationDomain<F>>(domain: D) -> Result<D> {
    D::new(2 * domain.size()).ok_or(SynthesisError::PolynomialDegreeTooLarge)
}
