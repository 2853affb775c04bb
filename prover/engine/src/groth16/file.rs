//! Files that are written once and mapped from then on: keys and matrices.
//!
//! Integers are little-endian; sections begin at multiples of 64 bytes. What can be read is what was written, byte for byte:
//! nothing in a file is passed over.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use covenant_files::{Mode, Pending};
use memmap2::Mmap;
use sha2::{Digest, Sha256};

use crate::EngineError;
use crate::mapped::{MappedSlice, Plain, map};

/// What sections are aligned to, in bytes.
const ALIGNMENT: usize = 64;

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

/// A file that is being written.
pub(super) struct Output<'a> {
    inner: BufWriter<Hashing<&'a mut (dyn Write + Send)>>,
    at: usize,
}

impl Output<'_> {
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len();
        self.inner.write_all(bytes)
    }

    pub(super) fn limbs(&mut self, limbs: &[u64]) -> io::Result<()> {
        limbs.iter().try_for_each(|limb| self.bytes(&limb.to_le_bytes()))
    }

    pub(super) fn words(&mut self, words: &[u32]) -> io::Result<()> {
        words.iter().try_for_each(|word| self.bytes(&word.to_le_bytes()))
    }

    /// Zeros up to the next section.
    pub(super) fn align(&mut self) -> io::Result<()> {
        let padding = self.at.next_multiple_of(ALIGNMENT) - self.at;
        self.bytes(&[0; ALIGNMENT][..padding])
    }
}

/// Why a file was not written.
pub(super) enum Fault {
    /// What the system said.
    Io(io::Error),
    /// What was to be in it could not be made.
    Made(EngineError),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        Self::Made(error)
    }
}

/// Fills `target` and returns the SHA-256 digest of what was written.
fn fill<E: From<io::Error>>(
    target: &mut (dyn Write + Send),
    write: impl FnOnce(&mut Output<'_>) -> Result<(), E>,
) -> Result<[u8; 32], E> {
    let hashing = Hashing { inner: target, hash: Sha256::new() };
    let mut out = Output { inner: BufWriter::with_capacity(1 << 20, hashing), at: 0 };
    write(&mut out)?;
    let Hashing { hash, .. } = out.inner.into_inner().map_err(|error| error.into_error())?;
    Ok(hash.finalize().into())
}

/// Has `write` fill a new file at `path`, and returns the file's SHA-256 digest.
///
/// The file appears under its name only when it is complete.
pub(super) fn create(
    path: &Path,
    write: impl FnOnce(&mut Output<'_>) -> Result<(), Fault>,
) -> Result<[u8; 32], EngineError> {
    let written = || {
        let mut pending = Pending::new(path, Mode::Public)?;
        let digest = fill(&mut pending, write)?;
        pending.replace()?;
        Ok(digest)
    };
    written().map_err(|fault| match fault {
        Fault::Io(source) => EngineError::Io { operation: "write", path: path.to_owned(), source },
        Fault::Made(error) => error,
    })
}

/// The SHA-256 digest of the file that `write` would fill.
pub(super) fn digest(write: impl FnOnce(&mut Output<'_>) -> io::Result<()>) -> [u8; 32] {
    fill(&mut io::sink(), write).unwrap_or_default()
}

/// What was read, or which rule the file breaks.
pub(super) type Parse<T> = Result<T, &'static str>;

/// Maps the file at `path` and has `parse` read it, after checking that the whole has the given SHA-256 digest.
pub(super) fn open<T>(
    path: &Path,
    digest: &[u8; 32],
    parse: impl FnOnce(Reader<'_>) -> Parse<T>,
) -> Result<T, EngineError> {
    let map = mapped(path)?;
    if Sha256::digest(&map[..]).as_slice() != digest {
        return Err(EngineError::WrongDigest { path: path.to_owned() });
    }
    parsed(path, &map, parse)
}

/// The same for a file whose digest the caller has seen to.
pub(super) fn open_unhashed<T>(
    path: &Path,
    parse: impl FnOnce(Reader<'_>) -> Parse<T>,
) -> Result<T, EngineError> {
    parsed(path, &mapped(path)?, parse)
}

fn mapped(path: &Path) -> Result<Arc<Mmap>, EngineError> {
    let cannot = |operation| move |source| EngineError::Io { operation, path: path.to_owned(), source };
    let file = File::open(path).map_err(cannot("open"))?;
    map(&file).map(Arc::new).map_err(cannot("map"))
}

fn parsed<T>(
    path: &Path,
    map: &Arc<Mmap>,
    parse: impl FnOnce(Reader<'_>) -> Parse<T>,
) -> Result<T, EngineError> {
    parse(Reader { map, at: 0 }).map_err(|reason| EngineError::Malformed { path: path.to_owned(), reason })
}

/// Reads a mapped file front to back, every length checked against what is there.
pub(super) struct Reader<'a> {
    map: &'a Arc<Mmap>,
    at: usize,
}

impl<'a> Reader<'a> {
    /// Where the next bytes come from.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn take(&mut self, len: usize) -> Parse<Range<usize>> {
        let end =
            self.at.checked_add(len).filter(|&end| end <= self.map.len()).ok_or("the file is cut short")?;
        let range = self.at..end;
        self.at = end;
        Ok(range)
    }

    /// The next `count` pieces of `N` bytes.
    pub(super) fn pieces<const N: usize>(&mut self, count: usize) -> Parse<&'a [[u8; N]]> {
        let range = self.take(count.checked_mul(N).ok_or("a section is too long")?)?;
        Ok(self.map[range].as_chunks().0)
    }

    pub(super) fn u64(&mut self) -> Parse<u64> {
        let bytes = self.pieces(1)?;
        Ok(u64::from_le_bytes(bytes[0]))
    }

    /// A number of things that are indexed by 32 bits.
    pub(super) fn count(&mut self) -> Parse<usize> {
        u32::try_from(self.u64()?).map(|count| count as usize).map_err(|_| "a length is out of range")
    }

    /// The next elements, where they lie.
    pub(super) fn slice<T: Plain>(&mut self, count: usize) -> Parse<MappedSlice<T>> {
        let range = self.take(count.checked_mul(size_of::<T>()).ok_or("a section is too long")?)?;
        MappedSlice::new(self.map, range).ok_or("a section is misaligned")
    }

    /// Goes on to the next section. What lies before it is zero: a file has one form.
    pub(super) fn align(&mut self) -> Parse<()> {
        let padding = self.take(self.at.next_multiple_of(ALIGNMENT) - self.at)?;
        if self.map[padding].iter().all(|&byte| byte == 0) { Ok(()) } else { Err("the padding is not zero") }
    }

    /// That nothing is left.
    pub(super) fn end(&self) -> Parse<()> {
        if self.at == self.map.len() { Ok(()) } else { Err("there are bytes after the last section") }
    }
}
