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

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use ark_bn254::g1::G1Affine;
use ark_bn254::g2::G2Affine;
use memmap2::Mmap;
use sha2::{Digest, Sha256};

use super::PreparedProvingKey;
use super::key::KeyPoints;
use super::map::{MappedSlice, Plain, map};
use crate::packed::{ABSENT, CurveLimbs, Positions, Storage};
use crate::{Bases, Curve, EngineError, Form};

const MAGIC: [u8; 16] = *b"covenant-pk-v1\0\0";
const HEADER: usize = 640;
/// Kinds of positions: all points are finite; a map follows; the map of `B` in G1 serves.
const FROM: u64 = 0;
const MAP: u64 = 1;
const SHARED: u64 = 2;

/// Writes through a hash.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl PreparedProvingKey {
    /// Writes the key to a new file at `path` and returns the file's SHA-256 digest.
    ///
    /// The file appears under its name only when it is complete.
    ///
    /// # Errors
    /// [`EngineError::Io`].
    pub fn write(&self, path: &Path) -> Result<[u8; 32], EngineError> {
        let failed = |source| EngineError::Io { path: path.to_owned(), source };
        let partial = path.with_extension("partial");
        let file = File::create(&partial).map_err(failed)?;
        let mut out = Hashing { inner: BufWriter::with_capacity(1 << 20, file), hash: Sha256::new() };
        self.write_to(&mut out).map_err(failed)?;
        let file = out.inner.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        std::fs::rename(&partial, path).map_err(failed)?;
        Ok(out.hash.finalize().into())
    }

    fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&MAGIC)?;
        let form: u64 = if self.form() == Form::R256 { 256 } else { 260 };
        write_limbs(out, &[form, self.num_instance as u64])?;
        let shared = match (&self.b_g1.positions, &self.b_g2.positions) {
            (Positions::Map(of_g1), Positions::Map(of_g2)) => Arc::ptr_eq(of_g1, of_g2),
            _ => false,
        };
        write_limbs(out, &describe(&self.a, false))?;
        write_limbs(out, &describe(&self.b_g1, false))?;
        write_limbs(out, &describe(&self.b_g2, shared))?;
        write_limbs(out, &describe(&self.h, false))?;
        write_limbs(out, &describe(&self.l, false))?;
        let points = &self.points;
        for point in [points.alpha_g1, points.beta_g1, points.delta_g1] {
            write_limbs(out, &point.pack(Form::R256).0)?;
        }
        for point in [points.beta_g2, points.delta_g2] {
            write_limbs(out, &point.pack(Form::R256).0)?;
        }
        for query in [&self.a, &self.b_g1] {
            query.points.iter().try_for_each(|point| write_limbs(out, &point.0))?;
        }
        self.b_g2.points.iter().try_for_each(|point| write_limbs(out, &point.0))?;
        for query in [&self.h, &self.l] {
            query.points.iter().try_for_each(|point| write_limbs(out, &point.0))?;
        }
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
    /// [`EngineError::WrongDigest`] for any other file, [`EngineError::BadKey`] when a file of that
    /// digest is no key, [`EngineError::WrongForm`] when it was prepared for another backend,
    /// [`EngineError::Io`].
    pub fn open(path: &Path, form: Form, digest: &[u8; 32]) -> Result<Self, EngineError> {
        let failed = |source| EngineError::Io { path: path.to_owned(), source };
        let map = Arc::new(File::open(path).and_then(|file| map(&file)).map_err(failed)?);
        if Sha256::digest(&map[..]).as_slice() != digest {
            return Err(EngineError::WrongDigest { path: path.to_owned() });
        }
        let key = Reader { map: &map, at: 0 }
            .key()
            .map_err(|reason| EngineError::BadKey { path: path.to_owned(), reason })?;
        if key.form() == form {
            Ok(key)
        } else {
            Err(EngineError::WrongForm { got: key.form(), expected: form })
        }
    }
}

fn write_limbs(out: &mut impl Write, limbs: &[u64]) -> io::Result<()> {
    limbs.iter().try_for_each(|limb| out.write_all(&limb.to_le_bytes()))
}

fn describe<C: Curve>(bases: &Bases<C>, shared: bool) -> [u64; 4] {
    let (kind, first) = match &bases.positions {
        Positions::From(first) => (FROM, *first),
        Positions::Map(_) if shared => (SHARED, 0),
        Positions::Map(_) => (MAP, 0),
    };
    [bases.len as u64, bases.points.len() as u64, kind, u64::from(first)]
}

fn write_positions(out: &mut impl Write, positions: &Positions) -> io::Result<()> {
    let Positions::Map(map) = positions else { return Ok(()) };
    map.iter().try_for_each(|position| out.write_all(&position.to_le_bytes()))?;
    let padding = (map.len() * 4).next_multiple_of(64) - map.len() * 4;
    out.write_all(&[0; 64][..padding])
}

/// What the header says of a query.
struct Query {
    len: usize,
    points: usize,
    kind: u64,
    first: u32,
}

type Parse<T> = Result<T, &'static str>;

/// Reads a mapped file front to back, every length checked against what is there.
struct Reader<'a> {
    map: &'a Arc<Mmap>,
    at: usize,
}

impl Reader<'_> {
    fn key(mut self) -> Parse<PreparedProvingKey> {
        let magic = self.take(MAGIC.len())?;
        if self.map[magic] != MAGIC {
            return Err("the magic is not that of a prepared key");
        }
        let form = match self.u64()? {
            256 => Form::R256,
            260 => Form::R260,
            _ => return Err("the form is unknown"),
        };
        let num_instance = usize::try_from(self.u64()?).map_err(|_| "the instance is too long")?;
        let queries = [self.query()?, self.query()?, self.query()?, self.query()?, self.query()?];
        let points = KeyPoints {
            alpha_g1: self.point::<G1Affine, 8>()?,
            beta_g1: self.point::<G1Affine, 8>()?,
            delta_g1: self.point::<G1Affine, 8>()?,
            beta_g2: self.point::<G2Affine, 16>()?,
            delta_g2: self.point::<G2Affine, 16>()?,
        };
        debug_assert_eq!(self.at, HEADER);
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
        if !(h.len + 1).is_power_of_two() {
            return Err("the domain is not a power of two");
        }
        if self.at != self.map.len() {
            return Err("there are bytes after the last section");
        }
        Ok(PreparedProvingKey { points, a, b_g1, b_g2, h, l, num_instance })
    }

    /// The next `len` bytes.
    fn take(&mut self, len: usize) -> Parse<Range<usize>> {
        let end =
            self.at.checked_add(len).filter(|&end| end <= self.map.len()).ok_or("the file is cut short")?;
        let range = self.at..end;
        self.at = end;
        Ok(range)
    }

    fn u64(&mut self) -> Parse<u64> {
        let range = self.take(8)?;
        let bytes: [u8; 8] = self.map[range].try_into().map_err(|_| "the file is cut short")?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn query(&mut self) -> Parse<Query> {
        let [len, points, kind, first] = [self.u64()?, self.u64()?, self.u64()?, self.u64()?];
        if len >= 1 << 31 || points > len || first > len || (kind == FROM && points + first != len) {
            return Err("a query's lengths are out of range");
        }
        Ok(Query { len: len as usize, points: points as usize, kind, first: first as u32 })
    }

    fn point<C, const W: usize>(&mut self) -> Parse<C>
    where
        C: CurveLimbs<Point = crate::Packed<W>>,
    {
        let mut limbs = [0; W];
        for limb in &mut limbs {
            *limb = self.u64()?;
        }
        Ok(C::unpack(&crate::Packed(limbs), Form::R256))
    }

    fn slice<T: Plain>(&mut self, count: usize) -> Parse<MappedSlice<T>> {
        let bytes = count.checked_mul(size_of::<T>()).ok_or("a query is too long")?;
        let range = self.take(bytes)?;
        MappedSlice::new(self.map, range).ok_or("a section is misaligned")
    }

    fn positions(&mut self, query: &Query, shared: Option<&Positions>) -> Parse<Positions> {
        match query.kind {
            FROM => return Ok(Positions::From(query.first)),
            SHARED => return shared.cloned().ok_or("a query shares positions with none"),
            MAP => {}
            _ => return Err("the kind of positions is unknown"),
        }
        let map: MappedSlice<u32> = self.slice(query.len)?;
        let padding = (query.len * 4).next_multiple_of(64) - query.len * 4;
        self.take(padding)?;
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
        Ok(Positions::Map(Arc::new(map.to_vec())))
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
