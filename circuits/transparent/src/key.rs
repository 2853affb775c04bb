//! Keys: made from the shape by whoever needs one. The points of commitments are hashes, so that nobody knows a relation between them, and
//! nothing in a key has to be trusted.

use crate::{Error, Shape, circuit::Liabilities, shape::LIMBS};
use halo2_proofs::{
    pasta::EqAffine,
    plonk::{self, keygen_pk, keygen_vk},
    poly::commitment::Params,
};
use sha2::{Digest, Sha256};

/// Runs an expression with the circuit of a shape, whose assets are a constant to halo2.
macro_rules! with_circuit {
    ($shape:expr, $columns:expr, |$circuit:ident| $run:expr) => {
        match $shape.assets() {
            1 => {
                let $circuit = Liabilities::<1> { shape: $shape, columns: $columns };
                $run
            }
            8 => {
                let $circuit = Liabilities::<8> { shape: $shape, columns: $columns };
                $run
            }
            _ => {
                let $circuit = Liabilities::<32> { shape: $shape, columns: $columns };
                $run
            }
        }
    };
}
pub(crate) use with_circuit;

/// What proofs of a shape are verified with, and made from.
#[derive(Debug)]
pub struct Key {
    pub(crate) shape: Shape,
    pub(crate) params: Params<EqAffine>,
    pub(crate) verifying: plonk::VerifyingKey<EqAffine>,
}

impl Key {
    /// The key of a shape.
    ///
    /// # Errors
    /// [`Error::Prover`] where halo2 fails, which it does not.
    pub fn new(shape: Shape) -> Result<Self, Error> {
        let params = Params::new(shape.k());
        let verifying = with_circuit!(shape, None, |circuit| keygen_vk(&params, &circuit));
        Ok(Self { shape, params, verifying: verifying.map_err(|_| Error::Prover)? })
    }

    /// Its shape.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// SHA-256 of the key as halo2 pins it: constraint system, domain, commitments.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(format!("{:?}", self.verifying.pinned())).into()
    }

    /// What proofs are made with.
    pub(crate) fn proving(&self) -> Result<plonk::ProvingKey<EqAffine>, Error> {
        let verifying = self.verifying.clone();
        let key = with_circuit!(self.shape, None, |circuit| keygen_pk(&self.params, verifying, &circuit));
        key.map_err(|_| Error::Prover)
    }
}

/// Bytes of a proof: 32 for each point and scalar, in the order of halo2's transcript.
#[must_use]
pub fn proof_length(shape: Shape) -> usize {
    let (columns, rotations) = (crate::columns::COLUMNS, if shape.assets() == 1 { 3 } else { 4 });
    let fixed = if shape.assets() == 1 { 5 } else { 6 };
    // Columns; two permuted columns and a product a lookup; one permutation's product; the random polynomial; four parts of the quotient.
    let points = columns + 3 * LIMBS + 1 + 1 + 4;
    // The public column; sums at three or four rotations, active bits at two, limbs at two; fixed columns; the random polynomial; the permutation's
    // two columns and its product at two points; five a lookup.
    let scalars = 1 + rotations + 2 + 2 * LIMBS + fixed + 1 + 2 + 2 + 5 * LIMBS;
    // The opening: the quotient, an evaluation for each of four sets of points, the blinding, two points a round, two scalars.
    let opening = 1 + 4 + 1 + 2 * shape.k() as usize + 2;
    32 * (points + scalars + opening)
}
