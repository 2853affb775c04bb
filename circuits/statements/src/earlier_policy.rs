//! The policy of statement 1 in its form before lists had lengths, to tell it from bytes that are no policy.

use crate::{Amount, Capacity, Currency, Kind, Lane, PartyId, TextDigest};
use alloc::vec::Vec;

/// A policy without `without_terms`, where the digest zero among the terms stood for none.
///
/// The same rules in today's form have another digest, and a policy is what its digest says: environments, and through them
/// proofs and contracts, name it by that alone. What was agreed under such a policy does not carry over to any of today's.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what is read is whether it can be")]
pub struct EarlierObligationPolicy {
    version: u32,
    max_amount: Amount,
    max_tenor_days: u32,
    tax_lane_tenor_days: u32,
    kinds: Vec<Kind>,
    capacities: Vec<Capacity>,
    lanes: Vec<Lane>,
    currencies: Vec<Currency>,
    terms: Vec<TextDigest>,
    any_payee: bool,
    payees: Vec<TextDigest>,
    verification_agents: Vec<PartyId>,
}
