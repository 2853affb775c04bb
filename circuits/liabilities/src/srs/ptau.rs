//! The public format of powers of tau, `.ptau`: the file of a ceremony, which anybody can have contributed to.
//!
//! Four bytes of magic, a version and a number of sections (u32 each), then sections {id u32, length u64, data}, little-endian, in any
//! order. Read here are 1, the header (size of a coordinate, modulus, two logarithms), 2 and 3, the powers in G1 and in G2: raw points,
//! coordinates in Montgomery form. Of a larger file the first powers are taken.

use super::{COSETS, Origin, Srs, VerifierSrs, raw_point, sized, verifier::is_member};
use crate::{Error, F};
use halo2_axiom::{
    arithmetic::{best_multiexp, g_to_lagrange},
    halo2curves::{
        bn256::{Bn256, Fq, G1Affine, G2Affine},
        ff::PrimeField,
        group::{Curve, prime::PrimeCurveAffine},
        pairing::Engine,
        serde::SerdeObject,
    },
};
use rand::{CryptoRng, Rng, RngCore};
use rayon::prelude::*;
use std::{
    collections::BTreeMap,
    io::{ErrorKind, Read, Seek, SeekFrom},
};

const MAGIC: &[u8; 4] = b"ptau";
/// The most sections that a file may have: snarkjs writes eleven.
const SECTIONS: u32 = 64;
/// Powers in G2 that are read: up to that of the largest coset.
const IN_G2: usize = COSETS[COSETS.len() - 1] + 1;

impl Srs {
    /// Parameters for 2^k rows from a ceremony's file. Every power that is taken is on its curve, in its subgroup and the next of the
    /// one before it, in both groups, under pairings of random combinations: a wrong one passes with probability 2⁻¹²⁸. Whether the
    /// ceremony was honest, its transcript says and not its powers. Only the parts that are needed are read.
    ///
    /// # Errors
    /// [`Error::Srs`] for a file that is not one, is too small, or of which a power is wrong; [`Error::Io`]; [`Error::Shape`].
    pub fn from_ptau(
        k: u32,
        mut from: impl Read + Seek,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Self, Error> {
        sized(k)?;
        let sections = sections(&mut from)?;
        let power = header(&mut from, &sections)?;
        if power < k {
            return Err(Error::Srs);
        }
        let (all_g1, all_g2) = ((2u64 << power) - 1, 1u64 << power);
        let powers: Vec<G1Affine> = read_points(&mut from, &sections, 2, all_g1, 64, 1 << k)?;
        let in_g2: Vec<G2Affine> = read_points(&mut from, &sections, 3, all_g2, 128, IN_G2)?;
        if !(in_g2.par_iter().all(is_member) && are_powers(&powers, &in_g2, rng)) {
            return Err(Error::Srs);
        }
        let lagrange: Vec<G1Affine> =
            g_to_lagrange(powers.iter().map(PrimeCurveAffine::to_curve).collect(), k);
        // A secret among the roots of unity makes a basis of infinities.
        if lagrange.iter().any(|point| bool::from(point.is_identity())) {
            return Err(Error::Srs);
        }
        let verifier = VerifierSrs { powers: std::array::from_fn(|i| in_g2[1 << i]) };
        Ok(Self::from_parts(k, powers, lagrange, verifier, Origin::Ceremony))
    }
}

/// Where each section lies, by its id: start and length. A repeated id is refused, and so are bytes behind the last.
fn sections(from: &mut (impl Read + Seek)) -> Result<BTreeMap<u32, (u64, u64)>, Error> {
    let end = from.seek(SeekFrom::End(0))?;
    from.seek(SeekFrom::Start(0))?;
    let magic: [u8; 4] = array(from)?;
    let (version, count) = (u32::from_le_bytes(array(from)?), u32::from_le_bytes(array(from)?));
    if &magic != MAGIC || version != 1 || count > SECTIONS {
        return Err(Error::Srs);
    }
    let mut sections = BTreeMap::new();
    let mut at = 12u64;
    for _ in 0..count {
        let (id, length) = (u32::from_le_bytes(array(from)?), u64::from_le_bytes(array(from)?));
        let start = at + 12;
        at = start.checked_add(length).filter(|at| *at <= end).ok_or(Error::Srs)?;
        if sections.insert(id, (start, length)).is_some() {
            return Err(Error::Srs);
        }
        from.seek(SeekFrom::Start(at))?;
    }
    if at == end { Ok(sections) } else { Err(Error::Srs) }
}

/// The logarithm of the powers in G2.
fn header(from: &mut (impl Read + Seek), sections: &BTreeMap<u32, (u64, u64)>) -> Result<u32, Error> {
    let (start, length) = *sections.get(&1).ok_or(Error::Srs)?;
    if length != 44 {
        return Err(Error::Srs);
    }
    from.seek(SeekFrom::Start(start))?;
    let size = u32::from_le_bytes(array(from)?);
    let modulus: [u8; 32] = array(from)?;
    let (power, ceremony) = (u32::from_le_bytes(array(from)?), u32::from_le_bytes(array(from)?));
    let ours = size == 32 && modulus == self::modulus() && power <= F::S && power <= ceremony;
    if ours { Ok(power) } else { Err(Error::Srs) }
}

/// The modulus of the coordinates, little-endian: the largest element and one more.
fn modulus() -> [u8; 32] {
    let mut bytes = (-Fq::one()).to_repr();
    // An odd number's predecessor is even.
    bytes.as_mut()[0] += 1;
    let mut modulus = [0; 32];
    modulus.copy_from_slice(bytes.as_ref());
    modulus
}

/// The first `take` points of a section that has `all` of `size` bytes.
fn read_points<C: SerdeObject + PrimeCurveAffine + Send>(
    from: &mut (impl Read + Seek),
    sections: &BTreeMap<u32, (u64, u64)>,
    id: u32,
    all: u64,
    size: usize,
    take: usize,
) -> Result<Vec<C>, Error> {
    let (start, length) = *sections.get(&id).ok_or(Error::Srs)?;
    if length != all * size as u64 || take as u64 > all {
        return Err(Error::Srs);
    }
    from.seek(SeekFrom::Start(start))?;
    let mut bytes = vec![0; size * take];
    exact(from, &mut bytes)?;
    bytes.par_chunks_exact(size).map(raw_point).collect()
}

/// Whether each is the next power of the one before, from the generators on, and both groups' secret is one.
fn are_powers(in_g1: &[G1Affine], in_g2: &[G2Affine], rng: &mut (impl RngCore + CryptoRng)) -> bool {
    let mut random = |count| -> Vec<F> { (0..count).map(|_| F::from_u128(rng.r#gen())).collect() };
    let (rho, sigma) = (random(in_g1.len() - 1), random(in_g2.len() - 1));
    let (g1, g2) = (G1Affine::generator(), G2Affine::generator());
    let combined = |skip: usize| best_multiexp(&rho, &in_g1[skip..in_g1.len() - 1 + skip]).to_affine();
    let combined_g2 = |skip: usize| best_multiexp(&sigma, &in_g2[skip..in_g2.len() - 1 + skip]).to_affine();
    in_g1[0] == g1
        && in_g2[0] == g2
        && Bn256::pairing(&combined(1), &g2) == Bn256::pairing(&combined(0), &in_g2[1])
        && Bn256::pairing(&g1, &combined_g2(1)) == Bn256::pairing(&in_g1[1], &combined_g2(0))
}

fn array<const N: usize>(from: &mut impl Read) -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    exact(from, &mut bytes)?;
    Ok(bytes)
}

/// A file that ends early is not one; a disk that fails is another matter.
fn exact(from: &mut impl Read, bytes: &mut [u8]) -> Result<(), Error> {
    from.read_exact(bytes).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => Error::Srs,
        kind => Error::Io(kind),
    })
}

#[cfg(test)]
mod tests;
