//! The policy, the day, the network, and what the prover draws.

use super::{
    Edits,
    values::{day, day_near, lists_of_digests, parties, party},
    world,
};
use covenant_statements::{
    Kind, Lane,
    arb::{arb_amount, arb_capacity, arb_currency, arb_network},
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{select, subsequence},
};

pub(super) fn edits() -> Vec<Edits> {
    vec![
        world("version", select(vec![1u32, 1, 1, 0, 2]), |w, x| w.policy.version = x),
        world("maximum", arb_amount(), |w, x| w.policy.max_amount = x),
        world("tenor", select(vec![0, 90, 91, 92, 180, u32::MAX]), |w, x| w.policy.max_tenor_days = x),
        world("tax tenor", any::<u32>(), |w, x| w.policy.tax_lane_tenor_days = x),
        world("kinds", subsequence(vec![Kind::Invoice, Kind::Loan], 0..=2), |w, x| w.policy.kinds = x),
        world("capacities", vec(arb_capacity(), 0..=3), |w, x| w.policy.capacities = x),
        world("lanes", subsequence(vec![Lane::Acknowledged, Lane::TaxAuthority], 0..=2), |w, x| {
            w.policy.lanes = x;
        }),
        world("currencies", vec(arb_currency(), 0..=9), |w, x| w.policy.currencies = x),
        world("currencies with the own one", vec(arb_currency(), 0..=8), |w, mut x| {
            x.push(w.acknowledgement.currency);
            w.policy.currencies = x;
        }),
        world("without terms", any::<bool>(), |w, x| w.policy.without_terms = x),
        world("terms listed", lists_of_digests(), |w, x| w.policy.terms = x),
        world("any payee", any::<bool>(), |w, x| w.policy.any_payee = x),
        world("payees", lists_of_digests(), |w, x| w.policy.payees = x),
        world("agents", vec(parties(), 0..=5), |w, x| {
            w.policy.verification_agents = x.into_iter().map(|x| party(w, x)).collect();
        }),
        world("as of", day_near(), |w, x| w.as_of = day(w, x)),
        world("network", arb_network(), |w, x| {
            (w.network, w.acknowledgement.network) = (x, x);
        }),
        world("blind", select(vec![0u64, 1, 8, u64::MAX]), |w, x| w.blind = Some(x.into())),
        world("expiry", any::<u64>(), |w, x| w.context.expiry = x),
    ]
}
