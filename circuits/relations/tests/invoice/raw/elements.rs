//! Field elements at the edges of the field: legal where native types have elements too, with one verdict and one set of public inputs.

use super::{Raw, one, two_to, world};
use covenant_gadgets::Fr;
use covenant_statements::{
    Capacity, PartyId, TextDigest,
    invoice::{Claim, check, sample::World},
};

/// A name, the change of the world or of the claim, and whether the statement still holds.
type Case = (&'static str, fn(&mut World, Fr), fn(&mut Claim, Fr), bool);

fn edges() -> [Fr; 3] {
    [two_to(253), -one(), -two_to(64)]
}

const CASES: &[Case] = &[
    (
        "seller",
        |w, x| (w.acknowledgement.seller, w.seller.leaf.party) = (PartyId(x), PartyId(x)),
        |_, _| (),
        true,
    ),
    ("seller, not the creditor", |w, x| w.seller.leaf.party = PartyId(x), |_, _| (), false),
    (
        "debtor",
        |w, x| (w.acknowledgement.debtor, w.signer.leaf.party) = (PartyId(x), PartyId(x)),
        |_, _| (),
        true,
    ),
    ("debtor, not the signer", |w, x| w.acknowledgement.debtor = PartyId(x), |_, _| (), false),
    (
        "an agent's principal",
        |w, x| {
            std::mem::swap(&mut w.signer, &mut w.others[0]);
            w.acknowledgement.capacity = Capacity::Agent;
            (w.signer.leaf.principal, w.acknowledgement.debtor) = (Some(PartyId(x)), PartyId(x));
        },
        |_, _| (),
        true,
    ),
    (
        "a listed verification agent",
        |w, x| {
            std::mem::swap(&mut w.signer, &mut w.others[1]);
            w.acknowledgement.capacity = Capacity::VerificationAgent;
            w.signer.leaf.party = PartyId(x);
            w.policy.verification_agents = vec![PartyId(one()), PartyId(x)];
        },
        |_, _| (),
        true,
    ),
    (
        "terms",
        |w, x| {
            w.acknowledgement.terms = Some(TextDigest(x));
            w.policy.terms = vec![TextDigest(one()), TextDigest(x)];
        },
        |_, _| (),
        true,
    ),
    ("terms, not listed", |w, x| w.acknowledgement.terms = Some(TextDigest(x)), |_, _| (), false),
    (
        "payee",
        |w, x| {
            w.acknowledgement.payee = Some(TextDigest(x));
            w.policy.payees = vec![TextDigest(x)];
        },
        |_, _| (),
        true,
    ),
    ("payee, not listed", |w, x| w.acknowledgement.payee = Some(TextDigest(x)), |_, _| (), false),
    (
        "a debtor's principal, which nobody reads",
        |w, x| w.signer.leaf.principal = Some(PartyId(x)),
        |_, _| (),
        true,
    ),
    ("salts", |w, x| (w.signer.leaf.salt, w.seller.leaf.salt) = (x, x), |_, _| (), true),
    ("blinding", |_, _| (), |c, x| c.consent.blinding = x, true),
    ("context", |_, _| (), |c, x| c.consent.context = x, true),
];

#[test]
fn elements_at_the_edges_have_the_native_verdict() {
    for (name, change_world, change_claim, holds) in CASES {
        for x in edges() {
            let mut changed = world();
            change_world(&mut changed, x);
            let mut native = changed.claim();
            change_claim(&mut native, x);
            changed.sign_consent(&mut native);
            assert_eq!(check(&native).is_ok(), *holds, "{name} of {x}, natively");

            let mut raw = Raw::sample();
            raw.take(&Raw::new(changed));
            raw.set("public/context", native.consent.context);
            raw.set("blinding", native.consent.blinding);
            raw.follow();
            let broken = raw.broken();
            assert_eq!(broken.is_empty(), *holds, "{name} of {x}: {broken:?}");
            assert!(super::unfollowed(name, &broken).is_none(), "{name}: {broken:?}");
            assert_eq!(raw.public(), native.public_inputs().unwrap().to_array(), "{name} of {x}");
        }
    }
}

/// A fiscal rule is a month in the seller's leaf; the registrar registers no other, and the circuit takes no other.
#[test]
fn fiscal_rules_are_months() {
    for month in [Fr::from(0u64), Fr::from(13u64), two_to(32) + one(), two_to(253), -one()] {
        let mut raw = Raw::sample();
        raw.set("seller/fiscal-rule/value", month);
        raw.follow();
        let broken = raw.broken();
        // The circuit's own hint sets no month's bit where there is no such month.
        assert!(broken.iter().any(|b| b.label == "calendar/one-month"), "{month}: {broken:?}");
        assert!(super::unfollowed("a month", &broken).is_none(), "{month}: {broken:?}");
    }
}
