//! Why a pool's documents are refused.

use covenant_statements::pool::{Figure, Violation};

use crate::ErrorKind;
use crate::rows::RowError;

/// Why a pool's documents are refused. Rows count from 1, of a table or of the custody's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PoolError {
    /// A pool of another network.
    #[error("the pool is of another network")]
    OtherNetwork,
    /// A policy that is not the pool's.
    #[error("the pool is judged by another policy")]
    OtherPolicy,
    /// A note that is in the tape twice.
    #[error("the tape has the note twice (row {row})")]
    LineTwice {
        /// The second of them.
        row: usize,
    },
    /// A note that is not in custody.
    #[error("the note is not in the pool's custody (row {row})")]
    LineUnknown {
        /// Which.
        row: usize,
    },
    /// A line of the custody that the tape leaves out.
    #[error("the tape has no row of the custody's line {row}")]
    LineMissing {
        /// The custody's line.
        row: usize,
    },
    /// More lines than the largest circuit takes.
    #[error("a tape has at most 1024 lines")]
    TooManyLines,
    /// More obligors than the largest circuit takes.
    #[error("a tape has at most 1024 obligors")]
    TooManyObligors,
    /// An obligor that is in the tape twice, by whatever identifiers.
    #[error("the obligor is there twice (row {row})")]
    ObligorTwice {
        /// The second of them.
        row: usize,
    },
    /// A grade that there is not.
    #[error("grades are 0 to 7 (row {row})")]
    Grade {
        /// Which.
        row: usize,
    },
    /// A tape of another pool.
    #[error("the tape is of another pool")]
    TapePool,
    /// A tape of another epoch.
    #[error("the tape is of another epoch of the servicer")]
    TapeEpoch,
    /// A tape of another cut-off.
    #[error("the tape is of another cut-off")]
    TapeDay,
    /// Not a structure.
    #[error("a structure has {0}")]
    Structure(&'static str),
    /// Another number of tranches.
    #[error("the structure has another number of tranches than the policy")]
    Tranches,
    /// A figure that the policy hides, and no bound.
    #[error("the policy hides {}, and the structure has no bound of it", figure.name())]
    BoundMissing {
        /// Which.
        figure: Figure,
    },
    /// A bound of a figure that is shown.
    #[error("the policy shows {}: it has no bound", figure.name())]
    BoundOfShown {
        /// Which.
        figure: Figure,
    },
    /// A rule of the statement.
    #[error("{0}")]
    Violation(Violation),
}

impl From<Violation> for PoolError {
    fn from(violation: Violation) -> Self {
        Self::Violation(violation)
    }
}

impl From<RowError> for PoolError {
    fn from(error: RowError) -> Self {
        match error {
            RowError::LineTwice(row) => Self::LineTwice { row },
            RowError::LineUnknown(row) => Self::LineUnknown { row },
            RowError::LineMissing(row) => Self::LineMissing { row },
            RowError::DebtorTwice(row) => Self::ObligorTwice { row },
        }
    }
}

impl PoolError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherNetwork => "pool/other-network",
            Self::OtherPolicy => "pool/other-policy",
            Self::LineTwice { .. } => "tape/line-twice",
            Self::LineUnknown { .. } => "tape/line-unknown",
            Self::LineMissing { .. } => "tape/line-missing",
            Self::TooManyLines => "tape/too-many-lines",
            Self::TooManyObligors => "tape/too-many-obligors",
            Self::ObligorTwice { .. } => "tape/obligor-twice",
            Self::Grade { .. } => "tape/grade",
            Self::TapePool => "tape/other-pool",
            Self::TapeEpoch => "tape/other-epoch",
            Self::TapeDay => "tape/other-cut-off",
            Self::Structure(_) => "structure/form",
            Self::Tranches => "structure/tranches",
            Self::BoundMissing { .. } => "structure/bound-missing",
            Self::BoundOfShown { .. } => "structure/bound-of-shown",
            Self::Violation(violation) => violation.rule.code(),
        }
    }

    /// The file and the field at fault.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::OtherNetwork => "pool.network",
            Self::OtherPolicy => "policy",
            Self::LineTwice { .. } | Self::LineUnknown { .. } => "tape.note",
            Self::LineMissing { .. } | Self::TooManyLines => "tape.lines",
            Self::TooManyObligors | Self::ObligorTwice { .. } => "obligors.debtor",
            Self::Grade { .. } => "tape.internal_rating",
            Self::TapePool => "tape.pool",
            Self::TapeEpoch => "tape.epoch",
            Self::TapeDay => "tape.cut_off",
            Self::Structure(_) => "structure",
            Self::Tranches => "structure.tranches",
            Self::BoundMissing { .. } | Self::BoundOfShown { .. } => "structure.bounds",
            Self::Violation(violation) => violation.rule.field(),
        }
    }

    /// The row at fault, from 1.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        match self {
            Self::LineTwice { row }
            | Self::LineUnknown { row }
            | Self::LineMissing { row }
            | Self::ObligorTwice { row }
            | Self::Grade { row } => Some(*row),
            Self::Violation(violation) => violation.row.map(|row| row as usize + 1),
            _ => None,
        }
    }

    /// What kind of refusal it is: a document of something else is a condition that does not hold.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::OtherNetwork
            | Self::OtherPolicy
            | Self::TapePool
            | Self::TapeEpoch
            | Self::TapeDay
            | Self::Violation(_) => ErrorKind::Unsatisfied,
            _ => ErrorKind::Input,
        }
    }
}
