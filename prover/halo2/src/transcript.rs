//! Any transcript of the library's, in the engine's scalars: the prover is compiled once, whatever the transcript.

use crate::{
    Error,
    convert::{scalar_from_ark, scalar_to_ark},
};
use ark_bn254::Fr;
use halo2_axiom::{
    halo2curves::bn256::G1Affine,
    transcript::{EncodedChallenge, TranscriptWrite},
};
use std::marker::PhantomData;

/// A proof being written.
pub(crate) trait Transcript {
    /// Absorbs a scalar that the verifier has.
    fn common_scalar(&mut self, scalar: &Fr) -> Result<(), Error>;
    fn write_scalar(&mut self, scalar: &Fr) -> Result<(), Error>;
    fn write_point(&mut self, point: G1Affine) -> Result<(), Error>;
    fn challenge(&mut self) -> Fr;
}

/// The library's.
pub(crate) struct Stock<'a, E, T>(&'a mut T, PhantomData<E>);

impl<'a, E: EncodedChallenge<G1Affine>, T: TranscriptWrite<G1Affine, E>> Stock<'a, E, T> {
    pub(crate) fn new(transcript: &'a mut T) -> Self {
        Self(transcript, PhantomData)
    }
}

impl<E: EncodedChallenge<G1Affine>, T: TranscriptWrite<G1Affine, E>> Transcript for Stock<'_, E, T> {
    fn common_scalar(&mut self, scalar: &Fr) -> Result<(), Error> {
        Ok(self.0.common_scalar(scalar_from_ark(scalar))?)
    }

    fn write_scalar(&mut self, scalar: &Fr) -> Result<(), Error> {
        Ok(self.0.write_scalar(scalar_from_ark(scalar))?)
    }

    fn write_point(&mut self, point: G1Affine) -> Result<(), Error> {
        Ok(self.0.write_point(point)?)
    }

    fn challenge(&mut self) -> Fr {
        scalar_to_ark(&self.0.squeeze_challenge().get_scalar())
    }
}
