//! What is claimed, without saying how it is proved: newtypes with canonical encodings, policies, the digests that bind a
//! proof to its place, and the native checks. `no_std`; verifiers, wallets and provers share it.
//!
//! Every encoding is that of the book's chapter "Encodings".
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "proptest")]
pub mod arb;
pub mod binding;
pub mod circuit;
pub mod claim;
pub mod collateral;
pub mod disclosure;
pub mod document;
#[cfg(feature = "serde")]
mod earlier_policy;
pub mod identifier;
pub mod invoice;
pub mod note;
pub mod numbers;
mod pack;
pub mod party;
pub mod policy;
pub mod pool;
pub mod price;
mod redact;
pub mod roles;
#[cfg(feature = "serde")]
pub mod serde_forms;
pub mod signed_prices;
pub mod solvency;
pub mod vault;
mod violation;

pub use binding::{Context, Environment, Selector};
pub use circuit::{CIRCUITS, CircuitInfo, circuit, circuit_named, tier};
pub use claim::{Claim, PublicInputs};
pub use collateral::CollateralPolicy;
pub use covenant_gadgets::{Fr, babyjubjub::Point, eddsa::Signature, field};
pub use document::{
    CanonicalId, Capacity, DocumentType, InvoiceNumber, Kind, Lane, ResponseCode, TextDigest,
};
#[cfg(feature = "serde")]
pub use earlier_policy::EarlierObligationPolicy;
pub use identifier::Identifier;
pub use note::Note;
pub use numbers::{Amount, Bps, Currency, Day, Network};
pub use party::{FiscalRule, Leaf, Member, PartyId, Role};
pub use policy::{ObligationPolicy, Policy};
pub use price::{AssetId, Price, PriceMember, PriceTree, Symbol};
pub use roles::{Quorum, Roles};
pub use signed_prices::PriceSignature;
pub use vault::{VaultId, VaultName};
pub use violation::Violation;

/// Why a value is not one of its type. Says which type, never the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {what}: {why}")]
pub struct ValueError {
    /// The type's name in words.
    pub what: &'static str,
    /// The form that was expected.
    pub why: &'static str,
}

impl ValueError {
    pub(crate) const fn new(what: &'static str, why: &'static str) -> Self {
        Self { what, why }
    }
}
