//! Which of many packed files has a holder, and where: known from one look at all their indices, so that each question reads one file's head,
//! one entry of its index and the holder's own file.

use super::{InclusionError, packed};
use crate::inclusion::packed::Head;
use covenant_gadgets::field::to_be_bytes;
use covenant_statements::Fr;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Bits of a place in a file's index.
const PLACE: u32 = packed::HOLDERS.ilog2();

/// Packed files of holders, and where each holder is.
#[derive(Debug)]
pub struct Lookup {
    files: Vec<(PathBuf, Head)>,
    /// Four bytes of each identifier's hash, the place of the file that it is in, and its place in that file's index in the last twelve bits;
    /// sorted. Ten million accounts take 80 MB.
    index: Vec<(u32, u32)>,
}

impl Lookup {
    /// Reads the files' indices.
    ///
    /// # Errors
    /// As [`packed::identifiers`], with the file; [`InclusionError::Format`] for more than a million files.
    pub fn new(files: Vec<PathBuf>) -> Result<Self, (PathBuf, InclusionError)> {
        let mut index = Vec::new();
        let mut known = Vec::with_capacity(files.len());
        for (place, path) in files.into_iter().enumerate() {
            let read = || {
                if place >> (32 - PLACE) > 0 {
                    return Err(InclusionError::Format);
                }
                Ok((packed::head(&path)?, packed::identifiers(&path)?))
            };
            let (head, hashes) = read().map_err(|error| (path.clone(), error))?;
            let first = (place as u32) << PLACE;
            index.extend(hashes.iter().zip(first..).map(|(hash, at)| (abbreviated(hash), at)));
            known.push((path, head));
        }
        index.sort_unstable();
        Ok(Self { files: known, index })
    }

    /// Finds a holder's file, as it was written; none where there was none for this identifier when the indices were read. The whole hash is
    /// compared, and the file with the digest beside it.
    ///
    /// # Errors
    /// [`InclusionError::Io`]; [`InclusionError::Format`] also where a file is another one by now: the account may be in the file that cannot
    /// be read.
    pub fn find(&self, identifier_hash: &Fr) -> Result<Option<Zeroizing<Vec<u8>>>, InclusionError> {
        let (mut nowhere, wanted) = (Ok(None), to_be_bytes(identifier_hash));
        for at in self.candidates(abbreviated(&wanted)) {
            let Some((path, head)) = self.files.get((at >> PLACE) as usize) else { continue };
            match packed::at(path, head, at & ((1 << PLACE) - 1), &wanted) {
                Ok(None) => {}
                Ok(found) => return Ok(found),
                Err(error) => nowhere = Err(error),
            }
        }
        nowhere
    }

    /// Where an account is, or nowhere; by accident, once in some hundred times, another one too.
    fn candidates(&self, short: u32) -> impl Iterator<Item = u32> + '_ {
        let first = self.index.partition_point(|(other, _)| *other < short);
        let of = self.index[first..].iter().take_while(move |(other, _)| *other == short);
        of.map(|(_, at)| *at)
    }
}

/// The last bytes, which are as good as uniform: the first are below those of the field's order.
fn abbreviated(hash: &[u8; 32]) -> u32 {
    hash[28..].iter().fold(0, |short, byte| short << 8 | u32::from(*byte))
}
