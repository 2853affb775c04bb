//! Statement 3, coverage of liabilities, as its parties live it: custodians sign what they hold ([reserve]), an auditor signs how many
//! accounts it [count]ed, and the institution puts its [claims](claim) together from them, the registry and a day's prices.

pub mod claim;
pub mod count;
mod error;
mod followed;
pub mod reserve;

pub use claim::{Sources, day_prices, reserves_claim};
pub use error::SolvencyError;
pub use followed::FollowedEntities;
pub use reserve::{Holding, ReserveStatement};
