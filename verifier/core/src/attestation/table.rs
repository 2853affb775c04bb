//! The one table of statements: who reads and judges a predicate of which type.

use super::collateral::{CollateralPredicate, RewritePredicate};
use super::coverage::CoveragePredicate;
use super::error::VerifyError;
use super::judge::{Case, judge};
use super::obligation::ObligationPredicate;
use super::pool::PoolPredicate;
use super::predicate::Predicate;
use super::record::Record;
use super::report::Report;

/// Judges a payload whose predicate is of the row's type.
pub(super) type Judge = fn(&Case<'_>, &mut Record) -> Result<Report, VerifyError>;

/// A statement.
pub(crate) struct Row {
    /// The predicate's type.
    pub(crate) predicate_type: &'static str,
    /// Judges one.
    pub(super) judge: Judge,
    /// The JSON schema of the envelope's payload.
    #[cfg(feature = "schema")]
    pub(crate) schema: fn() -> schemars::Schema,
}

const fn row<P: Predicate>() -> Row {
    Row {
        predicate_type: P::TYPE,
        judge: judge::<P>,
        #[cfg(feature = "schema")]
        schema: crate::schema::of_statement::<P>,
    }
}

/// Every statement that is verified here.
pub(crate) static TABLE: &[Row] = &[
    row::<ObligationPredicate>(),
    row::<CollateralPredicate>(),
    row::<RewritePredicate>(),
    row::<PoolPredicate>(),
    row::<CoveragePredicate>(),
];

/// The row of a predicate's type.
pub(super) fn of_type(predicate_type: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.predicate_type == predicate_type)
}
