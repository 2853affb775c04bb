//! Forms of the predicate's parts that other crates write.

use alloc::vec::Vec;

use schemars::{JsonSchema, Schema};

use crate::schema::{Amount, Field, strings};

strings! {
    /// Three letters of ISO 4217.
    Currency: "^[A-Z]{3}$";
    /// A kind of obligation.
    Kind: "^(invoice|loan)$";
    /// How an obligation is attested.
    Lane: "^(acknowledged|tax-authority)$";
    /// In which capacity an acknowledgement is signed.
    Capacity: "^(debtor|agent|verification-agent)$";
}

/// The form of [`covenant_statements::ObligationPolicy`].
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by the generator alone")]
pub(super) struct ObligationPolicy {
    /// The form of this document: 1.
    version: u32,
    /// The largest accepted amount.
    max_amount: Amount,
    /// due ≤ issue + this many days.
    max_tenor_days: u32,
    /// In the tax lane, due = issue + this many days.
    tax_lane_tenor_days: u32,
    /// Financeable kinds.
    kinds: Vec<Kind>,
    /// Capacities in which an acknowledgement is taken.
    capacities: Vec<Capacity>,
    /// Lanes that are taken.
    lanes: Vec<Lane>,
    /// Currencies.
    #[schemars(length(min = 1, max = 8))]
    currencies: Vec<Currency>,
    /// Whether an acknowledgement that agrees to no terms is taken.
    without_terms: bool,
    /// Digests of terms.
    #[schemars(length(max = 4))]
    terms: Vec<Field>,
    /// Whether any payee account will do, or none.
    any_payee: bool,
    /// Digests of payee accounts.
    #[schemars(length(max = 4))]
    payees: Vec<Field>,
    /// Verification agents' party ids.
    #[schemars(length(max = 4))]
    verification_agents: Vec<Field>,
}

/// The schema of a policy as a document of its own.
pub(crate) fn policy_schema() -> Schema {
    schemars::schema_for!(ObligationPolicy)
}
