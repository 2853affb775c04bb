//! Proofs, made from the columns themselves: nothing is synthesised, and the blinding rows can be had again, so that the very
//! polynomials that were committed can be opened later for the holders.

use crate::{
    Columns, Error, F, Layout, ProvingKey, Srs, key,
    transcript::{POINT, Writer, point_bytes},
    verify,
};
use covenant_halo2_prover::{Prover, Stage, convert::scalars_to_ark};
use halo2_axiom::halo2curves::ff::Field;
use rand::{CryptoRng, RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::ops::ControlFlow;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 32 uniform secret bytes from which a proof's blinding comes, for one proof: it is consumed, and has no copy.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct ProofSeed([u8; 32]);

impl std::fmt::Debug for ProofSeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProofSeed([redacted])")
    }
}

impl ProofSeed {
    /// A fresh one.
    #[must_use]
    pub fn fresh(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut seed = Self([0; 32]);
        rng.fill_bytes(&mut seed.0);
        seed
    }

    /// Takes bytes that are used for nothing else, then or ever: two proofs from the same open the same columns at twice as many places as their
    /// blinding covers.
    #[must_use]
    pub fn for_one_proof(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

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

/// Proves that the columns' output is `output`. The proof is verified before it leaves. Whoever has the seed can open the columns.
///
/// # Errors
/// [`Error::Mismatch`]; [`Error::Proof`] where the columns do not satisfy the circuit.
pub fn prove(
    srs: &Srs,
    key: &ProvingKey,
    columns: Columns,
    output: F,
    seed: ProofSeed,
) -> Result<Proved, Error> {
    prove_with(srs, key, columns, output, seed, &mut |_| ())
}

/// As [`prove`], and tells of the share that is done.
///
/// # Errors
/// As [`prove`].
pub fn prove_with(
    srs: &Srs,
    key: &ProvingKey,
    mut columns: Columns,
    output: F,
    seed: ProofSeed,
    progress: &mut dyn FnMut(f64),
) -> Result<Proved, Error> {
    let shape = key.verifying.shape();
    if columns.shape() != shape || srs.k() != shape.k() || srs.verifier() != *key.verifying.srs() {
        return Err(Error::Mismatch);
    }
    let mut rng = ChaCha20Rng::from_seed(seed.0);
    drop(seed);
    blind(&mut columns, &mut rng.clone());
    let mut transcript = Writer::default();
    let mut coset = 0;
    let mut hear = |stage| {
        progress(share(stage, &mut coset));
        ControlFlow::Continue(())
    };
    Prover::new(srs.prepared()?, &key.key)
        .and_then(|prover| prover.with_kept(&key.kept))
        .and_then(|prover| {
            let instances = key::instance(&output);
            prover.prove_with(&[&instances], columns.values(), &mut rng, &mut transcript, &mut hear)
        })
        .map_err(|error| match error {
            covenant_halo2_prover::Error::Lookup(_) => Error::Proof,
            _ => Error::Prover,
        })?;
    let proof = transcript.into_proof();
    verify(&key.verifying, output, &proof)?;
    Ok(Proved { proof, columns })
}

/// The share of a proof before a stage, as measured of 2^19 rows. What happens on cosets begins once for each.
fn share(stage: Stage, coset: &mut u32) -> f64 {
    match stage {
        Stage::Advice => 0.0,
        Stage::Lookups => 0.07,
        Stage::Products => 0.10,
        Stage::Interpolation => 0.33,
        Stage::Cosets => {
            *coset = (*coset + 1).min(crate::circuit::DEGREE as u32 - 1);
            0.37 + 0.36 * f64::from(*coset - 1) / (crate::circuit::DEGREE - 1) as f64
        }
        Stage::Identities => 0.37 + 0.36 * (f64::from(*coset) - 0.5) / (crate::circuit::DEGREE - 1) as f64,
        Stage::Quotient => 0.73,
        Stage::Evaluations => 0.87,
        Stage::Opening => 0.90,
        _ => 1.0,
    }
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
