//! The strict verifier around halo2's: a proof has one length, every number and point its one form, and nothing is left over.

use crate::{Claim, Error, F, Key, key::proof_length, prove::HEADER};
use halo2_proofs::{
    pasta::EqAffine,
    plonk::{self, SingleVerifier, verify_proof},
    transcript::{Blake2bRead, Challenge255},
};

/// Whether the file shows that some accounts are as claimed.
///
/// # Errors
/// [`Error::Shape`] where the key is of another shape than the claim; [`Error::Length`], [`Error::Encoding`], [`Error::Proof`].
pub fn verify(key: &Key, claim: &Claim, file: &[u8]) -> Result<(), Error> {
    let (shape, public) = (claim.shape()?, claim.public()?);
    if key.shape != shape {
        return Err(Error::Shape);
    }
    let mut proof = file.strip_prefix(HEADER).ok_or(Error::Encoding)?;
    if proof.len() != proof_length(shape) {
        return Err(Error::Length);
    }
    let mut transcript = Blake2bRead::<_, EqAffine, Challenge255<_>>::init(&mut proof);
    let instance: &[&[&[F]]] = &[&[&public]];
    verify_proof(&key.params, &key.verifying, SingleVerifier::new(&key.params), instance, &mut transcript)
        .map_err(|error| match error {
            // The opening is read behind an error of its own.
            plonk::Error::Transcript(_) | plonk::Error::Opening => Error::Encoding,
            _ => Error::Proof,
        })?;
    if proof.is_empty() { Ok(()) } else { Err(Error::Length) }
}
