//! Why a holder's file is refused, or could not be made. Never carries a value.

/// An error of inclusion, with a stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InclusionError {
    /// Not a holder's file of this version.
    #[error("the file is not a holder's file of this version, or is not in its one form")]
    Format,
    /// Of another statement.
    #[error("the file is of another statement")]
    Environment,
    /// Of another chunk.
    #[error("the file is of another chunk")]
    Chunk,
    /// A row behind those of accounts, which is nobody's.
    #[error("the file opens a row that is no account's")]
    Account,
    /// Another number of balances or openings than the chunk has assets.
    #[error("the file has another number of balances or openings than there are assets")]
    Assets,
    /// A coset of a size that there is no power for.
    #[error("no coset has this size")]
    Coset,
    /// The claims are not those that were fixed before the challenge: also another identifier, salt or balance.
    #[error("these balances of this identifier are not what was claimed of the account before the challenge")]
    Claims,
    /// The claims are not what the columns hold.
    #[error("what was claimed of the account is not what was counted")]
    Opening,
    /// No file of the pack opens with the access code.
    #[error("no file of this pack opens with this access code")]
    Code,
    /// Columns, commitments and parameters are not of one chunk.
    #[error("columns, commitments and parameters are not of one chunk")]
    Mismatch,
    /// Stopped by the caller.
    #[error("stopped")]
    Stopped,
    /// A file could not be written or read.
    #[error("a file could not be written or read: {0:?}")]
    Io(std::io::ErrorKind),
    /// The prover failed where it cannot.
    #[error("the prover failed")]
    Prover,
}

impl InclusionError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Format => "inclusion/format",
            Self::Environment => "inclusion/environment",
            Self::Chunk => "inclusion/chunk",
            Self::Account => "inclusion/account",
            Self::Assets => "inclusion/assets",
            Self::Coset => "inclusion/coset",
            Self::Claims => "inclusion/claims",
            Self::Opening => "inclusion/opening",
            Self::Code => "inclusion/code",
            Self::Mismatch => "inclusion/mismatch",
            Self::Stopped => "inclusion/stopped",
            Self::Io(_) => "inclusion/io",
            Self::Prover => "inclusion/prover",
        }
    }
}

impl From<std::io::Error> for InclusionError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.kind())
    }
}
