//! Why something cannot be done. Never carries a value.

use covenant_ingest::tables::TableError;
use std::io;

/// An error of this crate, with a stable code.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The ledger was refused.
    #[error("{0}")]
    Ledger(#[from] TableError),
    /// More accounts than 64 of the largest chunks take, or none.
    #[error("64 chunks take from 1 to {most} accounts of so many assets")]
    Accounts {
        /// The most.
        most: u64,
    },
    /// Not a number of assets that a scope has.
    #[error("a scope has 1 to 32 assets")]
    Assets,
    /// A statement has no such chunk.
    #[error("the statement has no such chunk")]
    NoChunk,
    /// The folder holds another statement.
    #[error(
        "the folder holds another statement: a ledger that changed, or another environment, needs a folder of its own"
    )]
    Another,
    /// The chunk is not proved yet.
    #[error("the chunk is not proved yet")]
    NotProved,
    /// Somebody else proves the chunk.
    #[error("the chunk is being proved by another run in its folder")]
    Busy,
    /// Proofs of the statement were handed out, and this one is not kept: two of one chunk are two challenges over one column of ids.
    #[error(
        "the statement's proofs were handed out, and a chunk is proved once: take this one from the attestation"
    )]
    HandedOut,
    /// The folder holds no statement yet.
    #[error("the folder holds no statement")]
    NoStatement,
    /// A file of the folder is not what was sealed under its key.
    #[error("a file of the folder is damaged, or of another folder")]
    Sealed,
    /// The folder's key is no file of 32 bytes that only its owner can read.
    #[error("the folder's key must be a file of 32 bytes that only its owner can read")]
    Key,
    /// The folder cannot be read or written.
    #[error("the folder cannot be read or written: {0}")]
    Io(io::ErrorKind),
    /// The proof of a chunk cannot be made.
    #[error("{0}")]
    Liabilities(#[from] covenant_liabilities::Error),
    /// The claims of a chunk cannot be made.
    #[error("{0}")]
    Inclusion(#[from] covenant_liabilities::InclusionError),
}

impl Error {
    /// The stable code; of a ledger, its first refusal's.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ledger(error) => {
                error.refusals.first().map_or("table/refused", |refusal| refusal.code.as_str())
            }
            Self::Accounts { .. } => "solvency/accounts",
            Self::Assets => "solvency/assets",
            Self::NoChunk => "solvency/no-chunk",
            Self::Another => "solvency/another",
            Self::NotProved => "solvency/not-proved",
            Self::Busy => "solvency/busy",
            Self::HandedOut => "solvency/handed-out",
            Self::NoStatement => "solvency/no-statement",
            Self::Sealed => "solvency/sealed",
            Self::Key => "solvency/key",
            Self::Io(_) => "solvency/io",
            Self::Liabilities(error) => error.code(),
            Self::Inclusion(error) => error.code(),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error.kind())
    }
}
