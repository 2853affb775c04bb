//! A holder's check. It needs the chunk's commitments, eleven points in G2, and no key: milliseconds, offline.

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
    let levels = proof.coset.ilog2() as usize;
    refused(proof.openings.iter().any(|of| of.halvings.len() != levels), InclusionError::Coset)?;

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

/// Whether F is these values in these rows; all of them at once, combined by powers of a challenge.
fn opens(
    rows: &[Row<'_>],
    coset: u32,
    chunk: &ChunkCommitments,
    weights: &Weights,
    srs: &VerifierSrs,
) -> Result<(), InclusionError> {
    let root = points::root(chunk.shape().k());
    let rho = separator(rows, coset, chunk);
    let mut combined = Combined::new(coset as usize);
    for Row { row, value, opening } in rows {
        combined.add(root.pow_vartime([u64::from(*row)]), value, opening);
        combined.weight *= rho;
    }
    let commitment = combined.commitment;
    combined.fixed.extend(chunk.terms(weights).map(|(column, weight)| (column, weight * commitment)));
    if combined.holds(srs) { Ok(()) } else { Err(InclusionError::Opening) }
}

/// e(C − v + x^ℓ·q + Σ x^s·qₛ, 1) = e(q, τ^ℓ)·Π e(qₛ, τ^s), with the names of [`Opening`], for many rows of one C and ℓ at once.
pub(super) struct Combined {
    size: usize,
    /// The next row's.
    pub(super) weight: F,
    /// The weight of C.
    pub(super) commitment: F,
    values: F,
    /// What is paired with the generator, but for C and the values.
    pub(super) fixed: Vec<(G1Affine, F)>,
    /// What is paired with τ^ℓ, then with τ^(ℓ/2) down to τ.
    moved: Vec<Vec<(G1Affine, F)>>,
}

impl Combined {
    pub(super) fn new(size: usize) -> Self {
        let moved = vec![Vec::new(); 1 + size.ilog2() as usize];
        Self { size, weight: F::ONE, commitment: F::ZERO, values: F::ZERO, fixed: Vec::new(), moved }
    }

    /// One more row, at its place: as many halvings as there are.
    pub(super) fn add(&mut self, place: F, value: &F, opening: &Opening) {
        self.commitment += self.weight;
        self.values += self.weight * value;
        let points = std::iter::once(&opening.quotient).chain(&opening.halvings);
        let steps = std::iter::successors(Some(self.size), |step| Some(step / 2));
        for ((point, step), moved) in points.zip(steps).zip(&mut self.moved) {
            self.fixed.push((*point, self.weight * place.pow_vartime([step as u64])));
            moved.push((*point, -self.weight));
        }
    }

    /// With C's terms in `fixed`.
    pub(super) fn holds(mut self, srs: &VerifierSrs) -> bool {
        let Some(coset) = srs.coset(self.size) else { return false };
        self.fixed.push((G1Affine::generator(), -self.values));
        let powers = [G2Affine::generator(), coset].into_iter().chain(srs.halvings(self.size));
        let sums = std::iter::once(self.fixed).chain(self.moved).map(sum);
        is_one(&sums.zip(powers).collect::<Vec<_>>())
    }
}

/// Whether the product of the pairings is one.
pub(super) fn is_one(pairs: &[(G1Affine, G2Affine)]) -> bool {
    let pairs: Vec<_> = pairs.iter().map(|(one, two)| (one, (*two).into())).collect();
    let pairs: Vec<_> = pairs.iter().map(|(one, two)| (*one, two)).collect();
    bool::from(Bn256::multi_miller_loop(&pairs).final_exponentiation().is_identity())
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
        for point in std::iter::once(&opening.quotient).chain(&opening.halvings) {
            bytes.extend(point_bytes(point));
        }
    }
    commitments::challenge(&bytes)
}
