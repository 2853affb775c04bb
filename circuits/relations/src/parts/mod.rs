//! What the circuits of several statements are made of.

pub mod input;
pub mod ledger;
pub mod member;
pub mod nonzero;
pub mod note;
pub mod signer;
