//! Files of all holders of a chunk, 4,096 in each, with an index by identifier: for an institution to hand out from. A file is whole or not
//! there, and what is there and whole is kept when the work is taken up again. They hold what holders' files hold: secrets.
//!
//! ```text
//! "covenant-holders"               16 bytes
//! environment, liabilities digest, γ   32 each
//! chunk, rows of a coset, first account, accounts: 4 each, big-endian
//! index                            of each, by the hash in increasing order: identifier's hash (32), offset (8), length (4), and
//!                                  SHA-256(all of the head ‖ identifier's hash ‖ file) (32)
//! the files                        JSON
//! SHA-256 of all of this
//! ```

mod find;
mod head;

pub(crate) use find::at;
pub use find::{find, find_in, identifiers};
pub(crate) use head::number;
pub use head::{Head, head};

use super::{InclusionError, Openings, Progress};
use covenant_engine::CosetKey;
use covenant_files::{Mode, Pending};
use covenant_gadgets::field::to_be_bytes;
use covenant_statements::Fr;
use find::exact;
use head::HEAD;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{BufReader, Read, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Holders in a file.
pub const HOLDERS: usize = 4096;

const ENTRY: usize = 32 + 8 + 4 + 32;

/// What a file is of.
#[derive(Clone, Copy)]
struct Piece {
    first: usize,
    count: usize,
}

impl Openings<'_> {
    /// Writes the files of all holders of the chunk into a folder; the openings are made where a file is missing. `liabilities` is the
    /// digest of all chunks' commitments. `progress` counts accounts.
    ///
    /// # Errors
    /// [`InclusionError::Io`], the files so far being whole: the next call goes on from there; [`InclusionError::Stopped`] likewise; as
    /// [`Self::make_all`].
    pub fn write_all(
        &mut self,
        key: &CosetKey,
        (folder, liabilities): (&Path, &Fr),
        progress: &mut Progress<'_>,
    ) -> Result<(), InclusionError> {
        let accounts = self.columns().identifiers().len();
        let mut step = |done: usize| match progress(done, accounts).is_break() {
            true => Err(InclusionError::Stopped),
            false => Ok(()),
        };
        let mut missing = Vec::new();
        for piece in pieces(accounts) {
            let path = self.path(folder, piece);
            if !is_whole(&path, &self.head(piece, liabilities).to_bytes()) {
                missing.push((piece, path));
            }
        }
        if !missing.is_empty() {
            self.make_all(key, &mut |_, _| match step(0) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            })?;
        }
        for (piece, path) in missing {
            step(piece.first)?;
            let head = self.head(piece, liabilities).to_bytes();
            write(&path, Mode::Secret, &head, &self.holders(piece, &head)?)?;
        }
        let _ = progress(accounts, accounts);
        Ok(())
    }

    /// Index and files.
    fn holders(&self, piece: Piece, head: &[u8; HEAD]) -> Result<Zeroizing<Vec<u8>>, InclusionError> {
        let range = piece.first..piece.first + piece.count;
        let files = range.into_par_iter().map(|account| {
            let json = self.unchecked(account)?.to_json()?;
            let identifier = to_be_bytes(&self.columns().identifiers()[account]);
            let digest = find::digest(head, &identifier, &json);
            Ok((identifier, json, digest))
        });
        let mut files = files.collect::<Result<Vec<_>, InclusionError>>()?;
        files.sort_unstable_by_key(|(identifier, ..)| *identifier);
        let mut offset = HEAD + ENTRY * files.len();
        let whole = offset - HEAD + files.iter().map(|(_, json, _)| json.len()).sum::<usize>();
        // In one piece: what a buffer that grows leaves behind is not wiped.
        let mut body = Zeroizing::new(Vec::with_capacity(whole));
        for (identifier, json, digest) in &files {
            body.extend(identifier);
            body.extend((offset as u64).to_be_bytes());
            body.extend((json.len() as u32).to_be_bytes());
            body.extend(digest);
            offset += json.len();
        }
        files.iter().for_each(|(_, json, _)| body.extend_from_slice(json));
        Ok(body)
    }

    fn head(&self, piece: Piece, liabilities: &Fr) -> Head {
        let chunk = self.columns().chunk();
        Head {
            environment: chunk.environment,
            liabilities: *liabilities,
            gamma: crate::to_ark(&self.gamma()),
            chunk: chunk.index,
            coset: self.size() as u32,
            first: piece.first as u32,
            accounts: piece.count as u32,
        }
    }

    fn path(&self, folder: &Path, piece: Piece) -> PathBuf {
        let chunk = self.columns().chunk().index;
        folder.join(format!("chunk-{chunk:05}-from-{:07}.holders", piece.first))
    }
}

/// Writes a head, what follows, and SHA-256 of both; whole or not at all.
pub(super) fn write(path: &Path, mode: Mode, head: &[u8], body: &[u8]) -> Result<(), InclusionError> {
    let digest = Sha256::new_with_prefix(head).chain_update(body).finalize();
    let mut file = Pending::new(path, mode)?;
    [head, body, &digest].into_iter().try_for_each(|part| file.write_all(part))?;
    Ok(file.replace()?)
}

/// Whether a file is there, begins so, and is whole.
pub(super) fn is_whole(path: &Path, head: &[u8]) -> bool {
    let whole = || -> std::io::Result<bool> {
        let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
        let mut rest = file.get_ref().metadata()?.len().saturating_sub(32);
        let mut start = vec![0; head.len()];
        file.read_exact(&mut start)?;
        if start != head {
            return Ok(false);
        }
        let mut hash = Sha256::new_with_prefix(&start);
        rest = rest.saturating_sub(head.len() as u64);
        let mut buffer = Zeroizing::new([0; 1 << 12]);
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
    whole().unwrap_or(false)
}

fn pieces(accounts: usize) -> Vec<Piece> {
    let firsts = (0..accounts).step_by(HOLDERS);
    firsts.map(|first| Piece { first, count: HOLDERS.min(accounts - first) }).collect()
}
