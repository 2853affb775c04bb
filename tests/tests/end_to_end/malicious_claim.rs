//! A prover that holds an honest claim and alters it: by our code, or past it, straight into the prover.

use crate::fixture::{key, proved, quiet, world};
use covenant_core::{EngineProver, ProveError, Prover, ProverError, prove};
use covenant_gadgets::babyjubjub::Scalar;
use covenant_relations::{Circuit, invoice::InvoiceCircuit};
use covenant_statements::{
    Capacity, FiscalRule, InvoiceNumber, Network, ResponseCode, Role,
    invoice::{Claim, Rule},
};

/// One thing that a prover without the keys can do, and the rule that stops it.
type Tampering = (&'static str, fn(&mut Claim), Rule);

const TAMPERINGS: &[Tampering] = &[
    ("a larger amount", |c| c.acknowledged.acknowledgement.amount.0 += 1, Rule::AcknowledgementSignature),
    (
        "a later due day",
        |c| c.acknowledged.acknowledgement.due = c.acknowledged.as_of,
        Rule::AcknowledgementSignature,
    ),
    (
        "another number",
        |c| c.acknowledged.acknowledgement.number = number("RE-2026/0815-A"),
        Rule::AcknowledgementSignature,
    ),
    (
        "rejected shown as approved",
        |c| c.acknowledged.acknowledgement.code = ResponseCode::Re,
        Rule::ResponseNotFinal,
    ),
    (
        "the debtor's mandate invented",
        |c| c.acknowledged.acknowledgement.capacity = Capacity::Agent,
        Rule::SignerRole,
    ),
    (
        "the seller's signature for the debtor's",
        |c| c.acknowledged.signature = c.consent.signature,
        Rule::AcknowledgementSignature,
    ),
    (
        "the signer's leaf extended",
        |c| c.acknowledged.signer.leaf.valid_until = covenant_statements::Day::MAX,
        Rule::SignerNotRegistered,
    ),
    ("another place in the registry", |c| c.acknowledged.signer.path.index ^= 1, Rule::SignerNotRegistered),
    ("the seller as signer", |c| c.acknowledged.signer = c.consent.seller.clone(), Rule::SignerRole),
    ("the debtor as seller", |c| c.consent.seller = c.acknowledged.signer.clone(), Rule::SellerRole),
    (
        "a fiscal rule of its own",
        |c| c.consent.seller.leaf.fiscal_rule = FiscalRule::from_month(4).ok(),
        Rule::SellerNotRegistered,
    ),
    ("another blinding scalar", |c| c.consent.transcript.blind += Scalar::from(1u64), Rule::EvaluationProof),
    ("no blinding scalar", |c| c.consent.transcript.blind = Scalar::from(0u64), Rule::BlindingDegenerate),
    (
        "another nullifier key",
        |c| c.consent.transcript.key = c.acknowledged.signer.leaf.key,
        Rule::EvaluationProof,
    ),
    ("another context", |c| c.consent.context += crate::fixture::one(), Rule::ConsentSignature),
    ("another blinding of the note", |c| c.consent.blinding += crate::fixture::one(), Rule::ConsentSignature),
    ("a policy that takes more", |c| c.acknowledged.policy.max_tenor_days += 1, Rule::ConsentSignature),
    ("another day", |c| c.acknowledged.as_of = covenant_statements::Day::MAX, Rule::SignerExpired),
];

fn number(text: &str) -> InvoiceNumber {
    InvoiceNumber::new(text).unwrap()
}

#[test]
fn our_prover_names_the_rule() {
    for (name, tamper, rule) in TAMPERINGS {
        let mut claim = proved().claim;
        tamper(&mut claim);
        match prove(key(), &claim, &mut quiet) {
            Err(ProveError::Violation(violation)) => assert_eq!(violation.code, rule.code(), "{name}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

/// Without the native check: the witness goes straight to the engine, which finds the constraint that does not hold.
#[test]
fn a_prover_without_the_check_gets_no_proof() {
    for (name, tamper, _) in TAMPERINGS.iter().filter(|(name, ..)| *name != "rejected shown as approved") {
        let mut claim = proved().claim;
        tamper(&mut claim);
        let circuit = InvoiceCircuit(&claim);
        assert!(circuit.full().is_satisfied().is_err(), "{name}");
        let result = EngineProver::default().prove(key(), &circuit.assignment(), &mut quiet);
        assert!(matches!(result, Err(ProverError::Unsatisfied)), "{name}");
    }
}

/// The response code is a constant of the circuit: an honest signature over RE is one over another message there.
#[test]
fn a_signed_rejection_does_not_pass_as_an_approval() {
    let mut world = world(5);
    world.acknowledgement.code = ResponseCode::Re;
    let claim = world.claim();
    assert!(
        matches!(prove(key(), &claim, &mut quiet), Err(ProveError::Violation(v)) if v.code == Rule::ResponseNotFinal.code())
    );
    assert!(InvoiceCircuit(&claim).full().is_satisfied().is_err());
    let mut shown = claim;
    shown.acknowledged.acknowledgement.code = ResponseCode::Ap;
    let refused = prove(key(), &shown, &mut quiet);
    assert!(
        matches!(refused, Err(ProveError::Violation(v)) if v.code == Rule::AcknowledgementSignature.code())
    );
}

#[test]
fn keys_of_one_network_prove_nothing_on_another() {
    let mut world = world(6);
    world.network = Network::Production;
    world.acknowledgement.network = Network::Production;
    assert!(matches!(prove(key(), &world.claim(), &mut quiet), Err(ProveError::Key(_))));
}

#[test]
fn roles_are_not_interchangeable() {
    for (role, _) in Role::ALL.into_iter().filter(|(role, _)| *role != Role::Debtor) {
        let mut world = world(7);
        world.signer.leaf.role = role;
        assert!(
            matches!(prove(key(), &world.claim(), &mut quiet), Err(ProveError::Violation(v)) if v.code == Rule::SignerRole.code()),
            "{role:?} signs as debtor"
        );
    }
}
