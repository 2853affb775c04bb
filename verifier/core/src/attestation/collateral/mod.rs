//! Statement 2, collateral sufficiency, and the rewrite of a vault.

mod certificate;
mod environment;
mod parts;
mod release;
#[cfg(feature = "schema")]
mod schema;
mod wording;

pub use certificate::{CollateralPredicate, PublicInputs};
pub use environment::EnvironmentParts;
pub use parts::{Parts, statement};
pub use release::{ReleasedLine, RewriteParts, RewritePredicate, RewritePublicInputs, rewrite_statement};
#[cfg(feature = "schema")]
pub(crate) use schema::policy_schema;
pub use wording::{NOT_PROVED, PROVED, REWRITE_NOT_PROVED, REWRITE_PROVED};

use crate::intoto::Statement;

/// The predicate's name; see [`super::obligation::PREDICATE_TYPE`].
pub const PREDICATE_TYPE: &str = "https://covenant.example/attestation/collateral/v1";
/// The predicate's name of rewrites.
pub const REWRITE_TYPE: &str = "https://covenant.example/attestation/rewrite/v1";
/// The circuits of certificates.
pub const CIRCUITS: [&str; 4] =
    ["collateral-16/1", "collateral-64/1", "collateral-256/1", "collateral-1024/1"];
/// The circuits of rewrites.
pub const REWRITE_CIRCUITS: [&str; 4] = ["rewrite-16/1", "rewrite-64/1", "rewrite-256/1", "rewrite-1024/1"];

/// The statement of an attestation of collateral sufficiency.
pub type CollateralStatement = Statement<CollateralPredicate>;
/// The statement of an attestation of a rewrite.
pub type RewriteStatement = Statement<RewritePredicate>;

#[cfg(test)]
mod tests {
    use covenant_statements::collateral::{TIERS, rewrite};

    #[test]
    fn the_circuits_are_those_of_the_tables() {
        assert!(TIERS.iter().map(|tier| tier.id).eq(super::CIRCUITS));
        assert!(rewrite::TIERS.iter().map(|tier| tier.id).eq(super::REWRITE_CIRCUITS));
    }
}
