//! Files of parameters. They are this machine's own: a digest finds damage, and pairings find powers of another secret.

use super::{
    Origin, Srs, VerifierSrs, raw_point, sized,
    verifier::{POWERS, is_member},
};
use crate::Error;
use covenant_halo2_prover::lagrange_of;
use halo2_axiom::{
    halo2curves::{
        bn256::{Bn256, G1Affine, G2Affine},
        group::prime::PrimeCurveAffine,
        pairing::Engine,
        serde::SerdeObject,
    },
    poly::commitment::ParamsProver,
};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};

/// The first bytes of a file of development parameters.
pub const DEVELOPMENT: &[u8; 24] = b"covenant-srs-development";
/// The first bytes of a file of parameters that were read from a ceremony's.
pub const CEREMONY: &[u8; 24] = b"covenant-srs-ceremony\0\0\0";

const G1: usize = 64;
const G2: usize = 128;

impl Srs {
    /// Writes a file: the mark, the SHA-256 of what follows, k (four bytes, little-endian), the powers in G1, their Lagrange form, the eleven in G2, all raw.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, mut to: impl Write) -> Result<(), Error> {
        let mut body = self.k().to_le_bytes().to_vec();
        body.reserve_exact(body_length(self.k()));
        for point in self.params.get_g().iter().chain(&lagrange_of(&self.params)) {
            point.write_raw(&mut body)?;
        }
        for point in &self.verifier.powers {
            point.write_raw(&mut body)?;
        }
        to.write_all(match self.origin {
            Origin::Development => DEVELOPMENT,
            Origin::Ceremony => CEREMONY,
        })?;
        to.write_all(&Sha256::digest(&body))?;
        Ok(to.write_all(&body)?)
    }

    /// Reads a file for 2^k rows: it is whole, every point is on its curve, and the powers in G2 are those of the secret in G1.
    ///
    /// # Errors
    /// [`Error::Srs`], [`Error::Io`]; [`Error::Shape`] for a size that no circuit has.
    pub fn read(k: u32, mut from: impl Read) -> Result<Self, Error> {
        sized(k)?;
        let mut head = [0u8; 56];
        from.read_exact(&mut head).map_err(|_| Error::Srs)?;
        let origin = match &head[..24] {
            mark if mark == DEVELOPMENT => Origin::Development,
            mark if mark == CEREMONY => Origin::Ceremony,
            _ => return Err(Error::Srs),
        };
        let length = body_length(k);
        let mut body = Vec::with_capacity(length);
        from.take(length as u64 + 1).read_to_end(&mut body)?;
        let whole =
            body.len() == length && head[24..] == Sha256::digest(&body)[..] && body[..4] == k.to_le_bytes();
        if !whole {
            return Err(Error::Srs);
        }
        let (in_g1, in_g2) = body[4..].split_at(length - 4 - POWERS * G2);
        let (powers, lagrange) = in_g1.split_at(in_g1.len() / 2);
        let points = |bytes: &[u8]| bytes.par_chunks_exact(G1).map(raw_point).collect::<Result<Vec<_>, _>>();
        let mut verifier = VerifierSrs { powers: [G2Affine::identity(); POWERS] };
        for (power, bytes) in verifier.powers.iter_mut().zip(in_g2.chunks_exact(G2)) {
            *power = raw_point(bytes)?;
        }
        let srs = Self::from_parts(k, points(powers)?, points(lagrange)?, verifier, origin);
        if srs.is_of_one_secret() { Ok(srs) } else { Err(Error::Srs) }
    }

    /// Whether the powers in G2 are of the secret whose powers in G1 these are.
    pub(super) fn is_of_one_secret(&self) -> bool {
        let exponents = (0..POWERS).map(|i| 1 << i);
        self.power(0) == G1Affine::generator()
            && self.verifier.powers.iter().all(is_member)
            && exponents.zip(&self.verifier.powers).all(|(exponent, power)| {
                Bn256::pairing(&self.power(exponent), &G2Affine::generator())
                    == Bn256::pairing(&G1Affine::generator(), power)
            })
    }
}

fn body_length(k: u32) -> usize {
    4 + ((2 * G1) << k) + POWERS * G2
}
