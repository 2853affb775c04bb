//! What is known of a chunk, from the attestation and the liabilities digest, and the challenge that all of it gives.

use super::InclusionError;
use crate::{
    F, Shape,
    columns::{ACTIVE, ID, LIMB},
    from_ark,
    transcript::{POINT, point_bytes, point_of},
};
use covenant_gadgets::field::to_be_bytes;
use covenant_statements::{
    Fr,
    solvency::{ChunkCommitment, liabilities::columns_digest},
};
use halo2_axiom::halo2curves::{
    bn256::{G1, G1Affine},
    ff::{Field, FromUniformBytes},
    group::Group,
};
use sha3::{Digest, Keccak256};

/// The tag of the challenge.
pub const TAG: &[u8] = b"covenant/inclusion";

/// A chunk's commitments. Whoever checks a holder's file has shown before that they are those of the coverage's liabilities digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChunkCommitments {
    shape: Shape,
    environment: Fr,
    chunk: u32,
    output: Fr,
    columns: Vec<G1Affine>,
    claims: [u8; 32],
}

impl ChunkCommitments {
    /// Of a chunk's proof, whose first points are the columns' commitments, and the root of its claims.
    ///
    /// # Errors
    /// [`InclusionError::Format`] where the proof's points are not in their one form, or are too few.
    pub fn new(
        shape: Shape,
        environment: Fr,
        chunk: u32,
        output: Fr,
        proof: &[u8],
        claims: [u8; 32],
    ) -> Result<Self, InclusionError> {
        let points = proof.get(..POINT * shape.advice()).ok_or(InclusionError::Format)?.chunks_exact(POINT);
        let columns = points
            .map(|bytes| bytes.try_into().ok().and_then(|bytes| point_of(bytes).ok()))
            .collect::<Option<_>>()
            .ok_or(InclusionError::Format)?;
        Ok(Self { shape, environment, chunk, output, columns, claims })
    }

    /// The circuit's shape.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The statement's environment.
    #[must_use]
    pub fn environment(&self) -> &Fr {
        &self.environment
    }

    /// Which chunk it is.
    #[must_use]
    pub fn chunk(&self) -> u32 {
        self.chunk
    }

    /// M.
    #[must_use]
    pub fn claims(&self) -> &[u8; 32] {
        &self.claims
    }

    /// What the liabilities digest takes of it.
    #[must_use]
    pub fn in_digest(&self) -> ChunkCommitment {
        let coordinates: Vec<[u8; POINT]> = self.columns.iter().map(point_bytes).collect();
        ChunkCommitment { output: self.output, columns: columns_digest(&coordinates), claims: self.claims }
    }

    /// γ: keccak256(0x00 ‖ x) ‖ keccak256(0x01 ‖ x) as an integer of 64 bytes, big-endian, modulo r. x is the tag, environment and output (32 bytes
    /// each), chunk, k and number of assets (4 bytes each), every advice commitment as x ‖ y, then M.
    #[must_use]
    pub fn gamma(&self) -> F {
        let mut bytes = TAG.to_vec();
        bytes.extend(to_be_bytes(&self.environment));
        bytes.extend(to_be_bytes(&self.output));
        for number in [self.chunk, self.shape.k(), self.shape.assets() as u32] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend(self.columns.iter().flat_map(point_bytes));
        bytes.extend(self.claims);
        challenge(&bytes)
    }

    /// The columns with their weights in F.
    pub(crate) fn terms<'a>(&'a self, weights: &'a Weights) -> impl Iterator<Item = (G1Affine, F)> + 'a {
        let others = weights.columns().map(|(column, weight)| (self.columns[column], weight));
        std::iter::once((self.columns[ID], F::ONE)).chain(others)
    }

    /// The commitment of F, the columns' combination by γ.
    pub(crate) fn combined(&self, weights: &Weights) -> G1 {
        self.terms(weights).fold(G1::identity(), |sum, (column, weight)| sum + column * weight)
    }
}

/// keccak256(0x00 ‖ x) ‖ keccak256(0x01 ‖ x) modulo r.
pub(crate) fn challenge(bytes: &[u8]) -> F {
    let mut wide = [0; 64];
    for (half, counter) in wide.chunks_exact_mut(32).zip([0u8, 1]) {
        half.copy_from_slice(&Keccak256::new().chain_update([counter]).chain_update(bytes).finalize());
    }
    wide.reverse();
    F::from_uniform_bytes(&wide)
}

/// The powers of γ that columns have in F = id + γ·l₀ + γ²·l₁ + … + γ^(limbs + 1)·active. The running sum is left out: it is not the
/// holder's to know.
pub(crate) struct Weights {
    shape: Shape,
    limbs: Vec<F>,
    active: F,
}

impl Weights {
    pub(crate) fn new(shape: Shape, gamma: F) -> Self {
        let powers = std::iter::successors(Some(gamma), |power| Some(*power * gamma));
        let mut limbs: Vec<F> = powers.take(shape.limbs() + 1).collect();
        let active = limbs.pop().unwrap_or(F::ZERO);
        Self { shape, limbs, active }
    }

    /// Columns other than the id, with their powers.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (usize, F)> + '_ {
        self.limbs.iter().enumerate().map(|(i, power)| (LIMB + i, *power)).chain([(ACTIVE, self.active)])
    }

    /// F in a row of an active account.
    pub(crate) fn value(&self, id: &Fr, balance: u64) -> F {
        let bits = self.shape.limb_bits();
        let limbs = self.limbs.iter().enumerate();
        limbs.fold(from_ark(id) + self.active, |sum, (i, power)| {
            sum + *power * F::from(balance >> (bits * i) & ((1 << bits) - 1))
        })
    }
}
