//! An auditor's key, and what it opens.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use covenant_gadgets::babyjubjub::codec;
use covenant_statements::collateral::sample::World as WorldOfVault;
use covenant_statements::collateral::{Claim, Figures};
use covenant_statements::disclosure::{DisclosureForm, Seal};
use covenant_statements::field;
use covenant_verifier::dsse::PAYLOAD_TYPE;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use crate::world::{DAY, INVOICE, World, sample};

const PERIOD: [&str; 6] = ["--name", "An auditor", "--from", "2026-10-01", "--until", "2026-12-31"];

#[test]
fn an_auditors_key_is_its_owners_and_for_nothing_else() {
    let world = World::new();
    let keygen = ["auditor", "keygen", "-o", "a.key"];
    let made = world.run(&[&keygen[..], &PERIOD].concat()).done();
    let key = made["public_key"].as_str().unwrap();
    let entry = json!({ "name": "An auditor", "key": key, "from": "2026-10-01", "until": "2026-12-31" });
    assert_eq!(made["trust_entry"], entry);
    let mode = fs::metadata(world.path("a.key")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    world.run(&keygen).refused(3, "file/exists");
    assert!(world.run(&["auditor", "keygen", "-o", "b.key"]).done()["trust_entry"].is_null());
    for half in [&["--name", "x"][..], &["--from", DAY, "--until", DAY], &["--name", "é"]] {
        assert_eq!(world.run(&[&["auditor", "keygen", "-o", "c.key"], half].concat()).code, Some(2));
    }
    let reversed = ["--name", "x", "--from", "2026-12-31", "--until", "2026-10-01"];
    world.run(&[&["auditor", "keygen", "-o", "c.key"][..], &reversed].concat()).refused(2, "auditor/period");
    assert!(!world.path("c.key").exists());
    // It signs nothing.
    world.acknowledge(&sample(INVOICE), "a.key", "x.json", &[]).refused(5, "key/purpose");
    // A trust file takes the entry as it is.
    let mut trust: serde_json::Value = serde_json::from_str(&world.read("trust.json")).unwrap();
    trust["auditors"] = json!([entry]);
    world.write("trust.json", trust.to_string());
    world
        .run(&[
            "verify",
            "attestation.json",
            "--trust",
            "trust.json",
            "--at",
            DAY,
            "--allow-development-keys",
        ])
        .done();
}

#[test]
fn an_attestation_that_discloses_nothing_says_so() {
    let world = World::new();
    world.run(&["auditor", "keygen", "-o", "a.key"]).done();
    let open = ["disclose", "open", "attestation.json", "--key", "a.key"];
    let judged = ["--trust", "trust.json", "--at", DAY, "--allow-development-keys"];
    world.run(&open).refused(5, "disclosure/none");
    world.run(&[&open[..], &judged].concat()).refused(5, "disclosure/none");
    // Where there is trust to judge by, what is not accepted is not opened.
    world.run(&[&open[..], &judged[..4]].concat()).refused(5, "attestation/development-key");
    world.write("no.json", "{}");
    world.run(&["disclose", "open", "no.json", "--key", "a.key"]).refused(5, "envelope/malformed");
    world.run(&["disclose", "open", "nowhere.json", "--key", "a.key"]).refused(3, "file/unreadable");
}

/// An attestation of a borrowing base as its statement says it: the claim's own figures under the claim's own seal. Nobody has proved it.
fn unproved(auditor_key: &str, mask: u32) -> (Value, Claim) {
    let mut claim = WorldOfVault::new(9, 4).claim();
    let auditor = codec::from_hex(auditor_key).unwrap();
    claim.disclosure = Seal::new(auditor, mask, &mut StdRng::seed_from_u64(1)).ok();
    let disclosure = claim.disclosed().unwrap();
    let inputs = claim.public_inputs();
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [],
        "predicateType": "https://covenant.example/attestation/none/v1",
        "predicate": {
            "circuit": { "id": "collateral-16", "version": 1 },
            "public_inputs": {
                "context": field::to_hex(&inputs.context),
                "disclosure": field::to_hex(&inputs.disclosure),
            },
            "disclosure": DisclosureForm::new(&disclosure, &Figures::NAMES),
        },
    });
    (statement, claim)
}

/// An envelope with somebody's signature: `disclose open` without trust asks nobody whose.
fn envelope(statement: &Value) -> String {
    let payload = STANDARD.encode(statement.to_string());
    let signatures = json!([{ "keyid": "", "sig": STANDARD.encode([0u8; 64]) }]);
    json!({ "payload": payload, "payloadType": PAYLOAD_TYPE, "signatures": signatures }).to_string()
}

#[test]
fn figures_come_out_for_their_auditor_alone() {
    let world = World::new();
    let key = world.run(&["auditor", "keygen", "-o", "a.key"]).done()["public_key"].clone();
    world.run(&["auditor", "keygen", "-o", "other.key"]).done();
    let (statement, claim) = unproved(key.as_str().unwrap(), 0b1_0000_0010);
    world.write("a.json", envelope(&statement));
    let open = |file: &str, key: &str| world.run(&["disclose", "open", file, "--key", key]);

    let figures = Figures::of(&claim).disclosed();
    let opened = open("a.json", "a.key").done();
    let expected = json!({ "eligible": figures[1].to_string(), "availability": figures[8].to_string() });
    assert_eq!(opened["figures"], expected);
    assert_eq!(opened["auditor_key"], key);
    assert_eq!((&opened["verified"], &opened["trusted"]), (&json!(false), &Value::Null));
    assert_eq!(opened["not_disclosed"].as_array().unwrap().len(), 7);
    let told = world.plain(&["disclose", "open", "a.json", "--key", "a.key"]);
    assert!(
        told.out.starts_with("NOT VERIFIED") && told.out.contains(&figures[8].to_string()),
        "{}",
        told.out
    );

    let wrong = world.plain(&["disclose", "open", "a.json", "--key", "other.key"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (Some(5), ""));
    assert!(wrong.err.contains("disclosure/wrong-key"), "{}", wrong.err);
    open("a.json", "de.seller.key").refused(5, "key/purpose");
    // By trust it is no attestation at all, and so not opened.
    let trust = ["disclose", "open", "a.json", "--key", "a.key", "--trust", "trust.json"];
    let refusal = world.run(&trust).refused(5, "attestation/untrusted-prover");
    assert!(refusal.get("figures").is_none());

    let mut swapped = statement;
    let (other, _) = unproved(key.as_str().unwrap(), 0b1_0000_0011);
    swapped["predicate"]["disclosure"]["ciphertext"] = other["predicate"]["disclosure"]["ciphertext"].clone();
    world.write("swapped.json", envelope(&swapped));
    open("swapped.json", "a.key").refused(5, "disclosure/not-the-proofs");
}
