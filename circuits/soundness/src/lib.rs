#![doc = include_str!("../README.md")]

pub mod agreement;
#[cfg(feature = "arkworks")]
pub mod arkworks;
mod circuit;
pub mod deletion;
mod delta;
pub mod forge;
#[cfg(feature = "halo2")]
pub mod halo2;
mod ledger;
pub mod rank;
#[cfg(feature = "recorded")]
mod recorded;
mod system;

pub use circuit::Circuit;
pub use ledger::{Ledger, names};
#[cfg(feature = "recorded")]
pub use recorded::Recorded;
pub use system::{Combination, Origin, Row, Site, System, Variable, evaluate};
