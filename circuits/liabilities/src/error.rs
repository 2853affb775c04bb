//! Why something is refused. Never carries a value.

/// An error of this crate, with a stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No circuit has this size or number of assets.
    #[error("no liabilities circuit has this shape: 2^12 to 2^19 rows and 1, 8 or 32 assets")]
    Shape,
    /// More accounts than the shape takes.
    #[error("the chunk is full")]
    Full,
    /// An account with another number of ids or balances than the shape has assets.
    #[error("an account has one id and one balance for each asset")]
    Balances,
    /// A chunk without accounts.
    #[error("a chunk has at least one account")]
    Empty,
    /// The proof has another length than the shape's.
    #[error("the proof is not of the length that its circuit's proofs have")]
    Length,
    /// The proof holds a number that is not below the modulus, or a point that is not on the curve.
    #[error("the proof holds a number or a point that is not in its one form")]
    Encoding,
    /// The proof does not verify.
    #[error("the proof is not one of this output under this key")]
    Proof,
    /// Key, columns and parameters are not of one shape.
    #[error("key, columns and parameters are not of one shape")]
    Mismatch,
    /// A second proof of the same columns.
    #[error(
        "these columns have been proved: a second proof would open more of them than their blinding covers"
    )]
    Proved,
    /// A file of parameters is not what it says.
    #[error("the parameters are damaged, or not of one secret")]
    Srs,
    /// A file of a proving key is not one of this circuit under these parameters.
    #[error("the file is no proving key of this circuit under these parameters, or damaged")]
    Key,
    /// Parameters could not be read or written.
    #[error("parameters could not be read or written: {0:?}")]
    Io(std::io::ErrorKind),
    /// The prover failed where it cannot.
    #[error("the prover failed")]
    Prover,
}

impl Error {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shape => "liabilities/shape",
            Self::Full => "liabilities/full",
            Self::Balances => "liabilities/balances",
            Self::Empty => "liabilities/empty",
            Self::Length => "liabilities/length",
            Self::Encoding => "liabilities/encoding",
            Self::Proof => "liabilities/proof",
            Self::Mismatch => "liabilities/mismatch",
            Self::Proved => "liabilities/proved",
            Self::Srs => "liabilities/srs",
            Self::Key => "liabilities/key",
            Self::Io(_) => "liabilities/io",
            Self::Prover => "liabilities/prover",
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.kind())
    }
}
