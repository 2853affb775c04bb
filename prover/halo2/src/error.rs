//! Why a proof was not made. Never carries a value.

use covenant_engine::EngineError;

/// An error of this crate, with a stable code.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A circuit of several phases: its columns are not known before its challenges are.
    #[error("the circuit has more than one phase")]
    Phases,
    /// The key is not as this library's key generation makes one.
    #[error("the key is not of this circuit: {0}")]
    Key(&'static str),
    /// Parameters for another number of rows than the key's.
    #[error("the parameters are for 2^{parameters} rows, the key for 2^{key}")]
    Size {
        /// The parameters' logarithm of rows.
        parameters: u32,
        /// The key's.
        key: u32,
    },
    /// Another number of columns than the circuit has.
    #[error("{got} {what} columns, the circuit has {expected}")]
    Columns {
        /// Which.
        what: &'static str,
        /// How many were given.
        got: usize,
        /// How many there are.
        expected: usize,
    },
    /// A column is longer or shorter than it may be.
    #[error("{what} column {column} has {got} rows, not {expected}")]
    Rows {
        /// Advice or instance.
        what: &'static str,
        /// Its index.
        column: usize,
        /// Its rows.
        got: usize,
        /// An advice column's rows, and the most that an instance column may have.
        expected: usize,
    },
    /// A row's input is not in the table.
    #[error("an input of lookup {0} is not in its table")]
    Lookup(usize),
    /// What is replayed is not of these columns: see [`crate::Choices`].
    #[error("the choices are not of these columns")]
    Choices,
    /// A challenge made a denominator zero; with other randomness it won't.
    #[error("a challenge fell on a value of a column")]
    Challenge,
    /// Two rotations meet: the circuit asks for one cell of one column twice.
    #[error("two rotations of one column are the same point")]
    Rotations,
    /// The transcript failed.
    #[error("the transcript failed: {0:?}")]
    Transcript(std::io::ErrorKind),
    /// The operating system gave no randomness.
    #[error("no randomness: {0}")]
    Randomness(getrandom::Error),
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// The engine refused.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Error {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Phases => "halo2/phases",
            Self::Key(_) => "halo2/key",
            Self::Size { .. } => "halo2/size",
            Self::Columns { .. } => "halo2/columns",
            Self::Rows { .. } => "halo2/rows",
            Self::Lookup(_) => "halo2/lookup",
            Self::Choices => "halo2/choices",
            Self::Challenge => "halo2/challenge",
            Self::Rotations => "halo2/rotations",
            Self::Transcript(_) => "halo2/transcript",
            Self::Randomness(_) => "halo2/randomness",
            Self::Cancelled => "halo2/cancelled",
            Self::Engine(_) => "halo2/engine",
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Transcript(error.kind())
    }
}
