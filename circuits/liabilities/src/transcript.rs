//! The transcript that contracts recompute: Keccak-256 over 32-byte big-endian words, points as x and y, as snark-verifier's
//! `EvmTranscript` has it.
//!
//! Absorbing appends to a buffer. A challenge is the buffer's hash modulo r, with one byte 1 behind a buffer of exactly 32 bytes, so that
//! two challenges in a row differ; the hash is the new buffer. Reading takes numbers in their one form only, and no point at infinity:
//! an honest prover's commitments are of random polynomials.

use crate::F;
use halo2_axiom::{
    halo2curves::{
        CurveAffine,
        bn256::{Fq, G1Affine},
        ff::{FromUniformBytes, PrimeField},
    },
    transcript::{EncodedChallenge, Transcript, TranscriptRead, TranscriptWrite},
};
use sha3::{Digest, Keccak256};
use std::io;

/// Bytes of a scalar.
pub const SCALAR: usize = 32;
/// Bytes of a point.
pub const POINT: usize = 64;

/// A challenge: a hash modulo r.
#[derive(Clone, Copy, Debug)]
pub struct Challenge(F);

impl EncodedChallenge<G1Affine> for Challenge {
    type Input = [u8; 32];

    fn new(hash: &[u8; 32]) -> Self {
        let mut wide = [0u8; 64];
        wide[..32].copy_from_slice(hash);
        wide[..32].reverse();
        Self(F::from_uniform_bytes(&wide))
    }

    fn get_scalar(&self) -> F {
        self.0
    }
}

/// The running state of both ends.
#[derive(Clone, Debug, Default)]
struct State(Vec<u8>);

impl State {
    fn squeeze(&mut self) -> Challenge {
        if self.0.len() == 32 {
            self.0.push(1);
        }
        let hash: [u8; 32] = Keccak256::digest(&self.0).into();
        self.0 = hash.to_vec();
        Challenge::new(&hash)
    }
}

fn scalar_bytes(scalar: F) -> [u8; SCALAR] {
    big_endian(scalar.to_repr().as_ref())
}

/// x and y, big-endian.
#[must_use]
pub fn point_bytes(point: &G1Affine) -> [u8; POINT] {
    let mut bytes = [0u8; POINT];
    bytes[..32].copy_from_slice(&big_endian(point.x.to_repr().as_ref()));
    bytes[32..].copy_from_slice(&big_endian(point.y.to_repr().as_ref()));
    bytes
}

/// A coordinate or scalar, big-endian.
#[must_use]
pub fn word_of(number: impl PrimeField<Repr: AsRef<[u8]>>) -> [u8; 32] {
    big_endian(number.to_repr().as_ref())
}

fn big_endian(little: &[u8]) -> [u8; 32] {
    std::array::from_fn(|i| little[31 - i])
}

fn refused(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn scalar_of(bytes: &[u8; SCALAR]) -> io::Result<F> {
    Option::from(F::from_repr(big_endian(bytes))).ok_or_else(|| refused("a scalar is not below the modulus"))
}

/// A point from x and y, each below its modulus, on the curve, not the one at infinity.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] for anything else.
pub fn point_of(bytes: &[u8; POINT]) -> io::Result<G1Affine> {
    let coordinate = |half: &[u8]| -> io::Result<Fq> {
        let repr = big_endian(half);
        Option::from(Fq::from_repr(repr)).ok_or_else(|| refused("a coordinate is not below the modulus"))
    };
    let (x, y) = (coordinate(&bytes[..32])?, coordinate(&bytes[32..])?);
    if bytes == &[0; POINT] {
        return Err(refused("a point is the one at infinity"));
    }
    Option::from(G1Affine::from_xy(x, y)).ok_or_else(|| refused("a point is not on the curve"))
}

/// The prover's end.
#[derive(Debug, Default)]
pub struct Writer {
    state: State,
    proof: Vec<u8>,
}

impl Writer {
    /// The proof.
    #[must_use]
    pub fn into_proof(self) -> Vec<u8> {
        self.proof
    }
}

/// The verifier's end.
#[derive(Debug)]
pub struct Reader<'a> {
    state: State,
    proof: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads a proof from its beginning.
    #[must_use]
    pub fn new(proof: &'a [u8]) -> Self {
        Self { state: State::default(), proof }
    }

    /// What has not been read.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.proof
    }

    fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let (head, rest) = self.proof.split_first_chunk().ok_or_else(|| refused("the proof ends early"))?;
        self.proof = rest;
        Ok(*head)
    }
}

macro_rules! absorbs {
    ($($type:ty)*) => {$(
        impl Transcript<G1Affine, Challenge> for $type {
            fn squeeze_challenge(&mut self) -> Challenge {
                self.state.squeeze()
            }

            fn common_point(&mut self, point: G1Affine) -> io::Result<()> {
                self.state.0.extend_from_slice(&point_bytes(&point));
                Ok(())
            }

            fn common_scalar(&mut self, scalar: F) -> io::Result<()> {
                self.state.0.extend_from_slice(&scalar_bytes(scalar));
                Ok(())
            }
        }
    )*};
}
absorbs!(Writer Reader<'_>);

impl TranscriptWrite<G1Affine, Challenge> for Writer {
    fn write_point(&mut self, point: G1Affine) -> io::Result<()> {
        self.proof.extend_from_slice(&point_bytes(&point));
        self.common_point(point)
    }

    fn write_scalar(&mut self, scalar: F) -> io::Result<()> {
        self.proof.extend_from_slice(&scalar_bytes(scalar));
        self.common_scalar(scalar)
    }
}

impl TranscriptRead<G1Affine, Challenge> for Reader<'_> {
    fn read_point(&mut self) -> io::Result<G1Affine> {
        let point = point_of(&self.take()?)?;
        self.common_point(point)?;
        Ok(point)
    }

    fn read_scalar(&mut self) -> io::Result<F> {
        let scalar = scalar_of(&self.take()?)?;
        self.common_scalar(scalar)?;
        Ok(scalar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use halo2_axiom::halo2curves::ff::Field;

    /// Keccak-256 of the words, reduced, by another way.
    #[test]
    fn challenges_are_hashes_of_words() {
        let mut writer = Writer::default();
        writer.write_scalar(F::from(5)).unwrap();
        let mut word = [0u8; 33];
        word[31] = 5;
        word[32] = 1;
        let hash: [u8; 32] = Keccak256::digest(word).into();
        assert_eq!(writer.squeeze_challenge().get_scalar(), modulo(&hash));
        // A buffer of a hash alone is 32 bytes again.
        let next: [u8; 32] = Keccak256::digest([&hash[..], &[1]].concat()).into();
        assert_eq!(writer.squeeze_challenge().get_scalar(), modulo(&next));
        writer.write_point(G1Affine::generator()).unwrap();
        let point = [&next[..], &[0; 31], &[1], &[0; 31], &[2]].concat();
        let third: [u8; 32] = Keccak256::digest(point).into();
        assert_eq!(writer.squeeze_challenge().get_scalar(), modulo(&third));
        assert_eq!(writer.into_proof().len(), SCALAR + POINT);
    }

    fn modulo(hash: &[u8; 32]) -> F {
        hash.iter().fold(F::ZERO, |value, byte| value * F::from(256) + F::from(u64::from(*byte)))
    }

    #[test]
    fn numbers_have_one_form() {
        let mut modulus = scalar_bytes(-F::ONE);
        assert!(scalar_of(&modulus).is_ok());
        modulus[31] += 1;
        assert!(scalar_of(&modulus).is_err() && scalar_of(&[0xff; 32]).is_err());
        let generator = point_bytes(&G1Affine::generator());
        assert_eq!(point_of(&generator).unwrap(), G1Affine::generator());
        let mut off = generator;
        off[63] = 3;
        assert!(point_of(&off).is_err() && point_of(&[0; POINT]).is_err());
        let q = big_endian((-Fq::ONE).to_repr().as_ref());
        let mut high = generator;
        high[..32].copy_from_slice(&q);
        high[31] += 2;
        assert!(point_of(&high).is_err(), "x + q is another form of x");
    }

    #[test]
    fn both_ends_agree() {
        let mut writer = Writer::default();
        writer.write_point(G1Affine::generator()).unwrap();
        writer.write_scalar(F::from(9)).unwrap();
        let challenge = writer.squeeze_challenge().get_scalar();
        let proof = writer.into_proof();
        let mut reader = Reader::new(&proof);
        reader.read_point().unwrap();
        reader.read_scalar().unwrap();
        assert_eq!(reader.squeeze_challenge().get_scalar(), challenge);
        assert!(reader.rest().is_empty() && reader.read_scalar().is_err());
    }
}
