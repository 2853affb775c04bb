//! Which of many packed files has a holder: known from one look at all their indices, so that each question reads one file.

use super::{HolderProof, InclusionError, packed};
use covenant_gadgets::field::to_be_bytes;
use covenant_statements::Fr;
use std::path::PathBuf;

/// Packed files of holders, and where each holder is.
#[derive(Debug)]
pub struct Lookup {
    files: Vec<PathBuf>,
    /// Four bytes of each identifier's hash, and the place of the file that it is in; sorted. Ten million accounts take 80 MB.
    index: Vec<(u32, u32)>,
}

impl Lookup {
    /// Reads the files' indices.
    ///
    /// # Errors
    /// As [`packed::identifiers`], with the file.
    pub fn new(files: Vec<PathBuf>) -> Result<Self, (PathBuf, InclusionError)> {
        let mut index = Vec::new();
        for (place, path) in files.iter().enumerate() {
            let hashes = packed::identifiers(path).map_err(|error| (path.clone(), error))?;
            index.extend(hashes.iter().map(|hash| (abbreviated(hash), place as u32)));
        }
        index.sort_unstable();
        Ok(Self { files, index })
    }

    /// Finds a holder's file; none where there was none for this identifier when the indices were read.
    ///
    /// # Errors
    /// As [`packed::find`]: the account may be in the file that cannot be read.
    pub fn find(&self, identifier_hash: &Fr) -> Result<Option<HolderProof>, InclusionError> {
        let mut nowhere = Ok(None);
        for path in self.candidates(abbreviated(&to_be_bytes(identifier_hash))) {
            match packed::find(path, identifier_hash) {
                Ok(None) => {}
                Ok(found) => return Ok(found),
                Err(error) => nowhere = Err(error),
            }
        }
        nowhere
    }

    /// The file that has an account, or none; by accident, once in some hundred times, another one too.
    fn candidates(&self, short: u32) -> impl Iterator<Item = &PathBuf> {
        let first = self.index.partition_point(|(other, _)| *other < short);
        let of = self.index[first..].iter().take_while(move |(other, _)| *other == short);
        of.filter_map(|(_, place)| self.files.get(*place as usize))
    }
}

/// The last bytes, which are as good as uniform: the first are below those of the field's order.
fn abbreviated(hash: &[u8; 32]) -> u32 {
    hash[28..].iter().fold(0, |short, byte| short << 8 | u32::from(*byte))
}
