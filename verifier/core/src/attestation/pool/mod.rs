//! Statement 4, a debt pool.

mod environment;
mod figures;
mod parts;
mod predicate;
#[cfg(feature = "schema")]
mod schema;
mod wording;

pub use environment::EnvironmentParts;
pub use figures::ShownFigure;
pub use parts::{Parts, statement};
pub use predicate::{PoolPredicate, PublicInputs, subjects};
#[cfg(feature = "schema")]
pub(crate) use schema::policy_schema;
pub use wording::{NOT_PROVED, PROVED};

use crate::intoto::Statement;

/// The predicate's name; see [`super::obligation::PREDICATE_TYPE`].
pub const PREDICATE_TYPE: &str = "https://covenant.example/attestation/pool/v1";
/// The circuits.
pub const CIRCUITS: [&str; 3] = ["pool-64/1", "pool-256/1", "pool-1024/1"];

/// The statement of an attestation of a pool.
pub type PoolStatement = Statement<PoolPredicate>;

#[cfg(test)]
mod tests {
    use covenant_statements::pool::TIERS;

    #[test]
    fn the_circuits_are_those_of_the_table() {
        assert!(TIERS.iter().map(|tier| tier.id).eq(super::CIRCUITS));
    }
}
