//! Statement 2, collateral sufficiency: its files, its arguments, its certificate.

pub(crate) mod args;
pub(crate) mod certificate;
pub(crate) mod check;
mod claim;
mod html;
mod statement;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use statement::Collateral;

use covenant_statements::collateral::Clause;

use super::Condition;

const fn condition(clause: Clause) -> Condition {
    Condition { name: clause.name(), of_part: true }
}

/// The conditions, in their order.
pub(crate) const CONDITIONS: &[Condition] = &[
    condition(Clause::Documents),
    condition(Clause::Lines),
    condition(Clause::Ledger),
    condition(Clause::Debtors),
    condition(Clause::Appraisals),
    condition(Clause::Prices),
    condition(Clause::Base),
];
