//! What the circuits of several statements are made of.

pub mod distinct;
pub mod input;
pub mod ledger;
pub mod member;
pub mod nonzero;
pub mod note;
pub mod prices;
pub mod signer;
pub mod solvency;
