//! Proofs.

use crate::{
    Claim, Columns, Error, F, Key,
    circuit::Liabilities,
    key::{proof_length, with_circuit},
    verify,
};
use halo2_proofs::{
    pasta::EqAffine,
    plonk::create_proof,
    transcript::{Blake2bWrite, Challenge255},
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

/// The first bytes of a proof's file.
pub const HEADER: &[u8; 23] = b"covenant-transparent/1\n";

/// ChaCha20 by the traits that halo2 takes, which are those of another release than the rest of the workspace has.
pub struct Seeded(ChaCha20Rng);

impl std::fmt::Debug for Seeded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seeded([redacted])")
    }
}

impl Seeded {
    /// From a seed that is uniform, secret and never used again: blinding comes from it.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self(ChaCha20Rng::from_seed(seed))
    }
}

impl rand_core::TryRng for Seeded {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(rand::RngCore::next_u32(&mut self.0))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(rand::RngCore::next_u64(&mut self.0))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        rand::RngCore::fill_bytes(&mut self.0, bytes);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Seeded {}

/// Proves that some accounts are as claimed: those of the columns. The proof is verified before it leaves.
///
/// # Errors
/// [`Error::Shape`] where key, claim and columns are not of one shape; [`Error::Proof`] where the columns are not what the claim says.
pub fn prove(key: &Key, claim: &Claim, columns: &Columns, rng: Seeded) -> Result<Vec<u8>, Error> {
    let (shape, public) = (claim.shape()?, claim.public()?);
    if key.shape != shape || columns.shape() != shape {
        return Err(Error::Shape);
    }
    let proving = key.proving()?;
    let mut transcript = Blake2bWrite::<_, EqAffine, Challenge255<_>>::init(HEADER.to_vec());
    let instance: &[&[&[F]]] = &[&[&public]];
    with_circuit!(shape, Some(columns), |circuit| {
        create_proof(&key.params, &proving, &[circuit], instance, rng, &mut transcript)
    })
    .map_err(|_| Error::Prover)?;
    let proof = transcript.finalize();
    if proof.len() != HEADER.len() + proof_length(shape) {
        return Err(Error::Prover);
    }
    verify(key, claim, &proof)?;
    Ok(proof)
}
