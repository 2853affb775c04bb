//! What is made is checked before it leaves, many at once: a fault of a machine must not reach a holder as an accusation.

use super::{InclusionError, commitments::challenge, holder::Opening};
use crate::{F, srs::VerifierSrs, transcript::point_bytes};
use halo2_axiom::{
    arithmetic::best_multiexp,
    halo2curves::{
        bn256::{Bn256, G1, G1Affine, G2Affine},
        ff::Field,
        group::{Curve, Group},
        pairing::{MillerLoopResult, MultiMillerLoop},
    },
};

/// Whether a multi-proof is one: e(C − y + x^ℓ·q, 1) = e(q, τ^ℓ), with `shift` = x^ℓ.
pub(super) fn check_coset(
    commitment: &G1Affine,
    remainder: &G1Affine,
    (quotient, shift): (&G1Affine, F),
    tau_coset: G2Affine,
) -> Result<(), InclusionError> {
    check(G1::from(*commitment) - remainder + quotient * shift, G1::from(*quotient), tau_coset)
}

/// Whether all witnesses are: e(y − v + x·w, 1) = e(w, τ) for each (x, v), combined by powers of a challenge.
pub(super) fn check_witnesses(rows: &[(F, F, Opening)], srs: &VerifierSrs) -> Result<(), InclusionError> {
    let mut bytes = Vec::with_capacity(64 * rows.len());
    rows.iter().for_each(|(_, _, opening)| bytes.extend(point_bytes(&opening.witness)));
    let rho = challenge(&bytes);
    let (mut scalars, mut points, mut witnesses, mut sum, mut power) =
        (Vec::new(), Vec::new(), Vec::new(), F::ZERO, F::ONE);
    for (place, value, opening) in rows {
        scalars.extend([power, power * place]);
        points.extend([opening.remainder, opening.witness]);
        witnesses.push((power, opening.witness));
        sum += power * value;
        power *= rho;
    }
    let (powers, witnesses): (Vec<F>, Vec<G1Affine>) = witnesses.into_iter().unzip();
    let fixed = best_multiexp(&scalars, &points) - G1Affine::generator() * sum;
    check(fixed, best_multiexp(&powers, &witnesses), srs.tau())
}

/// e(fixed, 1) = e(moved, power).
fn check(fixed: G1, moved: G1, power: G2Affine) -> Result<(), InclusionError> {
    let (fixed, moved) = (fixed.to_affine(), (-moved).to_affine());
    let pairs = [(&fixed, &G2Affine::generator().into()), (&moved, &power.into())];
    let product = Bn256::multi_miller_loop(&pairs).final_exponentiation();
    if bool::from(product.is_identity()) { Ok(()) } else { Err(InclusionError::Prover) }
}
