//! The Cross Industry Invoice: the same invoices as in UBL, the same rules, the same refusals.

#[path = "../common/mod.rs"]
mod common;

mod currencies;
mod dates;
mod elements;
mod hostile;
mod mutations;
mod pairs;
mod rules;
mod terms;
