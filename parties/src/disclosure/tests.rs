use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use covenant_statements::disclosure::{DisclosureError, FigureError, Seal};
use covenant_statements::field;
use covenant_verifier::dsse::PublicKey;
use ed25519_dalek::{Signer as _, SigningKey};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use super::*;
use crate::Error;

const FIGURES: FigureNames = &["gross", "eligible", "concentration", "availability"];
const VALUES: [u128; 4] = [100_000, 72_500, 500, (1 << 80) - 1];

fn known(id: &str) -> Option<(&'static str, FigureNames)> {
    match id {
        "ledger-16/2" => Some(("ledger-16/2", FIGURES)),
        "invoice/1" => Some(("invoice/1", &[])),
        _ => None,
    }
}

fn auditor(seed: u64) -> SecretKey {
    SecretKey::generate(&mut StdRng::seed_from_u64(seed))
}

/// An attestation's statement that discloses `mask` to auditor 1, with all that the reader has no use for.
fn statement(mask: u32, seed: u64) -> Value {
    let context = Fr::from(77u64);
    let seal = Seal::new(auditor(1).public(), mask, &mut StdRng::seed_from_u64(seed)).unwrap();
    let disclosure = seal.disclosure(context, &VALUES).unwrap();
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [],
        "predicate": {
            "circuit": { "id": "ledger-16", "version": 2 },
            "public_inputs": {
                "context": field::to_hex(&context),
                "environment": field::to_hex(&Fr::from(5u64)),
                "disclosure": field::to_hex(&disclosure.value(context)),
            },
            "disclosure": DisclosureForm::new(&disclosure, FIGURES),
            "proof": "00",
        },
    })
}

fn envelope(statement: &Value) -> Vec<u8> {
    let key = SigningKey::from_bytes(&[3; 32]);
    let public = PublicKey::from_bytes(key.verifying_key().as_bytes()).unwrap();
    let payload = serde_json::to_vec(statement).unwrap();
    Envelope::seal(payload, &public, |bytes| key.sign(bytes).to_bytes()).to_json().into_bytes()
}

fn read(statement: &Value) -> Result<Stated, OpenError> {
    Stated::read_as(&envelope(statement), known)
}

fn code(statement: &Value) -> &'static str {
    read(statement).unwrap_err().code()
}

#[test]
fn the_auditor_opens_what_the_attestation_states() {
    let stated = read(&statement(0b1010, 1)).unwrap();
    assert_eq!(stated.circuit, "ledger-16/2");
    assert_eq!(stated.names(), [["eligible", "availability"], ["gross", "concentration"]]);
    let figures = stated.open(&auditor(1)).unwrap();
    assert_eq!(figures.in_order(), [None, Some(VALUES[1]), None, Some(VALUES[3])]);
}

#[test]
fn a_wrong_key_is_told_from_everything_else() {
    let error = read(&statement(0b1010, 1)).unwrap().open(&auditor(2)).unwrap_err();
    assert_eq!(error, OpenError::Form(DisclosureError::WrongKey.into()));
    let error = Error::from(error);
    assert_eq!((error.code(), error.kind()), ("disclosure/wrong-key", crate::ErrorKind::Refused));
    assert_eq!(error.field().as_deref(), Some("attestation"));
}

#[test]
fn what_is_exchanged_is_not_the_proofs() {
    let (good, other) = (statement(0b1010, 1), statement(0b1010, 2));
    for part in ["auditor_key", "ephemeral_key", "figures", "ciphertext"] {
        let mut bad = good.clone();
        bad["predicate"]["disclosure"][part] = match part {
            "auditor_key" => json!(covenant_gadgets::babyjubjub::codec::to_hex(&auditor(2).public())),
            "figures" => json!(["eligible"]),
            _ => other["predicate"]["disclosure"][part].clone(),
        };
        assert_eq!(code(&bad), "disclosure/not-the-proofs", "{part}");
    }
    let whole = {
        let mut bad = good.clone();
        bad["predicate"]["disclosure"] = other["predicate"]["disclosure"].clone();
        bad
    };
    assert_eq!(code(&whole), "disclosure/not-the-proofs");
    for input in ["context", "disclosure"] {
        let mut bad = good.clone();
        bad["predicate"]["public_inputs"][input] = json!(field::to_hex(&Fr::from(6u64)));
        assert_eq!(code(&bad), "disclosure/not-the-proofs", "{input}");
    }
    // Left out of the predicate, though the proof states one; and the other way round.
    let mut hidden = good.clone();
    hidden["predicate"]["disclosure"] = Value::Null;
    assert_eq!(code(&hidden), "disclosure/not-the-proofs");
    let mut claimed = good;
    claimed["predicate"]["public_inputs"]["disclosure"] = json!(field::to_hex(&Fr::from(0u64)));
    assert_eq!(code(&claimed), "disclosure/not-the-proofs");
}

#[test]
fn nothing_disclosed_is_said_so() {
    let mut nothing = statement(0b1010, 1);
    nothing["predicate"]["disclosure"] = Value::Null;
    nothing["predicate"]["public_inputs"]["disclosure"] = json!(field::to_hex(&Fr::from(0u64)));
    assert_eq!(code(&nothing), "disclosure/none");
    // A statement that has no such public input.
    let mut obligation = nothing;
    obligation["predicate"]["circuit"] = json!({ "id": "invoice", "version": 1 });
    obligation["predicate"].as_object_mut().unwrap().remove("disclosure");
    obligation["predicate"]["public_inputs"].as_object_mut().unwrap().remove("disclosure");
    assert_eq!(code(&obligation), "disclosure/none");
    assert_eq!(Stated::read(&envelope(&obligation)).unwrap_err(), OpenError::Nothing);
}

#[test]
fn forms_are_strict() {
    let with = |path: &str, value: Value| {
        let mut bad = statement(0b1010, 1);
        *bad.pointer_mut(path).unwrap() = value;
        bad
    };
    let figures = |names: Value| with("/predicate/disclosure/figures", names);
    for names in [json!([]), json!(["availability", "eligible"]), json!(["eligible", "nav"])] {
        assert_eq!(code(&figures(names)), "disclosure/figures");
    }
    let unknown = read(&figures(json!(["nav"]))).unwrap_err();
    assert_eq!(unknown, OpenError::Form(FigureError::Unknown(0).into()));
    assert!(!unknown.to_string().contains("nav"));
    let identity = String::from("01") + &"00".repeat(31);
    assert_eq!(code(&with("/predicate/disclosure/auditor_key", json!(identity))), "disclosure/auditor-key");
    assert_eq!(
        code(&with("/predicate/disclosure/ephemeral_key", json!(identity))),
        "disclosure/ephemeral-key"
    );
    assert_eq!(code(&with("/predicate/disclosure/ciphertext", json!([]))), "disclosure/length");
    assert_eq!(code(&with("/predicate/circuit/version", json!(1))), "attestation/unknown-circuit");
    for bad in [
        with("/predicate/disclosure/ciphertext", json!(["0x00"])),
        with("/predicate/disclosure", json!([])),
        with("/predicate/public_inputs/context", json!(7)),
        json!({ "predicate": null }),
        json!(null),
    ] {
        assert_eq!(code(&bad), "attestation/malformed");
    }
    assert_eq!(Stated::read(b"{}").unwrap_err().code(), "envelope/malformed");
}

/// A ciphertext that nobody has a proof of is not taken for figures, even where its hash is what is stated.
#[test]
fn no_figures_come_out_of_anything() {
    let context = Fr::from(77u64);
    let seal = Seal::new(auditor(1).public(), 0b1010, &mut StdRng::seed_from_u64(1)).unwrap();
    let mut disclosure = seal.disclosure(context, &VALUES).unwrap();
    disclosure.ciphertext[1] += Fr::from(1u64 << 60) * Fr::from(1u64 << 60);
    let mut bad = statement(0b1010, 1);
    bad["predicate"]["disclosure"] = json!(DisclosureForm::new(&disclosure, FIGURES));
    bad["predicate"]["public_inputs"]["disclosure"] = json!(field::to_hex(&disclosure.value(context)));
    let error = read(&bad).unwrap().open(&auditor(1)).unwrap_err();
    assert_eq!(error.code(), "disclosure/content");
}
