//! Forms of scope and policy, which another crate writes.

use alloc::string::String;
use alloc::vec::Vec;

use schemars::{JsonSchema, Schema};

use crate::schema::{Field, strings};

strings! {
    /// Three letters of ISO 4217.
    Currency: "^[A-Z]{3}$";
    /// The name of an asset among the day's prices.
    Symbol: "^[A-Z0-9-]{1,32}$";
    /// What account holders are identified by.
    IdentifierScheme: "^(email|telephone|legal-id)$";
}

/// An asset of a scope.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone")]
pub(super) struct ScopeAsset {
    /// Its name among the day's prices.
    symbol: Symbol,
    /// 10^decimals of its units are one priced unit; at most 9.
    decimals: u8,
    /// Whether it is the entity's own token.
    own: bool,
}

/// Whose prices count.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone")]
pub(super) struct Quorum {
    /// How many signatures are needed.
    needed: u32,
    /// The party ids of the authorities.
    authorities: Vec<Field>,
}

/// The form of [`covenant_statements::solvency::Scope`].
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone")]
pub(super) struct Scope {
    /// The form of this document: 1.
    version: u32,
    /// What counts as a liability, in words.
    #[schemars(length(min = 1, max = 2048))]
    definition: String,
    /// What account holders are identified by.
    identifier: IdentifierScheme,
    /// The assets, each once; balances, totals and prices are in this order.
    #[schemars(length(min = 1, max = 32))]
    assets: Vec<ScopeAsset>,
    /// Whose prices count.
    quorum: Quorum,
}

/// The form of [`covenant_statements::solvency::SolvencyPolicy`].
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone")]
pub(super) struct SolvencyPolicy {
    /// The form of this document: 1.
    version: u32,
    /// The currency in which both sides are valued.
    currency: Currency,
    /// How old a price may be at the moment of judgement, in seconds.
    max_price_age_seconds: u32,
    /// Whether the entity itself may be a custodian.
    own_custodian: bool,
}

/// The schema of a policy as a document of its own.
pub(crate) fn policy_schema() -> Schema {
    schemars::schema_for!(SolvencyPolicy)
}
