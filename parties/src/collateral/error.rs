//! Why a facility's documents are refused.

use covenant_statements::collateral::Violation;

use crate::ErrorKind;
use crate::rows::RowError;

/// Why a facility's documents are refused. Rows count from 1, of a table or of the vault's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CollateralError {
    /// A facility of another network.
    #[error("the facility is of another network")]
    FacilityNetwork,
    /// A policy that is not the facility's.
    #[error("the facility is judged by another policy")]
    OtherPolicy,
    /// A facility of another vault, or of other parties.
    #[error("the facility is of another vault, or of other roles")]
    OtherFacility,
    /// A vault with no room.
    #[error("a vault holds at most 1024 lines")]
    VaultFull,
    /// A note whose obligation is in the vault.
    #[error("the vault has this obligation already (line {row})")]
    ObligationTwice {
        /// The line that has it.
        row: usize,
    },
    /// A note that is owed to somebody else.
    #[error("the note is owed to another party than the book's owner")]
    NoteCreditor,
    /// A note in another currency.
    #[error("the note is in another currency than the facility's")]
    NoteCurrency,
    /// An opening that is not the line's.
    #[error("the line's note has no opening here, or another's (line {row})")]
    OtherNote {
        /// Which.
        row: usize,
    },
    /// A place that the vault does not have.
    #[error("the vault has no such line, or it is named twice (line {row})")]
    NoLine {
        /// Which.
        row: usize,
    },
    /// A note that is in the ledger twice.
    #[error("the ledger has the note twice (row {row})")]
    LineTwice {
        /// The second of them.
        row: usize,
    },
    /// A note that is not in the vault.
    #[error("the note is not in the vault (row {row})")]
    LineUnknown {
        /// Which.
        row: usize,
    },
    /// A line of the vault that the ledger leaves out.
    #[error("the ledger has no row of the vault's line {row}")]
    LineMissing {
        /// The vault's line.
        row: usize,
    },
    /// More lines than the largest circuit takes.
    #[error("a ledger has at most 1024 lines")]
    TooManyLines,
    /// More debtors than the largest circuit takes.
    #[error("a ledger has at most 1024 debtors")]
    TooManyDebtors,
    /// A debtor that is in the ledger twice, by whatever identifiers.
    #[error("the debtor is there twice (row {row})")]
    DebtorTwice {
        /// The second of them.
        row: usize,
    },
    /// More aged than there is.
    #[error("more of the debtor's balance is aged than there is (row {row})")]
    AgedOverGross {
        /// Which.
        row: usize,
    },
    /// Too many companies of the owner's group.
    #[error("at most 4 companies of the owner's group")]
    OwnerGroup,
    /// A ledger of another vault.
    #[error("the ledger is of another vault")]
    LedgerVault,
    /// A ledger of another epoch.
    #[error("the ledger is of another epoch of the servicer")]
    LedgerEpoch,
    /// An appraisal of nothing.
    #[error("an appraisal has at least one lot")]
    NoLots,
    /// More lots than an appraisal has room for.
    #[error("an appraisal has at most 8 lots")]
    TooManyLots,
    /// Two lots of one number.
    #[error("two lots have the same number")]
    LotTwice,
    /// A lot with a value that its class does not have.
    #[error("a lot has a value that its class does not have")]
    LotForm,
    /// A rule of the statement.
    #[error("{0}")]
    Violation(Violation),
}

impl From<Violation> for CollateralError {
    fn from(violation: Violation) -> Self {
        Self::Violation(violation)
    }
}

impl From<RowError> for CollateralError {
    fn from(error: RowError) -> Self {
        match error {
            RowError::LineTwice(row) => Self::LineTwice { row },
            RowError::LineUnknown(row) => Self::LineUnknown { row },
            RowError::LineMissing(row) => Self::LineMissing { row },
            RowError::DebtorTwice(row) => Self::DebtorTwice { row },
        }
    }
}

impl CollateralError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::FacilityNetwork => "facility/other-network",
            Self::OtherPolicy => "facility/other-policy",
            Self::OtherFacility => "facility/other-vault",
            Self::VaultFull => "vault/full",
            Self::ObligationTwice { .. } => "vault/obligation-twice",
            Self::NoteCreditor => "vault/other-creditor",
            Self::NoteCurrency => "vault/other-currency",
            Self::OtherNote { .. } => "vault/other-note",
            Self::NoLine { .. } => "vault/no-line",
            Self::LineTwice { .. } => "ledger/line-twice",
            Self::LineUnknown { .. } => "ledger/line-unknown",
            Self::LineMissing { .. } => "ledger/line-missing",
            Self::TooManyLines => "ledger/too-many-lines",
            Self::TooManyDebtors => "ledger/too-many-debtors",
            Self::DebtorTwice { .. } => "ledger/debtor-twice",
            Self::AgedOverGross { .. } => "debtor/aged-over-gross",
            Self::OwnerGroup => "ledger/owner-group",
            Self::LedgerVault => "ledger/other-vault",
            Self::LedgerEpoch => "ledger/other-epoch",
            Self::NoLots => "appraisal/no-lots",
            Self::TooManyLots => "appraisal/too-many-lots",
            Self::LotTwice => "appraisal/lot-twice",
            Self::LotForm => "appraisal/lot-form",
            Self::Violation(violation) => violation.rule.code(),
        }
    }

    /// The file and the field at fault.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::FacilityNetwork => "facility.network",
            Self::OtherPolicy => "policy",
            Self::OtherFacility => "facility",
            Self::VaultFull | Self::NoLine { .. } => "vault.lines",
            Self::ObligationTwice { .. } => "note.nullifier",
            Self::NoteCreditor => "note.creditor",
            Self::NoteCurrency => "note.currency",
            Self::OtherNote { .. } => "vault.notes",
            Self::LineTwice { .. } | Self::LineUnknown { .. } => "ledger.note",
            Self::LineMissing { .. } | Self::TooManyLines => "ledger.lines",
            Self::TooManyDebtors | Self::DebtorTwice { .. } => "debtors.debtor",
            Self::AgedOverGross { .. } => "debtors.aged",
            Self::OwnerGroup => "ledger.group",
            Self::LedgerVault => "ledger.vault",
            Self::LedgerEpoch => "ledger.epoch",
            Self::NoLots | Self::TooManyLots | Self::LotTwice | Self::LotForm => "appraisal.lots",
            Self::Violation(violation) => violation.rule.field(),
        }
    }

    /// The row at fault, from 1.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        match self {
            Self::ObligationTwice { row }
            | Self::OtherNote { row }
            | Self::NoLine { row }
            | Self::LineTwice { row }
            | Self::LineUnknown { row }
            | Self::LineMissing { row }
            | Self::DebtorTwice { row }
            | Self::AgedOverGross { row } => Some(*row),
            Self::Violation(violation) => violation.row.map(|row| row as usize + 1),
            _ => None,
        }
    }

    /// What kind of refusal it is: a document of something else is a condition that does not hold, as for acknowledgements.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::FacilityNetwork
            | Self::OtherPolicy
            | Self::OtherFacility
            | Self::LedgerVault
            | Self::LedgerEpoch
            | Self::Violation(_) => ErrorKind::Unsatisfied,
            _ => ErrorKind::Input,
        }
    }
}
