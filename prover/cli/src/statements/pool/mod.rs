//! Statement 4, a debt pool: its files, its arguments, its report.

pub(crate) mod args;
pub(crate) mod check;
mod claim;
mod html;
mod report;
mod statement;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use statement::Pool;

use covenant_statements::pool::Clause;

use super::Condition;

const fn condition(clause: Clause) -> Condition {
    Condition { name: clause.name(), of_part: true }
}

/// The conditions, in their order.
const CONDITIONS: &[Condition] = &[
    condition(Clause::Policy),
    condition(Clause::Lines),
    condition(Clause::Tape),
    condition(Clause::Obligors),
    condition(Clause::Figures),
    condition(Clause::Tranches),
    condition(Clause::Bounds),
];
