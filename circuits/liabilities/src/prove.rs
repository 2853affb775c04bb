//! Proofs, made from the columns themselves: nothing is synthesised, and the blinding rows can be had again, so that the very
//! polynomials that were committed can be opened later for the holders.

use crate::{
    Columns, Error, F, Layout, ProvingKey, Srs, key,
    transcript::{POINT, Writer, point_bytes},
    verify,
};
use covenant_halo2_prover::{Prover, convert::scalars_to_ark};
use halo2_axiom::halo2curves::ff::Field;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

/// A proof, and the columns that it commits to with their blinding rows.
#[derive(Clone)]
pub struct Proved {
    /// The proof's bytes.
    pub proof: Vec<u8>,
    /// Every row of every column, as committed.
    pub columns: Columns,
}

impl std::fmt::Debug for Proved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proved([redacted])")
    }
}

/// Proves that the columns' output is `output`. The proof is verified before it leaves. `seed` is uniform, secret and never used
/// again: blinding comes from it, and whoever has it can open the columns.
///
/// # Errors
/// [`Error::Mismatch`]; [`Error::Proof`] where the columns do not satisfy the circuit.
pub fn prove(
    srs: &Srs,
    key: &ProvingKey,
    mut columns: Columns,
    output: F,
    seed: [u8; 32],
) -> Result<Proved, Error> {
    let shape = key.verifying.shape();
    if columns.shape() != shape || srs.k() != shape.k() || srs.verifier() != *key.verifying.srs() {
        return Err(Error::Mismatch);
    }
    let mut rng = ChaCha20Rng::from_seed(seed);
    blind(&mut columns, &mut rng.clone());
    let mut transcript = Writer::default();
    Prover::new(srs.prepared()?, &key.key)
        .and_then(|prover| prover.with_kept(&key.kept))
        .and_then(|prover| {
            prover.prove(&[&key::instance(&output)], columns.values(), &mut rng, &mut transcript)
        })
        .map_err(|error| match error {
            covenant_halo2_prover::Error::Lookup(_) => Error::Proof,
            _ => Error::Prover,
        })?;
    let proof = transcript.into_proof();
    verify(&key.verifying, output, &proof)?;
    Ok(Proved { proof, columns })
}

/// Fills the blinding rows as halo2 does, column by column, before it draws anything else.
pub(crate) fn blind(columns: &mut Columns, rng: &mut ChaCha20Rng) {
    let usable = Layout::new(columns.shape()).usable();
    for column in columns.values_mut() {
        for cell in &mut column[usable..] {
            *cell = F::random(&mut *rng);
        }
    }
}

impl Proved {
    /// Whether the columns are those that the proof commits to; asked before anything of them is opened.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where they are not.
    pub fn committed(&self, srs: &Srs, key: &ProvingKey) -> Result<(), Error> {
        if key.verifying.shape() != self.columns.shape() {
            return Err(Error::Mismatch);
        }
        let prepared = srs.prepared()?;
        for (column, bytes) in self.columns.values().iter().zip(self.proof.chunks(POINT)) {
            let point = prepared.commit_lagrange(&scalars_to_ark(column)).map_err(|_| Error::Mismatch)?;
            if point_bytes(&point) != bytes {
                return Err(Error::Mismatch);
            }
        }
        Ok(())
    }
}
