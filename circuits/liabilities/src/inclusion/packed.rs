//! Files of all holders of a chunk, 4,096 in each, with an index by identifier: for an institution to hand out from. A file is whole or not
//! there, and what is there and whole is kept when the work is taken up again. They hold what holders' files hold: secrets.
//!
//! ```text
//! "covenant-holders"   16 bytes
//! environment, γ       32 each
//! chunk, rows of a coset, first account, accounts: 4 each, big-endian
//! index                identifier's hash (32), offset (8), length (4) of each, by the hash in increasing order
//! the files            JSON
//! SHA-256 of all of this
//! ```

use super::{HolderProof, InclusionError, Openings, Progress};
use covenant_engine::CosetKey;
use covenant_files::{Mode, Pending};
use covenant_gadgets::field::{from_be_bytes, to_be_bytes};
use covenant_statements::Fr;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::{
    cmp::Ordering,
    fs::File,
    io::{BufReader, ErrorKind, Read, Seek, SeekFrom, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

/// Holders in a file.
pub const HOLDERS: usize = 4096;

const HOLDERS_MARK: &[u8; 16] = b"covenant-holders";
const HEAD: usize = 16 + 64 + 16;
const ENTRY: usize = 44;

/// What a file is of.
#[derive(Clone, Copy)]
struct Piece {
    first: usize,
    count: usize,
}

impl Openings<'_> {
    /// Writes the files of all holders of the chunk into a folder; the openings are made where a file is missing. `progress` counts accounts.
    ///
    /// # Errors
    /// [`InclusionError::Io`], the files so far being whole: the next call goes on from there; [`InclusionError::Stopped`] likewise; as
    /// [`Self::make_all`].
    pub fn write_all(
        &mut self,
        key: &CosetKey,
        folder: &Path,
        progress: &mut Progress<'_>,
    ) -> Result<(), InclusionError> {
        let accounts = self.columns().identifiers().len();
        let mut step = |done: usize| match progress(done, accounts).is_break() {
            true => Err(InclusionError::Stopped),
            false => Ok(()),
        };
        let missing: Vec<Piece> =
            pieces(accounts).into_iter().filter(|piece| !self.is_there(folder, *piece)).collect();
        if !missing.is_empty() {
            self.make_all(key, &mut |_, _| match step(0) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            })?;
        }
        for piece in missing {
            step(piece.first)?;
            let body = self.holders(piece)?;
            self.write(folder, piece, &body)?;
        }
        let _ = progress(accounts, accounts);
        Ok(())
    }

    /// Index and files.
    fn holders(&self, piece: Piece) -> Result<Vec<u8>, InclusionError> {
        let range = piece.first..piece.first + piece.count;
        let files = range.into_par_iter().map(|account| self.unchecked(account));
        let files = files.collect::<Result<Vec<_>, InclusionError>>()?;
        let files = files.par_iter().map(HolderProof::to_json).collect::<Result<Vec<_>, InclusionError>>()?;
        let identifiers = &self.columns().identifiers()[piece.first..];
        let mut offset = HEAD + ENTRY * files.len();
        let mut index: Vec<([u8; 32], usize, usize)> = Vec::with_capacity(files.len());
        for (identifier, file) in identifiers.iter().zip(&files) {
            index.push((to_be_bytes(identifier), offset, file.len()));
            offset += file.len();
        }
        index.sort_unstable();
        let mut body = Vec::with_capacity(offset);
        for (identifier, offset, length) in index {
            body.extend(identifier);
            body.extend((offset as u64).to_be_bytes());
            body.extend((length as u32).to_be_bytes());
        }
        files.iter().for_each(|file| body.extend_from_slice(file));
        Ok(body)
    }

    fn head(&self, piece: Piece) -> Vec<u8> {
        let chunk = self.columns().chunk();
        let mut head = HOLDERS_MARK.to_vec();
        head.extend(to_be_bytes(&chunk.environment));
        head.extend(to_be_bytes(&crate::to_ark(&self.gamma())));
        for number in [chunk.index, self.size() as u32, piece.first as u32, piece.count as u32] {
            head.extend(number.to_be_bytes());
        }
        head
    }

    fn path(&self, folder: &Path, piece: Piece) -> PathBuf {
        let chunk = self.columns().chunk().index;
        folder.join(format!("chunk-{chunk:05}-from-{:07}.holders", piece.first))
    }

    fn write(&self, folder: &Path, piece: Piece, body: &[u8]) -> Result<(), InclusionError> {
        let head = self.head(piece);
        let digest = Sha256::new_with_prefix(&head).chain_update(body).finalize();
        let mut file = Pending::new(&self.path(folder, piece), Mode::Secret)?;
        [&head[..], body, &digest].into_iter().try_for_each(|part| file.write_all(part))?;
        Ok(file.replace()?)
    }

    /// Whether the file is there, of this chunk under these claims, and whole.
    fn is_there(&self, folder: &Path, piece: Piece) -> bool {
        let head = self.head(piece);
        let whole = |path: &Path| -> std::io::Result<bool> {
            let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
            let mut rest = file.get_ref().metadata()?.len().saturating_sub(32);
            let mut start = vec![0; HEAD];
            file.read_exact(&mut start)?;
            if start != head {
                return Ok(false);
            }
            let mut hash = Sha256::new_with_prefix(&start);
            rest = rest.saturating_sub(HEAD as u64);
            let mut buffer = [0; 1 << 12];
            while rest > 0 {
                let part = buffer.len().min(usize::try_from(rest).unwrap_or(usize::MAX));
                file.read_exact(&mut buffer[..part])?;
                hash.update(&buffer[..part]);
                rest -= part as u64;
            }
            let mut digest = [0; 32];
            file.read_exact(&mut digest)?;
            Ok(digest[..] == hash.finalize()[..])
        };
        whole(&self.path(folder, piece)).unwrap_or(false)
    }
}

/// What a file of holders is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The statement's environment.
    pub environment: Fr,
    /// The chunk.
    pub chunk: u32,
    /// The first of its accounts in the file.
    pub first: u32,
    /// How many accounts there are in the file.
    pub accounts: u32,
}

/// Reads what a file of holders is of. Neither its index nor its digest is looked at.
///
/// # Errors
/// [`InclusionError::Format`], [`InclusionError::Io`].
pub fn head(path: &Path) -> Result<Head, InclusionError> {
    read_head(&mut File::open(path)?)
}

fn read_head(file: &mut impl Read) -> Result<Head, InclusionError> {
    let mut head = [0; HEAD];
    exact(file, &mut head)?;
    let numbers: [u32; 4] = std::array::from_fn(|place| number(&head[HEAD - 16 + 4 * place..][..4]) as u32);
    let [chunk, _, first, accounts] = numbers;
    if &head[..16] != HOLDERS_MARK || accounts as usize > HOLDERS {
        return Err(InclusionError::Format);
    }
    let environment = from_be_bytes(&head[16..48]).map_err(|_| InclusionError::Format)?;
    Ok(Head { environment, chunk, first, accounts })
}

/// The hashes of the identifiers in a file of holders, as its index has them: 32 bytes each, increasing.
///
/// # Errors
/// [`InclusionError::Format`], also where they do not increase; [`InclusionError::Io`].
pub fn identifiers(path: &Path) -> Result<Vec<[u8; 32]>, InclusionError> {
    let mut file = BufReader::new(File::open(path)?);
    let accounts = read_head(&mut file)?.accounts as usize;
    let mut index = vec![0; ENTRY * accounts];
    exact(&mut file, &mut index)?;
    let hashes: Vec<[u8; 32]> =
        index.as_chunks::<ENTRY>().0.iter().map(|entry| std::array::from_fn(|i| entry[i])).collect();
    if hashes.is_sorted_by(|one, next| one < next) { Ok(hashes) } else { Err(InclusionError::Format) }
}

/// Finds a holder's file in a file of many; none where it has none for this identifier. The file's own digest is not looked at: what is found
/// is checked by [`super::verify_inclusion`].
///
/// # Errors
/// [`InclusionError::Format`], [`InclusionError::Io`].
pub fn find(path: &Path, identifier_hash: &Fr) -> Result<Option<HolderProof>, InclusionError> {
    let mut file = File::open(path)?;
    let accounts = u64::from(read_head(&mut file)?.accounts);
    let wanted = to_be_bytes(identifier_hash);
    let Some(entry) = entry(&mut file, accounts, &wanted)? else { return Ok(None) };
    let (offset, length) = (number(&entry[32..40]), number(&entry[40..]) as usize);
    if length > super::holder::MAX_BYTES {
        return Err(InclusionError::Format);
    }
    file.seek(SeekFrom::Start(offset))?;
    let mut json = vec![0; length];
    exact(&mut file, &mut json)?;
    HolderProof::from_json(&json).map(Some)
}

/// Looks for an entry by halves of the index.
fn entry(
    file: &mut (impl Read + Seek),
    accounts: u64,
    wanted: &[u8; 32],
) -> Result<Option<[u8; ENTRY]>, InclusionError> {
    let (mut low, mut high, mut entry) = (0, accounts, [0; ENTRY]);
    while low < high {
        let middle = low + (high - low) / 2;
        file.seek(SeekFrom::Start(HEAD as u64 + ENTRY as u64 * middle))?;
        exact(file, &mut entry)?;
        match entry[..32].cmp(wanted) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return Ok(Some(entry)),
        }
    }
    Ok(None)
}

/// Finds a holder's file in a folder of files of many.
///
/// # Errors
/// As [`find`].
pub fn find_in(folder: &Path, identifier_hash: &Fr) -> Result<Option<HolderProof>, InclusionError> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "holders")
            && let Some(file) = find(&path, identifier_hash)?
        {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

fn pieces(accounts: usize) -> Vec<Piece> {
    let firsts = (0..accounts).step_by(HOLDERS);
    firsts.map(|first| Piece { first, count: HOLDERS.min(accounts - first) }).collect()
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn exact(from: &mut impl Read, bytes: &mut [u8]) -> Result<(), InclusionError> {
    from.read_exact(bytes).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => InclusionError::Format,
        kind => InclusionError::Io(kind),
    })
}
