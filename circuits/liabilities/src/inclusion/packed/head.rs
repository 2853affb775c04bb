//! The first bytes of a file of holders: what it is of.

use super::{HOLDERS, exact};
use crate::inclusion::InclusionError;
use covenant_gadgets::field::{from_be_bytes, to_be_bytes};
use covenant_statements::Fr;
use std::{fs::File, io::Read, path::Path};

const MARK: &[u8; 16] = b"covenant-holders";

/// Bytes of a head.
pub(crate) const HEAD: usize = 16 + 3 * 32 + 4 * 4;

/// What a file of holders is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The statement's environment.
    pub environment: Fr,
    /// The digest of all chunks' commitments: a chunk that is proved again is another statement's for its holders.
    pub liabilities: Fr,
    /// γ, which is of the chunk's commitments and claims.
    pub gamma: Fr,
    /// The chunk.
    pub chunk: u32,
    /// Rows of a coset.
    pub coset: u32,
    /// The first of its accounts in the file.
    pub first: u32,
    /// How many accounts there are in the file.
    pub accounts: u32,
}

impl Head {
    pub(crate) fn to_bytes(self) -> [u8; HEAD] {
        let fields = [self.environment, self.liabilities, self.gamma].map(|field| to_be_bytes(&field));
        let numbers = [self.chunk, self.coset, self.first, self.accounts].map(u32::to_be_bytes);
        let mut bytes = [0; HEAD];
        let parts = [&MARK[..], fields.as_flattened(), numbers.as_flattened()].into_iter().flatten();
        bytes.iter_mut().zip(parts).for_each(|(to, byte)| *to = *byte);
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8; HEAD]) -> Result<Self, InclusionError> {
        let field = |place: usize| {
            let bytes = &bytes[16 + 32 * place..][..32];
            from_be_bytes(bytes).map_err(|_| InclusionError::Format)
        };
        let (environment, liabilities, gamma) = (field(0)?, field(1)?, field(2)?);
        let [chunk, coset, first, accounts] =
            [0, 1, 2, 3].map(|place| number(&bytes[HEAD - 16 + 4 * place..][..4]) as u32);
        if &bytes[..16] != MARK || accounts as usize > HOLDERS {
            return Err(InclusionError::Format);
        }
        Ok(Self { environment, liabilities, gamma, chunk, coset, first, accounts })
    }
}

/// Reads what a file of holders is of. Neither its index nor its digest is looked at.
///
/// # Errors
/// [`InclusionError::Format`], [`InclusionError::Io`].
pub fn head(path: &Path) -> Result<Head, InclusionError> {
    read(&mut File::open(path)?)
}

pub(super) fn read(file: &mut impl Read) -> Result<Head, InclusionError> {
    let mut head = [0; HEAD];
    exact(file, &mut head)?;
    Head::from_bytes(&head)
}

/// A number of up to eight bytes, big-endian.
pub(crate) fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
