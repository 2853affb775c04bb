//! Statement 4: the book's page "Debt pool", clause by clause. There is no room beyond what a claim has: as many lines and obligors as
//! there are, every pair compared.

mod agreement;
#[path = "../../debt_pool/cases/mod.rs"]
mod cases;
mod figures;
mod groups;
mod lines;
mod policy;
mod statement;
mod tape;
mod tranches;
mod witness;
