//! Claims that one rule each refuses, for the gate of deletion: what no single forged value can show.

use super::InvoiceCircuit;
use crate::{Circuit, Refused};
use covenant_statements::{TextDigest, invoice::sample::World};

/// What is wrong with a world, and how it is made so.
type Change = (&'static str, fn(&mut World));

const CHANGES: &[Change] = &[
    ("a currency that the policy does not list", |w| {
        w.policy.currencies =
            ["USD", "CHF"].map(|code| code.parse().unwrap_or(w.acknowledgement.currency)).to_vec();
    }),
    ("no terms under a policy that wants some", |w| {
        w.policy.without_terms = false;
        w.policy.terms = vec![TextDigest::of(b"no set-off")];
        w.acknowledgement.terms = None;
    }),
    ("terms that the policy does not list", |w| {
        w.policy.terms = vec![TextDigest::of(b"no set-off")];
        w.acknowledgement.terms = Some(TextDigest::of(b"set-off allowed"));
    }),
    ("a payee that the policy does not list", |w| {
        w.policy.any_payee = false;
        w.policy.payees = vec![TextDigest::of(b"DE89370400440532013000")];
        w.acknowledgement.payee = Some(TextDigest::of(b"another account"));
    }),
    ("no payee under a policy that lists some", |w| {
        w.policy.any_payee = false;
        w.policy.payees = vec![TextDigest::of(b"DE89370400440532013000")];
        w.acknowledgement.payee = None;
    }),
    ("a verification agent that the policy does not list", |w| {
        std::mem::swap(&mut w.signer, &mut w.others[1]);
        w.acknowledgement.capacity = covenant_statements::Capacity::VerificationAgent;
        w.policy.verification_agents = vec![w.others[2].leaf.party];
    }),
    ("a capacity that the policy does not take", |w| {
        w.policy.capacities = vec![covenant_statements::Capacity::Agent];
    }),
    ("a lane that the policy does not take", |w| {
        w.policy.lanes = vec![covenant_statements::Lane::TaxAuthority];
    }),
    ("due on the day it is judged by", |w| w.as_of = w.acknowledgement.due),
];

/// Each with its name; all are of the same world.
pub(super) fn refused() -> Vec<Refused> {
    let claim = |(name, change): &Change| {
        let mut world = World::new(1);
        change(&mut world);
        (*name, Box::new(InvoiceCircuit(world.claim())) as Box<dyn Circuit>)
    };
    CHANGES.iter().map(claim).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_is_refused() {
        for (name, circuit) in super::refused() {
            assert!(circuit.check().is_err(), "{name}");
            assert!(circuit.full().is_satisfied().is_err(), "{name}");
        }
    }
}
