//! The powers of a secret that commitments are made with. Whoever knows the secret forges proofs: verifiers pin the digest of the one
//! that they take. Here are development parameters only, made on one machine, and marked as such in their files.

use crate::{Error, Shape};
use halo2_axiom::{
    SerdeFormat,
    halo2curves::{
        bn256::{Bn256, G1Affine, G2Affine},
        group::GroupEncoding,
        pairing::Engine,
    },
    poly::{
        commitment::{Params, ParamsProver},
        kzg::commitment::ParamsKZG,
    },
};
use rand::{CryptoRng, RngCore, SeedableRng};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};

/// The first bytes of a file of development parameters.
pub const DEVELOPMENT: &[u8; 24] = b"covenant-srs-development";

/// Parameters for proving: powers in G1, in two bases, and two points in G2.
#[derive(Clone, Debug)]
pub struct Srs {
    params: ParamsKZG<Bn256>,
}

impl Srs {
    /// New parameters for 2^k rows from the randomness of this machine. The secret is forgotten, and nobody can tell: development only.
    ///
    /// # Errors
    /// [`Error::Shape`] for a size that no circuit has.
    pub fn development(k: u32, rng: &mut (impl RngCore + CryptoRng)) -> Result<Self, Error> {
        if !Shape::SIZES.contains(&k) {
            return Err(Error::Shape);
        }
        Ok(Self { params: ParamsKZG::setup(k, rng) })
    }

    /// The logarithm of the rows.
    #[must_use]
    pub fn k(&self) -> u32 {
        self.params.k()
    }

    /// halo2's form.
    #[must_use]
    pub fn params(&self) -> &ParamsKZG<Bn256> {
        &self.params
    }

    /// What a verifier needs of them.
    #[must_use]
    pub fn verifier(&self) -> VerifierSrs {
        VerifierSrs { tau: self.params.s_g2() }
    }

    /// Writes a file: the mark, the SHA-256 of what follows, the points.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, mut to: impl Write) -> Result<(), Error> {
        let mut body = Vec::new();
        self.params.write_custom(&mut body, SerdeFormat::RawBytes)?;
        to.write_all(DEVELOPMENT)?;
        to.write_all(&Sha256::digest(&body))?;
        Ok(to.write_all(&body)?)
    }

    /// Reads a file for 2^k rows: every point is on its curve, the file is whole, and the first powers in G1 and G2 are of one secret.
    ///
    /// # Errors
    /// [`Error::Srs`], [`Error::Io`]; [`Error::Shape`] for a size that no circuit has.
    pub fn read(k: u32, mut from: impl Read) -> Result<Self, Error> {
        if !Shape::SIZES.contains(&k) {
            return Err(Error::Shape);
        }
        let mut head = [0u8; 56];
        from.read_exact(&mut head).map_err(|_| Error::Srs)?;
        // k, two bases of 2^k points of 64 bytes, two points of 128.
        let length = 4 + (128 << k) + 256;
        let mut body = Vec::with_capacity(length);
        from.take(length as u64 + 1).read_to_end(&mut body)?;
        let whole = body.len() == length
            && head[..24] == DEVELOPMENT[..]
            && head[24..] == Sha256::digest(&body)[..]
            && body[..4] == k.to_le_bytes();
        if !whole {
            return Err(Error::Srs);
        }
        let params = ParamsKZG::<Bn256>::read_custom(&mut body.as_slice(), SerdeFormat::RawBytes)
            .map_err(|_| Error::Srs)?;
        let powers = params.get_g();
        let one_secret = powers[0] == G1Affine::generator()
            && params.g2() == G2Affine::generator()
            && Bn256::pairing(&powers[1], &params.g2()) == Bn256::pairing(&powers[0], &params.s_g2());
        if one_secret { Ok(Self { params }) } else { Err(Error::Srs) }
    }
}

/// What a verifier needs of the parameters: the secret's power in G2. The generators are the curve's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifierSrs {
    tau: G2Affine,
}

impl VerifierSrs {
    /// SHA-256("covenant/srs" ‖ τ·G₂, compressed as halo2curves does): what a verifier pins.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::new().chain_update(b"covenant/srs").chain_update(self.tau.to_bytes()).finalize().into()
    }

    /// halo2's form, with the one power in G1 that a verifier reads.
    #[must_use]
    pub(crate) fn params(&self, k: u32) -> ParamsKZG<Bn256> {
        // There is no other constructor from parts; of the parameters that it is called on it uses nothing.
        let any = ParamsKZG::<Bn256>::setup(0, rand_chacha::ChaCha20Rng::from_seed([0; 32]));
        any.from_parts(k, vec![G1Affine::generator()], Some(Vec::new()), G2Affine::generator(), self.tau)
    }
}
