//! Clause 1: who may acknowledge for the debtor.

use super::{Change::World as W, Mutation, one, signed_by, zero};
use covenant_statements::{Capacity, PartyId, invoice::Rule};

pub(crate) fn table() -> Vec<Mutation> {
    use Rule::*;
    vec![
        ("another registered debtor", W(|w| signed_by(w, 2, Capacity::Debtor)), SignerNotTheDebtor, None),
        (
            "an agent of somebody else",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.signer.leaf.principal = Some(w.others[2].leaf.party);
            }),
            AgentWithoutMandate,
            None,
        ),
        (
            "an agent of nobody",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.signer.leaf.principal = None;
            }),
            AgentWithoutMandate,
            None,
        ),
        (
            "an agent that is the debtor's namesake",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.signer.leaf.party = w.acknowledgement.debtor;
                w.signer.leaf.principal = None;
            }),
            AgentWithoutMandate,
            None,
        ),
        (
            "an unlisted verification agent",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.policy.verification_agents = vec![w.others[2].leaf.party];
            }),
            VerificationAgentNotListed,
            None,
        ),
        (
            "no verification agents at all",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.policy.verification_agents.clear();
            }),
            VerificationAgentNotListed,
            None,
        ),
        (
            "a verification agent with the id zero and an empty list",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.signer.leaf.party = Default::default();
                w.policy.verification_agents.clear();
            }),
            VerificationAgentNotListed,
            None,
        ),
        (
            "an agent of nobody, for the debtor with the id zero",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.signer.leaf.principal = None;
                w.acknowledgement.debtor = PartyId(zero());
            }),
            AgentWithoutMandate,
            None,
        ),
        (
            "a verification agent with the id p − 1 and an empty list",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.signer.leaf.party = PartyId(-one());
                w.policy.verification_agents.clear();
            }),
            VerificationAgentNotListed,
            None,
        ),
        (
            "a verification agent with the id zero beside a listed one",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.signer.leaf.party = PartyId(zero());
            }),
            VerificationAgentNotListed,
            None,
        ),
        (
            "the debtor's agent is the seller",
            W(|w| {
                signed_by(w, 0, Capacity::Agent);
                w.signer.leaf.party = w.acknowledgement.seller;
            }),
            SignerIsSeller,
            None,
        ),
        (
            "the lender's verification agent is the seller",
            W(|w| {
                signed_by(w, 1, Capacity::VerificationAgent);
                w.signer.leaf.party = w.acknowledgement.seller;
                w.policy.verification_agents.push(w.acknowledgement.seller);
            }),
            SignerIsSeller,
            None,
        ),
        (
            "seller = debtor, signed by itself",
            W(|w| {
                w.acknowledgement.seller = w.acknowledgement.debtor;
                w.seller.leaf.party = w.acknowledgement.debtor;
            }),
            SignerIsSeller,
            None,
        ),
    ]
}
