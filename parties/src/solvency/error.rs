//! Why a solvency document is refused.

use crate::ErrorKind;

/// Why a solvency document is refused. Rows count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SolvencyError {
    /// More encumbered than there is.
    #[error("more is encumbered than is held")]
    Encumbered,
    /// An account's reference that is empty or too long.
    #[error("an account's reference has 1 to 256 bytes")]
    Account,
    /// A moment after 9999.
    #[error("the moment is after the year 9999")]
    Moment,
    /// A custodian whose key the registry does not have.
    #[error("the key that signed is not in the registry (statement {row})")]
    CustodianNotRegistered {
        /// Which statement.
        row: usize,
    },
    /// Prices of another network.
    #[error("the prices are of another network")]
    PricesNetwork,
    /// A day without a price of an asset of the scope.
    #[error("the day's prices have none of the scope's asset {row} in the policy's currency")]
    PriceMissing {
        /// Which asset.
        row: usize,
    },
}

impl SolvencyError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Encumbered => "reserve/encumbered",
            Self::Account => "reserve/account",
            Self::Moment => "reserve/moment",
            Self::CustodianNotRegistered { .. } => "reserves/custodian-not-registered",
            Self::PricesNetwork => "coverage/prices-network",
            Self::PriceMissing { .. } => "coverage/price-missing",
        }
    }

    /// The file and the field at fault.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Encumbered => "encumbered",
            Self::Account => "account",
            Self::Moment => "as_of",
            Self::CustodianNotRegistered { .. } => "custodian",
            Self::PricesNetwork => "prices.network",
            Self::PriceMissing { .. } => "prices",
        }
    }

    /// The row at fault, from 1.
    #[must_use]
    pub fn row(self) -> Option<usize> {
        match self {
            Self::CustodianNotRegistered { row } | Self::PriceMissing { row } => Some(row),
            _ => None,
        }
    }

    /// What kind of refusal it is.
    #[must_use]
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::Encumbered | Self::Account | Self::Moment | Self::PriceMissing { .. } => ErrorKind::Input,
            _ => ErrorKind::Unsatisfied,
        }
    }
}
