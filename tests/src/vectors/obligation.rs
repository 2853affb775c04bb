//! Whole claims of statement 1, from what the debtor signs to the four public inputs.

use super::{
    binding,
    node::{Node, object},
    registry,
    trace::{hash_trace, rng, signature_trace},
    voprf,
};
use covenant_gadgets::{Fr, babyjubjub::mul_scalar, voprf as oprf};
use covenant_statements::{
    Bps, Capacity, Day, DocumentType, FiscalRule, InvoiceNumber, Note,
    invoice::{
        Acknowledgement, Claim, check, consent_message,
        sample::{Registered, World},
    },
};

pub(super) fn vectors() -> Node {
    Node::List(worlds().into_iter().map(|(name, world)| whole(name, &world)).collect())
}

fn worlds() -> [(&'static str, World); 4] {
    [
        ("an invoice that its debtor acknowledged", World::new(1)),
        ("a loan agreement", loan()),
        ("an invoice acknowledged by the debtor's agent, in a fiscal year from April", agent()),
        ("an invoice acknowledged by a verification agent, with the longest number", verification_agent()),
    ]
}

fn day(text: &str) -> Day {
    text.parse().unwrap_or_else(|_| unreachable!("constants are days"))
}

fn number(text: &str) -> InvoiceNumber {
    InvoiceNumber::new(text).unwrap_or_else(|_| unreachable!("constants are numbers"))
}

fn loan() -> World {
    let mut world = World::new(2);
    let ack = &mut world.acknowledgement;
    ack.document_type = DocumentType::LOAN;
    ack.number = number("LOAN-7");
    ack.rate = Bps(925);
    (ack.terms, ack.payee) = (None, None);
    world.policy.any_payee = true;
    world
}

/// Lets one of the other registered keys acknowledge.
fn signed_by(world: &mut World, index: usize, capacity: Capacity) {
    std::mem::swap(&mut world.signer, &mut world.others[index]);
    world.acknowledgement.capacity = capacity;
}

fn agent() -> World {
    let mut world = World::new(3);
    signed_by(&mut world, 0, Capacity::Agent);
    world.seller.leaf.fiscal_rule = FiscalRule::from_month(4).ok();
    world.as_of = day("2026-03-31");
    let ack = &mut world.acknowledgement;
    (ack.issue, ack.acknowledged_on) = (day("2026-03-31"), day("2026-03-31"));
    (ack.due, ack.last_valid) = (day("2026-06-30"), day("2026-04-30"));
    world
}

fn verification_agent() -> World {
    let mut world = World::new(4);
    signed_by(&mut world, 1, Capacity::VerificationAgent);
    world.acknowledgement.number = number(&"0123456789ABCDE/".repeat(4));
    world
}

/// # Panics
/// If the claim breaks a rule: vectors are valid.
fn whole(name: &'static str, world: &World) -> Node {
    let claim = world.claim();
    assert_eq!(check(&claim), Ok(()), "{name}");
    let consent = &claim.consent;
    let (Some(id), Some(note), Some(public)) = (claim.canonical_id(), claim.note(), claim.public_inputs())
    else {
        unreachable!("a claim that passed has them")
    };
    let point = oprf::hash_to_curve(id.hash_to_curve_inputs());
    assert_eq!(oprf::nullifier(&mul_scalar(&point, world.nullifier_key.scalar())), public.nullifier);
    object! {
        "name" => name,
        "claim" => Node::form(&claim),
        "signer" => member(&world.signer, &claim.acknowledged.signer.path),
        "seller" => member(&world.seller, &consent.seller.path),
        "policy" => binding::policy(&world.policy),
        "acknowledgement" => acknowledgement(world, &claim),
        "canonical_id" => canonical_id(&claim),
        "hash_to_curve" => voprf::hash_to_curve(id.hash_to_curve_inputs()),
        "evaluation" => voprf::transcript(&world.nullifier_key, &point, &consent.transcript.blind, &consent.transcript.evaluation),
        "note" => self::note(&note),
        "context" => binding::context(&world.context),
        "environment" => binding::environment(&claim.environment()),
        "consent" => self::consent(world, &claim, public.note),
        "public_inputs" => object! {
            "context" => public.context,
            "environment" => public.environment,
            "nullifier" => public.nullifier,
            "note" => public.note,
        },
    }
}

fn member(registered: &Registered, path: &covenant_gadgets::merkle::Path) -> Node {
    let leaf = &registered.leaf;
    object! { "leaf" => registry::leaf(leaf), "path" => registry::steps(path, leaf.hash()) }
}

fn acknowledgement(world: &World, claim: &Claim) -> Node {
    let ack = &claim.acknowledged.acknowledgement;
    let message = ack.message();
    object! {
        "packed_terms" => ack.packed_terms(),
        "packed_form" => ack.packed_form(),
        "hash" => hash_trace("covenant/acknowledgement", &acknowledgement_values(ack)),
        "signature" => signature_trace(&world.signer.key, message, &claim.acknowledged.signature),
    }
}

fn acknowledgement_values(ack: &Acknowledgement) -> [(&'static str, Fr); 11] {
    let [length, l0, l1, l2] = ack.number.limbs();
    let none = Fr::from(0u64);
    [
        ("network", ack.network.to_field()),
        ("seller", ack.seller.0),
        ("number_length", length),
        ("l0", l0),
        ("l1", l1),
        ("l2", l2),
        ("debtor", ack.debtor.0),
        ("terms", ack.terms.map_or(none, |digest| digest.0)),
        ("payee", ack.payee.map_or(none, |digest| digest.0)),
        ("packed_terms", ack.packed_terms()),
        ("packed_form", ack.packed_form()),
    ]
}

/// The id's parts and the two hashes that are mapped to the curve.
fn canonical_id(claim: &Claim) -> Node {
    let id = claim.canonical_id().unwrap_or_else(|| unreachable!("a claim that passed has one"));
    let [length, l0, l1, l2] = id.number.limbs();
    let inputs = [0u64, 1].map(|i| {
        let values = [
            ("i", Fr::from(i)),
            ("seller", id.seller.0),
            ("document_type", Fr::from(id.document_type.0)),
            ("fiscal_year", Fr::from(id.fiscal_year)),
            ("number_length", length),
            ("l0", l0),
            ("l1", l1),
            ("l2", l2),
        ];
        hash_trace("covenant/nullifier-input", &values)
    });
    object! {
        "seller" => id.seller.0,
        "document_type" => u32::from(id.document_type.0),
        "fiscal_year" => id.fiscal_year,
        "number" => id.number.as_str(),
        "inputs" => Node::list(inputs),
    }
}

fn note(note: &Note) -> Node {
    let values = [
        ("creditor", note.creditor.0),
        ("debtor", note.debtor.0),
        ("packed", note.packed()),
        ("policy", note.policy),
        ("nullifier", note.nullifier),
        ("blinding", note.blinding),
    ];
    object! {
        "opening" => Node::form(note),
        "packed" => note.packed(),
        "hash" => hash_trace("covenant/note", &values),
        "commitment" => note.commitment(),
    }
}

fn consent(world: &World, claim: &Claim, commitment: Fr) -> Node {
    let (network, context) = (claim.acknowledged.network, claim.consent.context);
    let values = [("network", network.to_field()), ("context", context), ("note", commitment)];
    let message = consent_message(network, context, commitment);
    let again = world.seller.key.sign(message, &mut rng(700));
    object! {
        "hash" => hash_trace("covenant/consent", &values),
        "signature" => signature_trace(&world.seller.key, message, &claim.consent.signature),
        "another_signature" => signature_trace(&world.seller.key, message, &again),
    }
}
