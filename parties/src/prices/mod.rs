//! A day's prices: price authorities [sign](SignedPrices::sign) their root, each on its own machine, whoever gathers the signatures
//! [adds](SignedPrices::add) one document to another, and verifiers [trust](TrustedPrices) the root for some days.

mod document;
mod error;
mod gather;
#[cfg(test)]
mod tests;
mod trusted;
mod witness;

pub use document::{AuthoritySignature, MAX_SIGNATURES, NamedPrice, SignedPrices};
pub use error::PricesError;
pub use trusted::{MAX_TRUSTED, PriceRootDays, TrustedPrices};
