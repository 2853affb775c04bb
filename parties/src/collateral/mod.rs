//! Statement 2, collateral sufficiency, as its parties live it: the lender makes a [facility], the borrower keeps its notes in a
//! [vault], the servicer signs a [ledger] of the day, appraisers sign [lots](appraisal), and the [claim](mod@claim) is put together
//! from all of them and the registry.

pub mod appraisal;
pub mod claim;
mod error;
pub mod facility;
pub mod ledger;
mod members;
pub mod policy;
pub mod vault;

pub use appraisal::SignedLots;
pub use claim::{Sources, claim};
pub use error::CollateralError;
pub use facility::Facility;
pub use ledger::{Book, DebtorRow, SignedLedger};
pub use vault::Vault;

/// `Debug` without a value.
macro_rules! redacted {
    ($($name:ident)*) => {$(
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )*};
}
pub(crate) use redacted;
