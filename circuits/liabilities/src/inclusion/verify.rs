//! A holder's check. It needs the chunk's commitments, six points in G2, and no key: milliseconds, offline.

use super::{
    ChunkCommitments, HolderProof, InclusionError, commitments,
    commitments::Weights,
    holder::{Opening, VERSION},
    id::id,
    leaf::Leaf,
    merkle::root_of,
};
use crate::{
    F, Layout, points,
    srs::{COSETS, VerifierSrs},
    transcript::point_bytes,
};
use covenant_gadgets::field::to_be_bytes;
use covenant_statements::Fr;
use halo2_axiom::halo2curves::{
    bn256::{Bn256, G1, G1Affine, G2Affine},
    ff::{Field, PrimeField},
    group::{Curve, Group},
    msm::msm_serial,
    pairing::{MillerLoopResult, MultiMillerLoop},
};

/// Whether the account of `identifier_hash`, which the holder's own identifier gives, is in the chunk with the file's balances.
///
/// The commitments are those of the coverage's liabilities digest, the parameters the pinned ones: what stands in the file about either is
/// compared and never taken.
///
/// # Errors
/// The first that is wrong, see [`InclusionError`].
pub fn verify_inclusion(
    proof: &HolderProof,
    chunk: &ChunkCommitments,
    srs: &VerifierSrs,
    identifier_hash: &Fr,
) -> Result<(), InclusionError> {
    let layout = Layout::new(chunk.shape());
    let assets = chunk.shape().assets();
    let refused = |wrong: bool, error| if wrong { Err(error) } else { Ok(()) };
    refused(proof.version != VERSION, InclusionError::Format)?;
    refused(proof.environment != *chunk.environment(), InclusionError::Environment)?;
    refused(proof.chunk != chunk.chunk(), InclusionError::Chunk)?;
    refused(proof.account as usize >= layout.capacity(), InclusionError::Account)?;
    refused(proof.balances.len() != assets || proof.openings.len() != assets, InclusionError::Assets)?;
    refused(!COSETS.contains(&(proof.coset as usize)), InclusionError::Coset)?;

    let first = proof.account * assets as u32;
    let ids: Vec<Fr> = (0..assets as u32)
        .map(|j| id(&proof.environment, proof.chunk, first + j, &proof.salt, identifier_hash))
        .collect();
    let (account, nonce) = (proof.account, proof.nonce);
    let leaf = Leaf { account, nonce, active: true, ids: &ids, balances: &proof.balances }.hash();
    let root = root_of(&leaf, account as usize, layout.capacity(), &proof.path);
    refused(root != Some(*chunk.claims()), InclusionError::Claims)?;

    let weights = Weights::new(chunk.shape(), chunk.gamma());
    let rows = (first..).zip(ids.iter().zip(&proof.balances)).zip(&proof.openings);
    let rows: Vec<Row<'_>> = rows
        .map(|((row, (id, balance)), opening)| Row { row, value: weights.value(id, *balance), opening })
        .collect();
    opens(&rows, proof.coset, chunk, &weights, srs)
}

/// What a row is said to hold, and what shows it.
struct Row<'a> {
    row: u32,
    value: F,
    opening: &'a Opening,
}

/// Whether F is these values in these rows. For each, with the names of [`Opening`]:
/// e(C − y + x^ℓ·q, 1) = e(q, τ^ℓ) and e(y − v + x·w, 1) = e(w, τ); all of them at once, combined by powers of a challenge.
fn opens(
    rows: &[Row<'_>],
    coset: u32,
    chunk: &ChunkCommitments,
    weights: &Weights,
    srs: &VerifierSrs,
) -> Result<(), InclusionError> {
    let (shape, tau) = (chunk.shape(), srs.tau());
    let tau_coset = srs.coset(coset as usize).ok_or(InclusionError::Coset)?;
    let (root, rho) = (points::root(shape.k()), separator(rows, coset, chunk));
    let [mut fixed, mut quotients, mut witnesses] = [const { Vec::new() }; 3];
    let (mut power, mut commitment, mut values) = (F::ONE, F::ZERO, F::ZERO);
    for Row { row, value, opening } in rows {
        let place = root.pow_vartime([u64::from(*row)]);
        let (first, second) = (power, power * rho);
        power = second * rho;
        commitment += first;
        values += second * value;
        fixed.push((opening.quotient, first * place.pow_vartime([u64::from(coset)])));
        fixed.push((opening.remainder, second - first));
        fixed.push((opening.witness, second * place));
        quotients.push((opening.quotient, -first));
        witnesses.push((opening.witness, -second));
    }
    fixed.extend(chunk.terms(weights).map(|(column, weight)| (column, weight * commitment)));
    fixed.push((G1Affine::generator(), -values));
    let [fixed, quotients, witnesses] = [fixed, quotients, witnesses].map(sum);
    let pairs =
        [(&fixed, &G2Affine::generator().into()), (&quotients, &tau_coset.into()), (&witnesses, &tau.into())];
    let product = Bn256::multi_miller_loop(&pairs).final_exponentiation();
    if bool::from(product.is_identity()) { Ok(()) } else { Err(InclusionError::Opening) }
}

fn sum(terms: Vec<(G1Affine, F)>) -> G1Affine {
    let (points, scalars): (Vec<G1Affine>, Vec<F>) = terms.into_iter().unzip();
    let mut sum = G1::identity();
    msm_serial(&scalars, &points, &mut sum);
    sum.to_affine()
}

/// The challenge that keeps the equations apart: of all that they are made from, so that no opening can be chosen for it.
fn separator(rows: &[Row<'_>], coset: u32, chunk: &ChunkCommitments) -> F {
    let mut bytes = b"covenant/inclusion-batch".to_vec();
    bytes.extend(chunk.gamma().to_repr());
    bytes.extend(coset.to_be_bytes());
    for Row { row, value, opening } in rows {
        bytes.extend(row.to_be_bytes());
        bytes.extend(to_be_bytes(&crate::to_ark(value)));
        for point in [&opening.quotient, &opening.remainder, &opening.witness] {
            bytes.extend(point_bytes(point));
        }
    }
    commitments::challenge(&bytes)
}
