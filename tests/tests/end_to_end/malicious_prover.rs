//! A prover that has a valid proof, or a valid world of its own making, and a signature that is trusted.

use crate::fixture::{day, judged, key, one, prove_world, proved, seal, verdict, world};
use covenant_core::keys::KeyStore;
use covenant_statements::{Fr, Selector, field};
use covenant_verifier::attestation::obligation::{ObligationStatement, subjects};
use covenant_verifier::groth16::Proof;

/// The honest statement, altered, with everything that can be recomputed made to agree.
fn altered(alter: impl FnOnce(&mut ObligationStatement)) -> ObligationStatement {
    let mut statement = proved().statement();
    alter(&mut statement);
    let p = &mut statement.predicate;
    (p.as_of, p.expiry) = (p.environment.as_of, p.context.expiry);
    p.environment.policy_digest = p.environment.policy.digest();
    p.public_inputs.context = p.context.to_field();
    p.public_inputs.environment = p.environment.environment().to_field();
    p.nullifiers = vec![p.public_inputs.nullifier];
    statement.subject = subjects(&statement.predicate);
    statement
}

#[test]
fn the_honest_statement_is_accepted_by_the_same_way() {
    assert_eq!(judged(&altered(|_| ()), &proved()), "ok");
}

/// A proof for one place is no proof for another: the context in clear gives another public input.
#[test]
fn a_proof_does_not_move_to_another_place() {
    let honest = proved();
    let payee = altered(|s| s.predicate.context.beneficiary.0[31] ^= 1);
    assert_eq!(judged(&payee, &honest), "proof/invalid", "another payee");
    let longer = altered(|s| s.predicate.context.expiry += 86_400);
    assert_eq!(judged(&longer, &honest), "proof/invalid", "a later expiry");
    let again = altered(|s| s.predicate.context.sequence += 1);
    assert_eq!(judged(&again, &honest), "proof/invalid", "another registration");
    let chain = altered(|s| s.predicate.context.chain = "eip155:1".parse().unwrap());
    assert_eq!(judged(&chain, &honest), "attestation/other-registry", "another chain");
    let contract = altered(|s| s.predicate.context.contract.0[31] ^= 1);
    assert_eq!(judged(&contract, &honest), "attestation/other-registry", "another contract");
    let selector = altered(|s| {
        s.predicate.context.selector = Selector([7; 32]);
        s.predicate.verifying_key.selector = Selector([7; 32]);
    });
    assert_eq!(judged(&selector, &honest), "attestation/selector", "another circuit");
    let mut lies = honest.statement();
    lies.predicate.context.beneficiary.0[31] ^= 1;
    assert_eq!(judged(&lies, &honest), "attestation/context", "parts that are not the public input's");
}

#[test]
fn public_inputs_are_bound() {
    let honest = proved();
    let nullifier = altered(|s| s.predicate.public_inputs.nullifier += one());
    assert_eq!(judged(&nullifier, &honest), "proof/invalid");
    let note = altered(|s| s.predicate.public_inputs.note += one());
    assert_eq!(judged(&note, &honest), "proof/invalid");
    let as_of = altered(|s| s.predicate.environment.as_of = day("2026-11-21"));
    assert_eq!(judged(&as_of, &honest), "proof/invalid");
}

/// x + r: the same point of the verifying equation under another name, which a set of spent nullifiers would not know.
#[test]
fn a_nullifier_has_one_form() {
    let honest = proved();
    let nullifier = honest.proved.public_inputs.nullifier;
    let twin = plus_modulus(&nullifier);
    let payload = String::from_utf8(honest.statement().to_payload().unwrap()).unwrap();
    let payload =
        payload.replace(&field::bytes_hex(&field::to_be_bytes(&nullifier)), &field::bytes_hex(&twin));
    assert_eq!(
        verdict(&crate::fixture::seal_bytes(payload.into_bytes()), honest.trust()),
        "attestation/malformed"
    );
}

/// The 32 bytes of x + r, which fit for every x.
fn plus_modulus(x: &Fr) -> [u8; 32] {
    let (value, minus_one) = (field::to_be_bytes(x), field::to_be_bytes(&-one()));
    let mut carry = 1u16;
    let mut out = [0u8; 32];
    for i in (0..32).rev() {
        carry += u16::from(value[i]) + u16::from(minus_one[i]);
        out[i] = carry as u8;
        carry >>= 8;
    }
    out
}

/// Uniqueness is the nullifier's: a proof that was made again, or re-randomised, is another proof of the same.
#[test]
fn another_proof_of_the_same_has_the_same_nullifier() {
    let honest = proved();
    let again = prove_world(&world(1));
    assert_ne!(again.proved.proof.to_bytes(), honest.proved.proof.to_bytes());
    assert_eq!(again.proved.public_inputs, honest.proved.public_inputs);
    assert_eq!(judged(&honest.statement_with(&again.proved.proof), &honest), "ok");
    let other = prove_world(&world(3)).proved.proof;
    assert_eq!(judged(&honest.statement_with(&other), &honest), "proof/invalid");
    let mut bytes = honest.proved.proof.to_bytes();
    bytes.rotate_left(64);
    assert!(Proof::from_bytes(&bytes).is_err(), "points of other groups");
}

/// A prover may build a whole world: keys, registry, nullifier key, policy. Its proofs hold, and prove nothing to anybody.
#[test]
fn a_world_of_its_own_is_not_trusted() {
    let honest = proved();
    let mut own = world(1_000);
    own.policy.max_amount.0 *= 2;
    let own = prove_world(&own);
    assert_eq!(verdict(&seal(&own.statement()), own.trust()), "ok", "it holds by its own trust");
    assert_eq!(verdict(&seal(&own.statement()), honest.trust()), "attestation/untrusted-policy");
    let mut trust = honest.trust();
    trust.policies = own.trust().policies;
    assert_eq!(verdict(&seal(&own.statement()), trust.clone()), "attestation/untrusted-root");
    trust.roots = own.trust().roots;
    assert_eq!(verdict(&seal(&own.statement()), trust.clone()), "attestation/untrusted-nullifier-key");
    trust.nullifier_keys = own.trust().nullifier_keys;
    assert_eq!(verdict(&seal(&own.statement()), trust), "ok");
}

/// Whoever makes the setup can forge: keys come from the verifier's store, by their digest.
#[test]
fn a_key_of_its_own_is_not_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let own = KeyStore::open(folder.path()).unwrap().ensure_development("invoice/1").unwrap();
    assert_ne!(own.digest(), key().digest(), "every setup has its own randomness");
    let honest = proved();
    let statement = altered(|s| {
        s.predicate.verifying_key.sha256.0 = own.digest();
        s.predicate.verifying_key.selector = own.selector();
        s.predicate.context.selector = own.selector();
    });
    assert_eq!(judged(&statement, &honest), "attestation/untrusted-key");
}

#[test]
fn a_stranger_signs_in_vain() {
    let honest = proved();
    let mut trust = honest.trust();
    trust.provers.clear();
    assert_eq!(verdict(&seal(&honest.statement()), trust), "attestation/untrusted-prover");
}
