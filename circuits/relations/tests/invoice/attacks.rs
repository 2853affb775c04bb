//! The traps of the statement, each tried as an attacker would: with the keys that the attacker has, and every value that
//! depends on the forged one made anew.

use covenant_gadgets::{
    Fr,
    babyjubjub::{self, Point, Scalar},
    voprf::{self, Evaluation},
};
use covenant_relations::{Circuit, invoice::InvoiceCircuit};
use covenant_statements::{
    Capacity, PartyId, TextDigest,
    invoice::{Claim, check, sample::World},
};

fn circuit_accepts(claim: &Claim) -> bool {
    InvoiceCircuit(claim).full().is_satisfied().is_ok()
}

fn nullifier(claim: &Claim) -> Fr {
    claim.public_inputs().unwrap().nullifier
}

/// A financier tries twice: other blinding scalars, other proofs of the registry, other notes and contexts.
#[test]
fn one_obligation_has_one_nullifier() {
    let first = World::new(1).claim();
    let n1 = nullifier(&first);
    for blind in [1u64, 2, 8, 4096, u64::MAX] {
        let world = World { blind: Some(blind.into()), seed: 77 + blind % 5, ..World::new(1) };
        let claim = world.claim();
        check(&claim).unwrap();
        assert!(circuit_accepts(&claim));
        assert_eq!(nullifier(&claim), n1);
        assert_ne!(claim.public_inputs().unwrap().note, first.public_inputs().unwrap().note);
    }
}

/// What a fraudster can vary does not move the nullifier: amount, dates within the fiscal year, debtor, terms.
#[test]
fn amount_dates_and_debtor_do_not_move_the_nullifier() {
    let n1 = nullifier(&World::new(1).claim());
    let vary: [fn(&mut World); 4] = [
        |w| w.acknowledgement.amount.0 += 1,
        |w| w.acknowledgement.issue = "2026-01-02".parse().unwrap(),
        |w| {
            std::mem::swap(&mut w.signer, &mut w.others[2]);
            w.acknowledgement.debtor = w.signer.leaf.party;
        },
        |w| w.acknowledgement.terms = Default::default(),
    ];
    for change in vary {
        let mut world = World::new(1);
        world.policy.max_tenor_days = 400;
        change(&mut world);
        let claim = world.claim();
        check(&claim).unwrap();
        assert_eq!(nullifier(&claim), n1);
    }
}

/// A number is one number however it is typed; another number, type or fiscal year is another obligation.
#[test]
fn numbers_are_normalised_and_years_tell() {
    let of = |change: fn(&mut World)| {
        let mut world = World::new(1);
        change(&mut world);
        nullifier(&world.claim())
    };
    let n1 = of(|_| ());
    let number = |text: &str| covenant_statements::InvoiceNumber::new(text).unwrap();
    assert_eq!(number("  re-2026/0815 "), number("RE-2026/0815"));
    assert_ne!(
        of(|w| w.acknowledgement.number = covenant_statements::InvoiceNumber::new("RE-2026/08150").unwrap()),
        n1
    );
    assert_ne!(of(|w| w.acknowledgement.issue = "2025-12-31".parse().unwrap()), n1);
    assert_ne!(of(|w| w.acknowledgement.document_type = covenant_statements::DocumentType::LOAN), n1);
}

/// The holder of another key remakes the registry's proof: the nullifier is another, but so is the key that the
/// environment names, which no verifier trusts.
#[test]
fn a_registry_of_ones_own_shows_in_the_environment() {
    let honest = World::new(1).claim();
    let world = World { nullifier_key: World::new(2).nullifier_key, ..World::new(1) };
    let forged = world.claim();
    check(&forged).unwrap();
    assert_ne!(nullifier(&forged), nullifier(&honest));
    assert_ne!(forged.public_inputs().unwrap().environment, honest.public_inputs().unwrap().environment);
}

/// A proof of the registry remade for another E, with a nonce that the prover knows, needs the registry's key.
#[test]
fn a_remade_proof_of_equal_logarithms_fails() {
    let world = World::new(1);
    let mut claim = world.claim();
    let id = claim.canonical_id().unwrap();
    let input = voprf::hash_to_curve(id.hash_to_curve_inputs());
    let transcript = claim.consent.transcript.clone();
    let blinded = babyjubjub::mul_scalar(&input, &transcript.blind);
    // The prover picks E = 5·B and a proof under a key of its choice; K stays the registry's.
    let secret = Scalar::from(5u64);
    let evaluated = babyjubjub::mul_scalar(&blinded, &secret);
    let nonce = Scalar::from(1_000_003u64);
    let a1 = babyjubjub::mul_scalar(&babyjubjub::generator(), &nonce);
    let a2 = babyjubjub::mul_scalar(&blinded, &nonce);
    let c = voprf::dleq_challenge(&transcript.key, &blinded, &evaluated, &a1, &a2);
    let bytes = covenant_gadgets::field::to_be_bytes(&c);
    let c_scalar =
        bytes.iter().fold(Scalar::from(0u64), |acc, b| acc * Scalar::from(256u64) + Scalar::from(*b));
    claim.consent.transcript.evaluation = Evaluation { evaluated, c, s: nonce + c_scalar * secret };
    world.sign_consent(&mut claim);
    assert!(check(&claim).is_err());
    assert!(!circuit_accepts(&claim));
}

/// Points of small order as E, and E moved by them, with the consent signed anew.
#[test]
fn torsion_in_the_answer_fails() {
    let world = World::new(1);
    let order_two = Point::new_unchecked(Fr::from(0u64), -Fr::from(1u64));
    let identity = Point::new_unchecked(Fr::from(0u64), Fr::from(1u64));
    let honest = world.claim().consent.transcript.evaluation.evaluated;
    for evaluated in [identity, order_two, (honest + order_two).into()] {
        let mut claim = world.claim();
        claim.consent.transcript.evaluation.evaluated = evaluated;
        world.sign_consent(&mut claim);
        assert!(check(&claim).is_err());
        assert!(!circuit_accepts(&claim));
    }
}

/// Puts another registered party in the signer's place, in a capacity.
fn signed_by(w: &mut World, other: usize, capacity: Capacity) {
    std::mem::swap(&mut w.signer, &mut w.others[other]);
    w.acknowledgement.capacity = capacity;
}

/// Elements that systems use for "none" or for padding; somebody may have any of them.
fn padding() -> [Fr; 4] {
    [Fr::from(0u64), Fr::from(1u64), -Fr::from(1u64), -Fr::from(2u64)]
}

/// Whatever element a missing value or an unused place were: who has it gains nothing.
#[test]
fn no_element_stands_for_none() {
    let attacks: [fn(&mut World, Fr); 7] = [
        |w, x| {
            signed_by(w, 0, Capacity::Agent);
            w.signer.leaf.principal = None;
            w.acknowledgement.debtor = PartyId(x);
        },
        |w, x| {
            signed_by(w, 1, Capacity::VerificationAgent);
            w.signer.leaf.party = PartyId(x);
            w.policy.verification_agents.clear();
        },
        |w, x| {
            signed_by(w, 1, Capacity::VerificationAgent);
            w.signer.leaf.party = PartyId(x);
        },
        |w, x| {
            w.acknowledgement.payee = Some(TextDigest(x));
            w.policy.payees.clear();
        },
        |w, x| w.acknowledgement.payee = Some(TextDigest(x)),
        |w, x| {
            w.acknowledgement.terms = Some(TextDigest(x));
            w.policy.terms.clear();
        },
        |w, x| w.acknowledgement.terms = Some(TextDigest(x)),
    ];
    for (i, attack) in attacks.iter().enumerate() {
        for x in padding() {
            let mut world = World::new(1);
            attack(&mut world, x);
            let claim = world.claim();
            assert!(check(&claim).is_err() && !circuit_accepts(&claim), "attack {i}");
        }
    }
}

/// And where it is listed it is taken, as any other.
#[test]
fn every_element_can_be_listed() {
    let listings: [fn(&mut World, Fr); 4] = [
        |w, x| {
            signed_by(w, 0, Capacity::Agent);
            w.signer.leaf.principal = Some(PartyId(x));
            w.acknowledgement.debtor = PartyId(x);
        },
        |w, x| {
            signed_by(w, 1, Capacity::VerificationAgent);
            w.signer.leaf.party = PartyId(x);
            w.policy.verification_agents.push(PartyId(x));
        },
        |w, x| {
            w.acknowledgement.payee = Some(TextDigest(x));
            w.policy.payees.push(TextDigest(x));
        },
        |w, x| {
            w.acknowledgement.terms = Some(TextDigest(x));
            w.policy.terms.push(TextDigest(x));
        },
    ];
    for (i, listing) in listings.iter().enumerate() {
        for x in padding() {
            let mut world = World::new(1);
            listing(&mut world, x);
            let claim = world.claim();
            check(&claim).unwrap_or_else(|e| panic!("listing {i}: {e}"));
            assert!(circuit_accepts(&claim), "listing {i}");
        }
    }
}
