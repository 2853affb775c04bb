//! Forms of the policy, which another crate writes.

use alloc::vec::Vec;

use schemars::{JsonSchema, Schema};

use crate::schema::{Amount, Field, Share, strings};

strings! {
    /// Three letters of ISO 4217.
    Currency: "^[A-Z]{3}$";
    /// The name of what is priced.
    Symbol: "^[A-Z0-9-]{1,32}$";
    /// Of what a group's share is taken.
    Denominator: "^(eligible|gross)$";
}

/// The form of [`covenant_statements::collateral::InventoryTerms`].
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone")]
struct InventoryTerms {
    /// Of the lower of cost and market.
    cost_advance: Share,
    /// Of the net orderly liquidation value.
    nolv_advance: Share,
    /// At most this much.
    sublimit: Amount,
}

/// The form of [`covenant_statements::collateral::CommodityTerms`].
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone")]
struct CommodityTerms {
    /// Its name among the day's prices.
    symbol: Symbol,
    /// How many units of quantity are one priced unit.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    unit: u32,
    /// Of quantity × (price − confidence).
    advance: Share,
}

/// The form of [`covenant_statements::collateral::CollateralPolicy`].
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone")]
pub(super) struct CollateralPolicy {
    /// The form of this document: 1.
    version: u32,
    /// The one currency.
    currency: Currency,
    /// Digests of the obligation policies whose notes count.
    #[schemars(length(min = 1, max = 4))]
    note_policies: Vec<Field>,
    /// A line counts up to this many days after its issue.
    #[schemars(range(max = 65_535))]
    max_age_days: u32,
    /// A line counts up to this many days after it was due.
    #[schemars(range(max = 65_535))]
    max_past_due_days: u32,
    /// An account with a greater share aged is out, in basis points.
    cross_ageing: Share,
    /// The greatest share of one group, in basis points.
    concentration: Share,
    /// Of what that share is taken.
    concentration_of: Denominator,
    /// Of eligible receivables, in basis points.
    advance: Share,
    /// Raw materials, work in process, finished goods.
    inventory: [InventoryTerms; 3],
    /// Of real estate and of equipment, in basis points.
    property: [Share; 2],
    /// Commodities.
    #[schemars(length(max = 4))]
    commodities: Vec<CommodityTerms>,
    /// How old a price may be at the end of the as-of day.
    max_price_age_seconds: u32,
    /// How old an appraisal may be.
    #[schemars(range(max = 65_535))]
    max_appraisal_age_days: u32,
    /// What the lender holds back.
    reserves: Amount,
    /// The facility's limit.
    limit: Amount,
    /// Whether the creditor, or a company of its group, may be the servicer.
    own_servicer: bool,
}

/// The schema of a policy as a document of its own.
pub(crate) fn policy_schema() -> Schema {
    schemars::schema_for!(CollateralPolicy)
}
