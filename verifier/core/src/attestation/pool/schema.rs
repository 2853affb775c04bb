//! Forms of the policy and of figures, which another crate writes.

use alloc::vec::Vec;

use schemars::{JsonSchema, Schema};

use crate::schema::{Field, strings};

strings! {
    /// Three letters of ISO 4217.
    Currency: "^[A-Z]{3}$";
    /// The name of a pool's figure.
    FigureName: "^(balance|lines|obligors|coupon|maturity|top-obligors?|current(-lines)?|days-(1-29|30-59|60-89|90)(-lines)?|defaulted|tranche-[1-4]|reserve|overcollateralisation-[1-4]|nav)$";
}

/// The form of [`covenant_statements::pool::PoolPolicy`].
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone")]
pub(super) struct PoolPolicy {
    /// The form of this document: 1.
    version: u32,
    /// The one currency.
    currency: Currency,
    /// Digests of the obligation policies whose notes are taken.
    #[schemars(length(min = 1, max = 4))]
    note_policies: Vec<Field>,
    /// The lowest grade that is taken, 0 to 7.
    min_grade: u8,
    /// The highest grade that is taken, 0 to 7.
    max_grade: u8,
    /// What of a balance is lost, in basis points: by grade, then by state (current, 1–29, 30–59, 60–89, 90 days or more past due, in default).
    loss: [[u32; 6]; 8],
    /// The yearly rate of discount in basis points.
    discount: u32,
    /// Whether loans pay all at maturity.
    bullet: bool,
    /// How many obligors are meant by the largest ones.
    top_obligors: u32,
    /// Whether the servicer may be the originator.
    own_servicer: bool,
    /// How many tranches.
    tranches: u32,
    /// The least share of the most senior tranche in all assets, in basis points.
    min_senior: u32,
    /// The greatest share of the most senior tranche in all assets, in basis points.
    max_senior: u32,
    /// For each tranche the least share of all tranches below it, in basis points.
    buffers: [u32; 4],
    /// The figures that are hidden behind a bound, in their order.
    bounded: Vec<FigureName>,
}

/// The schema of a policy as a document of its own.
pub(crate) fn policy_schema() -> Schema {
    schemars::schema_for!(PoolPolicy)
}
