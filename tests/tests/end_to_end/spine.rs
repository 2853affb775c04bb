//! What must be accepted, and what an accepted attestation says.

use crate::fixture::{day, options, prove_world, proved, seal, verdict, world};
use covenant_statements::{Bps, DocumentType, Network};
use covenant_verifier::{
    attestation::{VerifyOptions, verify},
    trust::TrustStore,
};

#[test]
fn an_invoice_goes_in_and_an_attestation_comes_out() {
    let it = proved();
    let store = TrustStore::from_document(it.trust()).unwrap();
    let report = verify(&seal(&it.statement()), &store, &options()).unwrap();
    assert!(!report.trusted, "a development key is never trusted");
    assert_eq!(report.field("nullifier"), Some(it.proved.public_inputs.nullifier));
    assert_eq!(report.field("note"), Some(it.proved.opening.commitment()));
    assert_eq!((report.as_of, report.network), (it.claim.acknowledged.as_of, Network::Development));
    let numbers: Vec<u32> = report.procedures.iter().map(|p| p.number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
    let exceptions: Vec<_> = report.procedures.iter().filter_map(|p| p.exception).collect();
    assert_eq!(exceptions, ["development key", "not looked up"], "nothing else departs from a clean finding");
}

#[test]
fn a_loan_goes_the_same_way() {
    let mut world = world(2);
    world.acknowledgement.document_type = DocumentType::LOAN;
    world.acknowledgement.rate = Bps(925);
    let it = prove_world(&world);
    assert_eq!(verdict(&seal(&it.statement()), it.trust()), "ok");
    assert_eq!(it.proved.opening.rate, Bps(925));
}

#[test]
fn nothing_private_is_in_an_attestation() {
    let it = proved();
    let text = String::from_utf8(it.statement().to_payload().unwrap()).unwrap();
    let ack = serde_json::to_value(&it.claim.acknowledged.acknowledgement).unwrap();
    let public = ["network", "code", "capacity", "currency", "terms", "payee", "document_type", "rate"];
    for (name, value) in ack.as_object().unwrap() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        assert!(
            public.contains(&name.as_str())
                || name == "last_valid"
                || name == "due"
                || !text.contains(&value),
            "{name}"
        );
    }
    let json = serde_json::to_value(&it.claim).unwrap();
    for private in [
        &json["acknowledged"]["signature"],
        &json["acknowledged"]["signer"]["leaf"]["key"],
        &json["acknowledged"]["signer"]["leaf"]["salt"],
        &json["consent"]["transcript"]["blind"],
        &json["consent"]["transcript"]["evaluation"]["evaluated"],
        &json["consent"]["blinding"],
        &json["consent"]["signature"],
        &json["consent"]["seller"]["leaf"]["key"],
    ] {
        assert!(!text.contains(private.as_str().unwrap()));
    }
}

/// A second financing of one invoice: new keys' salts, another policy, another day, another beneficiary, a fresh blinding.
#[test]
fn one_invoice_has_one_nullifier() {
    let first = proved();
    let mut world = world(1);
    world.seed = 99;
    world.as_of = day("2026-11-23");
    world.policy.max_tenor_days += 1;
    world.context.beneficiary.0[31] ^= 1;
    world.acknowledgement.amount.0 -= 1;
    let second = prove_world(&world);
    assert_eq!(second.proved.public_inputs.nullifier, first.proved.public_inputs.nullifier);
    assert_ne!(second.proved.public_inputs.note, first.proved.public_inputs.note);
    world.acknowledgement.number = covenant_statements::InvoiceNumber::new("RE-2026/0816").unwrap();
    assert_ne!(world.claim().public_inputs().unwrap().nullifier, first.proved.public_inputs.nullifier);
}

#[test]
fn development_keys_need_the_callers_word() {
    let it = proved();
    let store = TrustStore::from_document(it.trust()).unwrap();
    let error =
        verify(&seal(&it.statement()), &store, &VerifyOptions::at_day(day("2026-11-23"))).unwrap_err();
    assert_eq!(error.code(), "attestation/development-key");
    let mut production = it.trust();
    production.network = Network::Production;
    assert!(TrustStore::from_document(production).is_err(), "no production store holds a development key");
}
