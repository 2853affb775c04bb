//! Keys of a shape under parameters.

use crate::{
    Error, F, Shape, Srs,
    circuit::{ChunkCircuit, DEGREE},
    srs::VerifierSrs,
    transcript::point_bytes,
};
use halo2_axiom::{
    halo2curves::{bn256::G1Affine, ff::PrimeField},
    plonk::{self, ConstraintSystem, keygen_pk, keygen_vk},
};
use sha2::{Digest, Sha256};

/// What proofs of a shape are made with.
#[derive(Debug)]
pub struct ProvingKey {
    pub(crate) key: plonk::ProvingKey<G1Affine>,
    pub(crate) verifying: VerifyingKey,
}

impl ProvingKey {
    /// Makes the key of a shape. There is nothing secret in it.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where the parameters are of another size.
    pub fn new(srs: &Srs, shape: Shape) -> Result<Self, Error> {
        let verifying = VerifyingKey::new(srs, shape)?;
        let circuit = ChunkCircuit { shape, columns: None };
        let key = keygen_pk(srs.params(), verifying.key.clone(), &circuit).map_err(|_| Error::Prover)?;
        Ok(Self { key, verifying })
    }

    /// The verifier's part.
    #[must_use]
    pub fn verifying(&self) -> &VerifyingKey {
        &self.verifying
    }

    /// SHA-256 of the circuit alone, whatever the parameters: its constraint system as halo2 prints it, its fixed columns and its copies.
    /// Pinned, so that a change of the circuit is seen.
    #[must_use]
    pub fn circuit_digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new().chain_update(format!("{:?}", self.key.get_vk().cs().pinned()));
        let copies = self.key.permutation().permutations();
        for value in self.key.fixed_values().iter().chain(copies).flat_map(|column| column.iter()) {
            hash.update(value.to_repr());
        }
        hash.finalize().into()
    }

    /// halo2's form: polynomials, permutation, constraint system; what another prover of the same proofs needs.
    #[must_use]
    pub fn halo2(&self) -> &plonk::ProvingKey<G1Affine> {
        &self.key
    }
}

/// What proofs of a shape are verified with.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    pub(crate) shape: Shape,
    pub(crate) srs: VerifierSrs,
    pub(crate) key: plonk::VerifyingKey<G1Affine>,
}

impl VerifyingKey {
    /// Makes the key of a shape.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where the parameters are of another size.
    pub fn new(srs: &Srs, shape: Shape) -> Result<Self, Error> {
        if srs.k() != shape.k() {
            return Err(Error::Mismatch);
        }
        let circuit = ChunkCircuit { shape, columns: None };
        let key = keygen_vk(srs.params(), &circuit).map_err(|_| Error::Prover)?;
        Ok(Self { shape, srs: srs.verifier(), key })
    }

    /// The shape that it is for.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The parameters that it is under.
    #[must_use]
    pub fn srs(&self) -> VerifierSrs {
        self.srs
    }

    /// halo2's form.
    #[must_use]
    pub fn halo2(&self) -> &plonk::VerifyingKey<G1Affine> {
        &self.key
    }

    /// SHA-256 of what a verifier pins: a tag, k and the number of assets as four bytes big-endian each, the digest of the parameters, halo2's
    /// own digest of the constraint system with its commitments, the fixed columns' and the permutation's commitments.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new()
            .chain_update(b"covenant/liabilities-key")
            .chain_update(self.shape.k().to_be_bytes())
            .chain_update((self.shape.assets() as u32).to_be_bytes())
            .chain_update(self.srs.digest())
            .chain_update(self.key.transcript_repr().to_repr());
        for point in self.key.fixed_commitments().iter().chain(self.key.permutation().commitments()) {
            hash.update(point_bytes(point));
        }
        hash.finalize().into()
    }

    /// Points and scalars of a proof; see [`proof_parts`].
    #[must_use]
    pub fn proof_parts(&self) -> (usize, usize) {
        proof_parts(self.key.cs())
    }

    /// Bytes of a proof.
    #[must_use]
    pub fn proof_length(&self) -> usize {
        let (points, scalars) = self.proof_parts();
        64 * points + 32 * scalars
    }
}

/// Points and scalars of a proof under a constraint system, in the order of halo2's transcript.
#[must_use]
pub fn proof_parts(cs: &ConstraintSystem<F>) -> (usize, usize) {
    let (lookups, queries) = (cs.lookups().len(), cs.advice_queries().len() + cs.fixed_queries().len());
    // Columns; two permuted columns and a product a lookup; one permutation's product; the random polynomial; the parts of the quotient;
    // two of the opening.
    let points = cs.num_advice_columns() + 3 * lookups + 1 + 1 + (DEGREE - 1) + 2;
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
