//! Prepared keys on disk: written once, mapped from then on.
//!
//! The file is a header, the points of the five queries in the order `A`, `B` in G1, `B` in G2, `H`,
//! `L`, and the position maps of the queries that have points at infinity. Integers are little-endian;
//! every section begins at a multiple of 64 bytes. A file belongs to one backend's [`Form`].
//!
//! | bytes | what |
//! |---|---|
//! | 16 | magic, with the version |
//! | 8 | form: 256 or 260 |
//! | 8 | instance variables |
//! | 5 × 32 | per query: variables, finite points, kind of positions, first variable |
//! | 3 × 64, 2 × 128 | `alpha_g1`, `beta_g1`, `delta_g1`, `beta_g2`, `delta_g2`, radix 2^256 |
//!
//! The first variable is 0, but for `L`, which begins behind the instance. A query has a map, and then 0 for its first
//! variable, only where a variable behind that one has no point; the map of `B` in G2 is that of `B` in G1.

use std::io;
use std::path::Path;
use std::sync::Arc;

use ark_bn254::Fq;
use ark_bn254::g1::G1Affine;
use ark_bn254::g2::G2Affine;
use ark_ff::{BigInt, PrimeField};
use rayon::prelude::*;

use super::PreparedProvingKey;
use super::convert::repacked;
use super::file::{self, Output, Parse, Reader};
use super::key::KeyPoints;
use crate::bases::{ABSENT, Positions, Storage};
use crate::mapped::MappedSlice;
use crate::packed::CurveLimbs;
use crate::{Bases, Curve, EngineError, Form};

const MAGIC: [u8; 16] = *b"covenant-pk-v2\0\0";
/// Of files whose H query is libsnark's.
const OTHER_REDUCTION: [u8; 16] = *b"covenant-pk-v1\0\0";
const HEADER: usize = 640;
/// Points that are in another form at a time.
const CONVERTED: usize = 1 << 16;
/// Kinds of positions: all points are finite; a map follows; the map of `B` in G1 serves.
const FROM: u64 = 0;
const MAP: u64 = 1;
const SHARED: u64 = 2;

impl PreparedProvingKey {
    /// Writes the key to a new file at `path` and returns the file's SHA-256 digest.
    ///
    /// The file appears under its name only when it is complete.
    ///
    /// # Errors
    /// [`EngineError::Io`].
    pub fn write(&self, path: &Path) -> Result<[u8; 32], EngineError> {
        self.write_in_form(path, self.form())
    }

    /// The same in another form, as from [`Self::in_form`], which is converted piece by piece and never there as a whole.
    ///
    /// # Errors
    /// [`EngineError::Io`].
    pub fn write_in_form(&self, path: &Path, form: Form) -> Result<[u8; 32], EngineError> {
        file::create(path, |out| Ok(self.write_to(out, form)?))
    }

    /// The SHA-256 digest of the file that [`Self::write`] would make.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.digest_in_form(self.form())
    }

    /// The SHA-256 digest of the file that [`Self::write_in_form`] would make.
    #[must_use]
    pub fn digest_in_form(&self, form: Form) -> [u8; 32] {
        file::digest(|out| self.write_to(out, form))
    }

    fn write_to(&self, out: &mut Output<'_>, form: Form) -> io::Result<()> {
        let shared = match (&self.b_g1.positions, &self.b_g2.positions) {
            (Positions::Map(of_g1), Positions::Map(of_g2)) => Arc::ptr_eq(of_g1, of_g2),
            _ => false,
        };
        let queries = [
            describe(&self.a, false),
            describe(&self.b_g1, false),
            describe(&self.b_g2, shared),
            describe(&self.h, false),
            describe(&self.l, false),
        ];
        Head { form, num_instance: self.num_instance, queries, points: &self.points }.write(out)?;
        write_query(out, &self.a, form)?;
        write_query(out, &self.b_g1, form)?;
        write_query(out, &self.b_g2, form)?;
        write_query(out, &self.h, form)?;
        write_query(out, &self.l, form)?;
        write_positions(out, &self.a.positions)?;
        write_positions(out, &self.b_g1.positions)?;
        if !shared {
            write_positions(out, &self.b_g2.positions)?;
        }
        write_positions(out, &self.h.positions)?;
        write_positions(out, &self.l.positions)
    }

    /// Maps the key at `path` after checking that the whole file has the given SHA-256 digest.
    ///
    /// # Errors
    /// [`EngineError::WrongDigest`] for any other file, [`EngineError::Malformed`] when a file of that
    /// digest is no key, [`EngineError::UnusableKey`] as from [`PreparedProvingKey::new`], [`EngineError::OtherReduction`]
    /// when it is of the version before this one, [`EngineError::WrongForm`] when it was prepared for another backend,
    /// [`EngineError::Io`].
    pub fn open(path: &Path, form: Form, digest: &[u8; 32]) -> Result<Self, EngineError> {
        usable(file::open(path, digest, |reader| reader.key())?, form)
    }

    /// Maps the key at `path` without reading its points: for a file whose digest was checked before, and which nobody has
    /// written to since. Its lengths and positions are checked as by [`Self::open`].
    ///
    /// # Errors
    /// As [`Self::open`], but for the digest.
    pub fn open_unhashed(path: &Path, form: Form) -> Result<Self, EngineError> {
        usable(file::open_unhashed(path, |reader| reader.key())?, form)
    }
}

/// The key that was read, if a backend that computes in `form` can prove with it. Nothing was read from an earlier version.
fn usable(key: Option<PreparedProvingKey>, form: Form) -> Result<PreparedProvingKey, EngineError> {
    let key = key.ok_or(EngineError::OtherReduction)?;
    key.check()?;
    if key.form() == form { Ok(key) } else { Err(EngineError::WrongForm { got: key.form(), expected: form }) }
}

/// What stands before the points.
pub(super) struct Head<'a> {
    pub(super) form: Form,
    pub(super) num_instance: usize,
    /// In the order of the points.
    pub(super) queries: [[u64; 4]; 5],
    pub(super) points: &'a KeyPoints,
}

impl Head<'_> {
    pub(super) fn write(&self, out: &mut Output<'_>) -> io::Result<()> {
        out.bytes(&MAGIC)?;
        let form: u64 = if self.form == Form::R256 { 256 } else { 260 };
        out.limbs(&[form, self.num_instance as u64])?;
        self.queries.iter().try_for_each(|query| out.limbs(query))?;
        let KeyPoints { alpha_g1, beta_g1, delta_g1, beta_g2, delta_g2 } = self.points;
        for point in [alpha_g1, beta_g1, delta_g1] {
            out.limbs(&point.pack(Form::R256).0)?;
        }
        for point in [beta_g2, delta_g2] {
            out.limbs(&point.pack(Form::R256).0)?;
        }
        Ok(())
    }
}

/// A query in the header: variables, finite points, and where those are; `shared` where another query has the same map.
pub(super) fn described(len: usize, points: usize, positions: &Positions, shared: bool) -> [u64; 4] {
    let (kind, first) = match positions {
        Positions::From(first) => (FROM, *first),
        Positions::Map(_) if shared => (SHARED, 0),
        Positions::Map(_) => (MAP, 0),
    };
    [len as u64, points as u64, kind, u64::from(first)]
}

fn describe<C: Curve>(bases: &Bases<C>, shared: bool) -> [u64; 4] {
    described(bases.len, bases.points.len(), &bases.positions, shared)
}

/// Points as they are.
pub(super) fn write_points<C: Curve>(out: &mut Output<'_>, points: &[C::Point]) -> io::Result<()> {
    points.iter().try_for_each(|point| out.limbs(C::limbs(point)))
}

/// The points of a query, in its own form or in another.
fn write_query<C: Curve>(out: &mut Output<'_>, bases: &Bases<C>, form: Form) -> io::Result<()> {
    if form == bases.form {
        return write_points::<C>(out, &bases.points);
    }
    bases.points.chunks(CONVERTED).try_for_each(|points| {
        let converted: Vec<C::Point> =
            points.par_iter().map(|point| repacked::<C>(point, bases.form, form)).collect();
        write_points::<C>(out, &converted)
    })
}

pub(super) fn write_positions(out: &mut Output<'_>, positions: &Positions) -> io::Result<()> {
    let Positions::Map(map) = positions else { return Ok(()) };
    out.words(map)?;
    out.align()
}

/// What the header says of a query.
struct Query {
    len: usize,
    points: usize,
    kind: u64,
    /// The first variable that may have a point.
    begin: u32,
}

impl Reader<'_> {
    /// Nothing for a file of the version before this one.
    fn key(mut self) -> Parse<Option<PreparedProvingKey>> {
        match self.pieces(1)? {
            [MAGIC] => {}
            [OTHER_REDUCTION] => return Ok(None),
            _ => return Err("the magic is not that of a prepared key"),
        }
        let form = match self.u64()? {
            256 => Form::R256,
            260 => Form::R260,
            _ => return Err("the form is unknown"),
        };
        let num_instance = usize::try_from(self.u64()?).map_err(|_| "the instance is too long")?;
        let queries =
            [self.query(0)?, self.query(0)?, self.query(0)?, self.query(0)?, self.query(num_instance)?];
        let points = KeyPoints {
            alpha_g1: self.point::<G1Affine, 8>()?,
            beta_g1: self.point::<G1Affine, 8>()?,
            delta_g1: self.point::<G1Affine, 8>()?,
            beta_g2: self.point::<G2Affine, 16>()?,
            delta_g2: self.point::<G2Affine, 16>()?,
        };
        debug_assert_eq!(self.at(), HEADER);
        let [a, b1, b2, h, l] = &queries;
        let (a_points, b1_points) = (self.slice(a.points)?, self.slice(b1.points)?);
        let b2_points = self.slice(b2.points)?;
        let (h_points, l_points) = (self.slice(h.points)?, self.slice(l.points)?);
        let a = bases::<G1Affine>(a, a_points, self.positions(a, None)?, form);
        let b_g1 = bases::<G1Affine>(b1, b1_points, self.positions(b1, None)?, form);
        let b_g2 = bases::<G2Affine>(b2, b2_points, self.positions(b2, Some(&b_g1.positions))?, form);
        let h = bases::<G1Affine>(h, h_points, self.positions(h, None)?, form);
        let l = bases::<G1Affine>(l, l_points, self.positions(l, None)?, form);
        let variables = a.len;
        if [b_g1.len, b_g2.len, l.len] != [variables; 3] || num_instance > variables {
            return Err("the queries do not fit together");
        }
        if !h.len.is_power_of_two() {
            return Err("the domain is not a power of two");
        }
        self.end()?;
        Ok(Some(PreparedProvingKey { points, a, b_g1, b_g2, h, l, num_instance }))
    }

    /// A query whose variables before `begin` have no points.
    fn query(&mut self, begin: usize) -> Parse<Query> {
        let [len, points, kind, first] = [self.u64()?, self.u64()?, self.u64()?, self.u64()?];
        let begin = begin as u64;
        if len >= 1 << 31 || begin > len || points > len - begin {
            return Err("a query's lengths are out of range");
        }
        if (kind == FROM) != (points == len - begin) {
            return Err("a query has a map of positions where it needs none, or none where it needs one");
        }
        if first != if kind == FROM { begin } else { 0 } {
            return Err("a query begins at another variable");
        }
        Ok(Query { len: len as usize, points: points as usize, kind, begin: begin as u32 })
    }

    fn point<C, const W: usize>(&mut self) -> Parse<C>
    where
        C: CurveLimbs<Point = crate::Packed<W>>,
    {
        let mut limbs = [0; W];
        for limb in &mut limbs {
            *limb = self.u64()?;
        }
        if limbs.as_chunks().0.iter().any(|limbs| BigInt(*limbs) >= Fq::MODULUS) {
            return Err("a coordinate is not below the modulus");
        }
        Ok(C::unpack(&crate::Packed(limbs), Form::R256))
    }

    fn positions(&mut self, query: &Query, shared: Option<&Positions>) -> Parse<Positions> {
        match query.kind {
            FROM => return Ok(Positions::From(query.begin)),
            SHARED => {
                let Some(Positions::Map(map)) = shared else {
                    return Err("a query shares positions with none");
                };
                let points = map.iter().filter(|&&position| position != ABSENT).count();
                if (map.len(), points) != (query.len, query.points) {
                    return Err("a query shares positions that are not its own");
                }
                return Ok(Positions::Map(map.clone()));
            }
            MAP => {}
            _ => return Err("the kind of positions is unknown"),
        }
        let map: MappedSlice<u32> = self.slice(query.len)?;
        self.align()?;
        // Copied first: what is checked cannot change afterwards.
        let map = map.to_vec();
        let mut next = 0;
        for &position in map.iter().filter(|&&position| position != ABSENT) {
            if position != next {
                return Err("positions are not ascending");
            }
            next += 1;
        }
        if next as usize != query.points {
            return Err("there are not as many positions as points");
        }
        if map.iter().take(query.begin as usize).any(|&position| position != ABSENT) {
            return Err("a variable has a point where the query has none");
        }
        if matches!(shared, Some(Positions::Map(other)) if **other == map) {
            return Err("positions that are shared are there twice");
        }
        Ok(Positions::Map(Arc::new(map)))
    }
}

fn bases<C: Curve>(
    query: &Query,
    points: MappedSlice<C::Point>,
    positions: Positions,
    form: Form,
) -> Bases<C> {
    Bases { points: Storage::Mapped(points), positions, len: query.len, form }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ec::AffineRepr;
    use std::io::{Seek, SeekFrom, Write};

    /// A key of `2^26` variables has 20 GiB: sections begin where 32 bits end. The file is one hole, with a point at the end of each query.
    #[test]
    fn sections_lie_beyond_four_gibibytes() {
        const LEN: u64 = 1 << 26;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key");
        let (g1, g2) = (G1Affine::generator(), G2Affine::generator());
        let points = KeyPoints { alpha_g1: g1, beta_g1: g1, delta_g1: g1, beta_g2: g2, delta_g2: g2 };
        let query = |first: u64| [LEN, LEN - first, FROM, first];
        let queries = [query(0), query(0), query(0), query(0), query(1)];
        let head = Head { form: Form::R256, num_instance: 1, queries, points: &points };
        file::create(&path, |out| Ok(head.write(out)?)).expect("it is written");
        let mut file = std::fs::File::options().write(true).open(&path).expect("it is there");
        let mut end = HEADER as u64;
        let (of_g1, of_g2) = (g1.pack(Form::R256).0, g2.pack(Form::R256).0);
        let lengths = [(LEN, &of_g1[..]), (LEN, &of_g1), (LEN, &of_g2), (LEN, &of_g1), (LEN - 1, &of_g1)];
        for (points, point) in lengths {
            end += points * 8 * point.len() as u64;
            file.seek(SeekFrom::Start(end - 8 * point.len() as u64)).expect("a hole");
            let point: Vec<u8> = point.iter().flat_map(|limb| limb.to_le_bytes()).collect();
            file.write_all(&point).expect("it is written");
        }
        assert!(end > 20 << 30);
        let key = PreparedProvingKey::open_unhashed(&path, Form::R256).expect("it opens");
        assert_eq!((key.num_variables(), key.domain_size()), (LEN as usize, LEN as usize));
        for bases in [&key.a, &key.b_g1, &key.h, &key.l] {
            let [.., before, last] = &bases.points[..] else { panic!("there are points") };
            assert!(before.0 == [0; 8] && last.0 == of_g1);
        }
        assert!(key.b_g2.points.last().expect("there are points").0 == of_g2);
        assert_eq!(key.size_in_bytes(), end as usize - HEADER);
    }
}
