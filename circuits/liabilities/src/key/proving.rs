//! What proofs are made with.

use super::{VerifyingKey, constraints};
use crate::{Error, F, Shape, Srs, circuit::ChunkCircuit};
use covenant_halo2_prover::{Kept, convert::scalars_to_ark};
use halo2_axiom::{
    halo2curves::{bn256::G1Affine, ff::PrimeField},
    plonk::{self, keygen_pk, permutation},
    poly::{EvaluationDomain, LagrangeCoeff, Polynomial},
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
        if srs.k() != shape.k() {
            return Err(Error::Mismatch);
        }
        let made = columns(srs, shape)?;
        let prepared = srs.prepared()?;
        let commit = |column: &Polynomial<F, LagrangeCoeff>| {
            prepared.commit_lagrange(&scalars_to_ark(column)).map_err(|_| Error::Prover)
        };
        let fixed = made.fixed_values().iter().map(commit).collect::<Result<_, _>>()?;
        let copies = made.permutation().permutations().iter().map(commit).collect::<Result<_, _>>()?;
        let verifying = VerifyingKey::of(srs, shape, fixed, copies);
        let key = under(&made, verifying.halo2().clone());
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

/// The columns of the circuit as halo2 makes them, under a key without commitments: those are made on the engine, some twenty times as fast.
fn columns(srs: &Srs, shape: Shape) -> Result<plonk::ProvingKey<G1Affine>, Error> {
    let cs = constraints(shape);
    let domain = EvaluationDomain::new(cs.degree() as u32, shape.k());
    let copies = permutation::VerifyingKey::from_commitments(Vec::new());
    let blank = plonk::VerifyingKey::from_parts(domain, Vec::new(), copies, cs, Vec::new(), false);
    let circuit = ChunkCircuit { shape, columns: None };
    keygen_pk(srs.params(), blank, &circuit).map_err(|_| Error::Prover)
}

/// The same columns under another verifying key.
fn under(
    made: &plonk::ProvingKey<G1Affine>,
    verifying: plonk::VerifyingKey<G1Affine>,
) -> plonk::ProvingKey<G1Affine> {
    let copies = made.permutation();
    let permutation =
        permutation::ProvingKey::from_parts(copies.permutations().to_vec(), copies.polys().to_vec());
    plonk::ProvingKey::from_parts(
        verifying,
        made.l0().clone(),
        made.l_last().clone(),
        made.l_active_row().clone(),
        made.fixed_values().to_vec(),
        made.fixed_polys().to_vec(),
        permutation,
    )
}
