//! The strict verifier around halo2's: a proof has one length, every number its one form, every point is on the curve, and nothing is
//! left over. The output is an element by its type; a decoder in front of it refuses x + r.

use crate::{Error, F, VerifyingKey, key, transcript::Reader};
use halo2_axiom::{
    halo2curves::bn256::Bn256,
    plonk::{self, verify_proof},
    poly::kzg::{commitment::KZGCommitmentScheme, multiopen::VerifierSHPLONK, strategy::SingleStrategy},
};

/// Whether the proof shows that some columns of the key's shape have this output.
///
/// # Errors
/// [`Error::Length`], [`Error::Encoding`], [`Error::Proof`].
pub fn verify(key: &VerifyingKey, output: F, proof: &[u8]) -> Result<(), Error> {
    if proof.len() != key.proof_length() {
        return Err(Error::Length);
    }
    let params = key.srs().params(key.shape().k());
    let mut transcript = Reader::new(proof);
    verify_proof::<KZGCommitmentScheme<Bn256>, VerifierSHPLONK<'_, Bn256>, _, _, _>(
        &params,
        key.halo2(),
        SingleStrategy::new(&params),
        &[&[&key::instance(&output)]],
        &mut transcript,
    )
    .map_err(|error| match error {
        // The opening's two points are read behind an error of its own.
        plonk::Error::Transcript(_) | plonk::Error::Opening => Error::Encoding,
        _ => Error::Proof,
    })?;
    if transcript.rest().is_empty() { Ok(()) } else { Err(Error::Length) }
}
