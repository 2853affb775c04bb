//! Clause 3: the form of the policy itself.

use super::{Change::World as W, Mutation, one, signed_by, zero};
use covenant_statements::{Capacity, PartyId, TextDigest, invoice::Rule};

pub(crate) fn table() -> Vec<Mutation> {
    use Rule::*;
    // A policy that is not of its form has no witness.
    let inputs = Some("inputs");
    vec![
        ("a policy of another version", W(|w| w.policy.version = 2), PolicyForm, inputs),
        (
            "a fifth payee",
            W(|w| {
                w.policy.payees = vec![TextDigest(zero()); 4];
                w.policy.payees.extend(w.acknowledgement.payee);
            }),
            PolicyForm,
            inputs,
        ),
        (
            "a fifth verification agent",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.policy.verification_agents = vec![PartyId(one()); 4];
                w.policy.verification_agents.push(w.signer.leaf.party);
            }),
            PolicyForm,
            inputs,
        ),
        (
            "a ninth currency",
            W(|w| {
                w.policy.currencies = vec!["USD".parse().unwrap(); 8];
                w.policy.currencies.push(w.acknowledgement.currency);
            }),
            PolicyForm,
            inputs,
        ),
    ]
}
