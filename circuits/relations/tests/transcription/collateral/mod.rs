//! Statement 2 and its rewrite: the book's page "Collateral sufficiency", rule by rule. There is no room beyond what a claim
//! has: as many lines, debtors, lots and signatures as there are, every pair compared.

mod agreement;
#[path = "../../collateral/cases/mod.rs"]
mod cases;
mod documents;
mod receivables;
mod release;
mod rewrites;
mod statement;
mod valuation;
mod valued;
mod witness;
