//! A key as a file: the powers' transforms, which take long to make. What is quickly made is made again.
//!
//! ```text
//! "covenant-cosets\0"                          16 bytes
//! rows, rows of a coset, radix: 256 or 260     8 each, little-endian
//! a tag of the caller's                        32
//! SHA-256 of all of this and the points        32
//! the points                                   64 each, limbs little-endian
//! ```

use std::io::{self, ErrorKind, Read, Write};

use ark_bn254::G1Affine;
use sha2::{Digest, Sha256};

use super::{CosetKey, multiples::canonical};
use crate::packed::PackedG1;
use crate::{Engine, EngineError, Form};

const MARK: &[u8; 16] = b"covenant-cosets\0";
/// Mark, numbers and tag.
const HEAD: usize = 16 + 3 * 8 + 32;
/// Bytes of a point.
const POINT: usize = 64;
/// Points that are read or written together.
const PIECE: usize = 1 << 12;

impl CosetKey {
    /// Writes the key. The tag, which names the powers, comes back from [`Self::read`] only where the same one is asked for.
    ///
    /// # Errors
    /// The writer's.
    pub fn write(&self, tag: &[u8; 32], mut to: impl Write) -> io::Result<()> {
        let head = head(self.rows, self.size, self.form, tag);
        let mut hash = Sha256::new_with_prefix(head);
        let mut bytes = Vec::with_capacity(PIECE * POINT);
        for points in self.bases.chunks(PIECE) {
            put(points, &mut bytes);
            hash.update(&bytes);
        }
        to.write_all(&head)?;
        to.write_all(&hash.finalize())?;
        for points in self.bases.chunks(PIECE) {
            put(points, &mut bytes);
            to.write_all(&bytes)?;
        }
        Ok(())
    }

    /// Reads a key of these powers: nothing where the file is one of other sizes, of another tag or backend, or is not whole.
    ///
    /// # Errors
    /// The reader's; of the powers, as [`Self::new`].
    pub fn read(
        engine: &Engine,
        powers: &[G1Affine],
        size: usize,
        tag: &[u8; 32],
        mut from: impl Read,
    ) -> io::Result<Result<Option<Self>, EngineError>> {
        let expected = head(powers.len(), size, engine.form(), tag);
        let Some(bases) = points(&expected, 2 * powers.len(), &mut from)? else { return Ok(Ok(None)) };
        Ok(Self::with_bases(engine, powers, size, bases).map(Some))
    }
}

fn head(rows: usize, size: usize, form: Form, tag: &[u8; 32]) -> [u8; HEAD] {
    let radix = match form {
        Form::R256 => 256u64,
        Form::R260 => 260,
    };
    let mut head = [0; HEAD];
    head[..16].copy_from_slice(MARK);
    for (to, number) in head[16..40].chunks_exact_mut(8).zip([rows as u64, size as u64, radix]) {
        to.copy_from_slice(&number.to_le_bytes());
    }
    head[40..].copy_from_slice(tag);
    head
}

fn put(points: &[PackedG1], bytes: &mut Vec<u8>) {
    bytes.clear();
    bytes.extend(points.iter().flat_map(|point| point.0).flat_map(u64::to_le_bytes));
}

/// So many points behind a head, if the head is the expected one and the file is whole; then nothing is behind them.
fn points(expected: &[u8; HEAD], count: usize, from: &mut impl Read) -> io::Result<Option<Vec<PackedG1>>> {
    let (mut head, mut digest) = ([0; HEAD], [0; 32]);
    if !(full(from, &mut head)? && head == *expected && full(from, &mut digest)?) {
        return Ok(None);
    }
    let mut hash = Sha256::new_with_prefix(head);
    let (mut out, mut bytes) = (Vec::with_capacity(count), vec![0; PIECE * POINT]);
    while out.len() < count {
        let bytes = &mut bytes[..PIECE.min(count - out.len()) * POINT];
        if !full(from, bytes)? {
            return Ok(None);
        }
        hash.update(&*bytes);
        for point in bytes.as_chunks::<POINT>().0 {
            let mut limbs = [0; POINT / 8];
            for (limb, bytes) in limbs.iter_mut().zip(point.as_chunks().0) {
                *limb = u64::from_le_bytes(*bytes);
            }
            out.push(crate::packed::Packed(limbs));
        }
    }
    let whole = digest[..] == hash.finalize()[..] && !full(from, &mut [0])?;
    Ok((whole && out.iter().all(|point| canonical(*point) == *point)).then_some(out))
}

/// Fills a buffer; false where the file ends before.
fn full(from: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
