//! What proofs are made with.

use super::VerifyingKey;
use crate::{Error, Shape, Srs, circuit::ChunkCircuit};
use covenant_halo2_prover::Kept;
use halo2_axiom::{
    halo2curves::{bn256::G1Affine, ff::PrimeField},
    plonk::{self, keygen_pk},
};
use sha2::{Digest, Sha256};

/// What proofs of a shape are made with.
#[derive(Debug)]
pub struct ProvingKey {
    pub(crate) key: plonk::ProvingKey<G1Affine>,
    pub(crate) verifying: VerifyingKey,
    /// What every proof under it needs, from the first on.
    pub(crate) kept: Kept,
}

impl ProvingKey {
    /// Makes the key of a shape. There is nothing secret in it.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where the parameters are of another size.
    pub fn new(srs: &Srs, shape: Shape) -> Result<Self, Error> {
        let verifying = VerifyingKey::new(srs, shape)?;
        let circuit = ChunkCircuit { shape, columns: None };
        let key = keygen_pk(srs.params(), verifying.halo2().clone(), &circuit).map_err(|_| Error::Prover)?;
        Ok(Self { key, verifying, kept: Kept::new() })
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
