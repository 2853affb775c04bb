//! The first bytes of a pack: what it is of.

use super::{HEAD, MARK};
use crate::inclusion::{InclusionError, packed::number};
use covenant_gadgets::field::from_be_bytes;
use covenant_statements::Fr;
use std::{fs::File, io::Read as _, path::Path};

/// What a pack is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The statement's environment.
    pub environment: Fr,
    /// The digest of all chunks' commitments: a chunk that is proved again is another statement's for its holders.
    pub liabilities: Fr,
    /// The chunk.
    pub chunk: u32,
    /// Which of the chunk's packs it is.
    pub pack: u32,
    /// How many files there are in it.
    pub files: u32,
    /// Bytes of each of them when open.
    pub open: u32,
}

impl Head {
    pub(super) fn from_bytes(bytes: &[u8; HEAD]) -> Result<Self, InclusionError> {
        if &bytes[..16] != MARK {
            return Err(InclusionError::Format);
        }
        let field = |place: usize| {
            let bytes = &bytes[16 + 32 * place..][..32];
            from_be_bytes(bytes).map_err(|_| InclusionError::Format)
        };
        let [chunk, pack, _, files, open] =
            [0, 1, 2, 3, 4].map(|place| number(&bytes[HEAD - 20 + 4 * place..][..4]) as u32);
        Ok(Self { environment: field(0)?, liabilities: field(1)?, chunk, pack, files, open })
    }
}

/// Reads what a pack is of. Neither its files nor its digest is looked at.
///
/// # Errors
/// [`InclusionError::Format`], [`InclusionError::Io`].
pub fn head(path: &Path) -> Result<Head, InclusionError> {
    let mut start = Vec::with_capacity(HEAD);
    File::open(path)?.take(HEAD as u64).read_to_end(&mut start)?;
    Head::from_bytes(start.as_slice().try_into().map_err(|_| InclusionError::Format)?)
}
