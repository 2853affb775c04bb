//! Statement 3, coverage of defined liabilities: one attestation that carries the coverage's proof, the reserves' proof, and every chunk's.

mod chunks;
mod count;
mod environment;
mod log;
mod parts;
mod predicate;
mod reserves;
#[cfg(feature = "schema")]
mod schema;
mod wording;

pub use chunks::ChunkPart;
pub use environment::EnvironmentParts;
pub use parts::{ChunkProof, Parts, ReservesProof, statement};
pub use predicate::{CoveragePredicate, PublicInputs, subjects};
pub use reserves::ReservesPart;
#[cfg(feature = "schema")]
pub(crate) use schema::policy_schema;
pub use wording::{NOT_PROVED, PROVED};

use crate::intoto::Statement;

/// The predicate's name; see [`super::obligation::PREDICATE_TYPE`].
pub const PREDICATE_TYPE: &str = "https://covenant.example/attestation/coverage/v1";
/// The circuits of the coverage itself.
pub const CIRCUITS: [&str; 9] = [
    "coverage-4-1/1",
    "coverage-16-1/1",
    "coverage-64-1/1",
    "coverage-4-8/1",
    "coverage-16-8/1",
    "coverage-64-8/1",
    "coverage-4-32/1",
    "coverage-16-32/1",
    "coverage-64-32/1",
];
/// The circuits of the reserves.
pub const RESERVES_CIRCUITS: [&str; 2] = ["reserves-8/1", "reserves-64/1"];

/// The statement of an attestation of coverage.
pub type CoverageStatement = Statement<CoveragePredicate>;

#[cfg(test)]
mod tests {
    use covenant_statements::solvency::{coverage, reserves};

    #[test]
    fn the_circuits_are_those_of_the_table() {
        assert!(coverage::TIERS.iter().map(|tier| tier.id).eq(super::CIRCUITS));
        assert!(reserves::TIERS.iter().map(|tier| tier.id).eq(super::RESERVES_CIRCUITS));
    }
}
