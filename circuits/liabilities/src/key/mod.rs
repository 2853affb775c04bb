//! Keys of a shape under parameters.

mod bytes;
mod file;
mod proving;

pub use file::kept_proving_key;
pub use proving::ProvingKey;

use crate::{Error, F, Shape, Srs, circuit::ChunkCircuit, srs::VerifierSrs};
use halo2_axiom::{
    halo2curves::bn256::G1Affine,
    plonk::{self, Circuit, ConstraintSystem, permutation},
    poly::EvaluationDomain,
};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// What proofs of a shape are verified with. To read one is cheap: halo2's form is made when a proof is first verified.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    shape: Shape,
    srs: VerifierSrs,
    fixed: Vec<G1Affine>,
    permutation: Vec<G1Affine>,
    halo2: OnceLock<plonk::VerifyingKey<G1Affine>>,
}

impl VerifyingKey {
    /// Makes the key of a shape.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where the parameters are of another size.
    pub fn new(srs: &Srs, shape: Shape) -> Result<Self, Error> {
        ProvingKey::new(srs, shape).map(|key| key.verifying)
    }

    /// Of commitments.
    fn of(srs: &Srs, shape: Shape, fixed: Vec<G1Affine>, permutation: Vec<G1Affine>) -> Self {
        Self { shape, srs: srs.verifier(), fixed, permutation, halo2: OnceLock::new() }
    }

    /// The shape that it is for.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The parameters that it is under.
    #[must_use]
    pub fn srs(&self) -> &VerifierSrs {
        &self.srs
    }

    /// halo2's form; made at the first call, some tenths of a second for large shapes.
    #[must_use]
    pub fn halo2(&self) -> &plonk::VerifyingKey<G1Affine> {
        self.halo2.get_or_init(|| {
            let cs = constraints(self.shape);
            let domain = EvaluationDomain::new(cs.degree() as u32, self.shape.k());
            let permutation = permutation::VerifyingKey::from_commitments(self.permutation.clone());
            plonk::VerifyingKey::from_parts(domain, self.fixed.clone(), permutation, cs, Vec::new(), true)
        })
    }

    /// The name under which trust files and attestations have it; see [`Shape::key_name`].
    #[must_use]
    pub fn name(&self) -> String {
        self.shape.key_name()
    }

    /// SHA-256 of [`Self::to_bytes`]: what a verifier pins.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.to_bytes()).into()
    }

    /// Points and scalars of a proof; see [`proof_parts`].
    #[must_use]
    pub fn proof_parts(&self) -> (usize, usize) {
        proof_parts(&constraints(self.shape))
    }

    /// Bytes of a proof.
    #[must_use]
    pub fn proof_length(&self) -> usize {
        let (points, scalars) = self.proof_parts();
        64 * points + 32 * scalars
    }
}

impl PartialEq for VerifyingKey {
    fn eq(&self, other: &Self) -> bool {
        let parts = |key: &Self| (key.shape, key.srs);
        parts(self) == parts(other) && self.fixed == other.fixed && self.permutation == other.permutation
    }
}

/// The constraint system of a shape.
fn constraints(shape: Shape) -> ConstraintSystem<F> {
    let mut cs = ConstraintSystem::default();
    let _ = ChunkCircuit::configure_with_params(&mut cs, shape);
    cs
}

/// Points and scalars of a proof under a constraint system, in the order of halo2's transcript.
#[must_use]
pub fn proof_parts(cs: &ConstraintSystem<F>) -> (usize, usize) {
    let (lookups, queries) = (cs.lookups().len(), cs.advice_queries().len() + cs.fixed_queries().len());
    // Columns; two permuted columns and a product a lookup; one permutation's product; the random polynomial; the parts of the quotient;
    // two of the opening.
    let points = cs.num_advice_columns() + 3 * lookups + 1 + 1 + (crate::circuit::DEGREE - 1) + 2;
    // Columns; the random polynomial; the permutation's three columns and its product at two points; five a lookup.
    let scalars = queries + 1 + 3 + 2 + 5 * lookups;
    (points, scalars)
}

/// The number of a proof's public inputs: the output.
pub const INSTANCES: usize = 1;

/// A public input as halo2 takes it.
pub(crate) fn instance(output: &F) -> [F; INSTANCES] {
    [*output]
}
