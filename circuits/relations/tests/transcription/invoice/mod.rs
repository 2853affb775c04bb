//! Statement 1: the book's page "Obligation validity".

mod agreement;
#[path = "../../cases/mod.rs"]
mod cases;
pub(crate) mod policy;
mod statement;
mod witness;
