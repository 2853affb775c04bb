//! What a verifier trusts over time, and envelopes that others put together.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use covenant_statements::Day;
use covenant_verifier::dsse::{PAYLOAD_TYPE, pae};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

use crate::world::{DAY, INVOICE, Run, World, sample};

fn today() -> Day {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Day::of_unix_seconds(now.as_secs()).unwrap()
}

fn days_on(days: u32) -> String {
    Day::new(today().get() + days).unwrap().to_string()
}

fn verify(world: &World, attestation: &str, more: &[&str]) -> Run {
    world.run(&[&["verify", attestation, "--allow-development-keys"][..], more].concat())
}

/// A debtor's key is stolen, and revoked today. The thief signs and proves for a day on which it was good, under the root of the revocation and under an
/// ordinary one that is published later on the same day.
#[test]
fn nobody_backdates_past_a_revocation() {
    let world = World::new();
    let document = sample(INVOICE);
    let steal = |name: &str| {
        let (ack, consent) = (format!("{name}-ack.json"), format!("{name}-consent.json"));
        world.acknowledge(&document, "de.debtor.key", &ack, &[]).done();
        world.consent(&document, &ack, "de.seller.key", &consent).done();
        let subject = ["--document", &document, "--acknowledgement", &ack, "--as-of", DAY];
        let args = ["prove", "invoice", "--consent", &consent, "-o", name];
        world.home(&[&args[..], &subject, &crate::world::CONTEXT].concat()).done();
    };
    let judge = |name: &str, trust: &[&str]| {
        let at = days_on(0);
        verify(&world, name, &[trust, &["--at", &at, "--max-age", "100000"]].concat())
    };
    world.home(&["party", "revoke", "--id", "VAT:DE299000023", "--on", &days_on(0)]).done();
    steal("revoking.json");
    world.home(&["party", "add", "--id", "VAT:ZZ9", "--role", "debtor", "--key-out", "zz.key"]).done();
    steal("ordinary.json");
    let exported = world.home(&["trust", "export", "-o", "after.json"]).done();
    assert_eq!(exported["not_before"], days_on(0));
    for name in ["revoking.json", "ordinary.json", "attestation.json"] {
        for trust in [&["--home", "h"][..], &["--trust", "after.json"]] {
            let refusal = judge(name, trust).refused(5, "attestation/not-before");
            assert_eq!(refusal["field"], "predicate.as_of");
        }
    }
    // By the trust of before the revocation the same proofs would be taken or are unknown: that is why such files end.
    assert_eq!(judge("attestation.json", &["--trust", "trust.json"]).done()["trusted"], false);
    judge("revoking.json", &["--trust", "trust.json"]).refused(5, "attestation/untrusted-root");
}

/// What is followed beside an imported file counts for nothing, and is said to; the way back is a command.
#[test]
fn what_an_imported_file_outweighs_is_said() {
    let world = World::new();
    let policy = ["policy", "add", "h/policies/default.json"];
    let shown = world.home(&policy).done();
    assert_eq!(shown.get("warnings"), None);
    let digest = shown["policy_digest"].as_str().unwrap();
    world.home(&["trust", "forget", "imported"]).refused(3, "trust/not-imported");
    let exported = world.home(&["trust", "export", "-o", "t.json"]).done();
    let sha256 = exported["sha256"].as_str().unwrap();
    world.home(&["trust", "import", "t.json", "--sha256", sha256]).done();

    let (d0, roles) = (format!("0x{:064x}", 7), format!("0x{:064x}", 8));
    let pool = ["trust", "pool", "pool 7", "--d0", &d0, "--policy", digest, "--roles", &roles];
    let facility = ["trust", "facility", "facility 7", "--d0", &roles, "--policy", digest, "--roles", &roles];
    for change in [&policy[..], &pool, &facility, &["trust", "forget", "facility", "facility 7"]] {
        let said = world.home(change).done();
        assert!(said["warnings"][0].as_str().unwrap().contains("trust forget imported"), "{said}");
    }
    let said = world.plain(&[&pool[..], &["--home", "h"]].concat()).out;
    assert!(said.lines().last().unwrap().starts_with("warning: "), "{said}");
    let pools = || world.home(&["trust", "show"]).done()["pools"].as_array().unwrap().len();
    assert_eq!(pools(), 0);

    world.home(&["trust", "forget", "imported", "x"]).refused(2, "usage/conflict");
    world.home(&["trust", "forget", "pool"]).refused(2, "usage/missing-argument");
    world.home(&["trust", "forget", "imported"]).done();
    assert_eq!(pools(), 1);
    assert_eq!(world.home(&policy).done().get("warnings"), None);
}

#[test]
fn an_exported_trust_file_ends() {
    let world = World::new();
    let file: Value = serde_json::from_str(&world.read("trust.json")).unwrap();
    assert_eq!((&file["version"], &file["not_before"]), (&json!(2), &json!("1970-01-01")));
    let until: Day = file["until"].as_str().unwrap().parse().unwrap();
    assert!(
        (29..=30).contains(&(until.get() - today().get())),
        "30 days on, made today or just before midnight"
    );

    let exported = world.home(&["trust", "export", "-o", "short.json", "--until", "2026-11-23"]).done();
    assert_eq!(exported["until"], "2026-11-23");
    let at = |day: &str| verify(&world, "attestation.json", &["--trust", "short.json", "--at", day]);
    at(DAY).done();
    at("2026-11-23").done();
    let refusal = at("2026-11-24").refused(5, "attestation/trust-ended");
    assert_eq!(refusal["field"], "trust.until");
    // A home's own trust is made anew each time.
    verify(&world, "attestation.json", &["--home", "h", "--at", "2026-11-24"]).done();
}

#[test]
fn as_of_days_grow_too_old() {
    let world = World::new();
    let at = |day: &str, more: &[&str]| {
        verify(&world, "attestation.json", &[&["--home", "h", "--at", day][..], more].concat())
    };
    assert_eq!(at("2026-11-29", &[]).done()["max_age_days"], 7);
    let refusal = at("2026-11-30", &[]).refused(5, "attestation/too-old");
    assert_eq!(refusal["field"], "predicate.as_of");
    assert_eq!(at("2026-11-30", &["--max-age", "8"]).done()["max_age_days"], 8);
    at("2026-11-23", &["--max-age", "0"]).refused(5, "attestation/too-old");
    let text =
        world.plain(&["verify", "attestation.json", "--home", "h", "--at", DAY, "--allow-development-keys"]);
    assert!(text.out.contains("as-of days are taken up to 7 days later"), "{}", text.out);
}

#[test]
fn a_trust_file_of_version_1_is_still_read() {
    let world = World::new();
    let new: Value = serde_json::from_str(&world.read("trust.json")).unwrap();
    let without = |entry: &Value, names: &[&str]| {
        let mut entry = entry.clone();
        names.iter().for_each(|name| drop(entry.as_object_mut().unwrap().remove(*name)));
        entry
    };
    let list = |name: &str| new[name].as_array().unwrap().clone();
    let old = json!({
        "version": 1,
        "network": new["network"],
        "keys": list("keys").iter().map(|key| without(key, &["system", "srs"])).collect::<Vec<_>>(),
        "registry_roots": list("roots").iter().map(|root| without(root, &["kind"])).collect::<Vec<_>>(),
        "nullifier_keys": new["nullifier_keys"],
        "obligation_policies": list("policies").iter().map(|entry| entry["policy"].clone()).collect::<Vec<_>>(),
        "provers": new["provers"],
    });
    world.write("old.json", old.to_string());
    let judged = |file: &str| {
        let mut report = verify(&world, "attestation.json", &["--trust", file, "--at", DAY]).done();
        report.as_object_mut().unwrap().remove("judged_at");
        report
    };
    assert_eq!(judged("old.json"), judged("trust.json"));
}

fn signature(signer: &SigningKey, payload: &[u8]) -> String {
    STANDARD.encode(signer.sign(&pae(PAYLOAD_TYPE, payload)).to_bytes())
}

/// DSSE: what is unknown is ignored unless it says two things; what does not verify is skipped.
#[test]
fn envelopes_of_other_tools() {
    let world = World::new();
    let text = world.read("attestation.json");
    let judge = |envelope: &str| {
        world.write("e.json", envelope);
        verify(&world, "e.json", &["--trust", "trust.json", "--at", DAY])
    };
    let with_key = |key: &str| text.replacen('{', &format!("{{{key},"), 1);
    judge(&with_key(r#""x":1"#)).done();
    for twice in [r#""x":1,"x":2"#, r#""x":{"a":1,"a":2}"#, r#""x":1,"\u0078":2"#] {
        judge(&with_key(twice)).refused(5, "envelope/malformed");
    }
    let stranger = |keyid: &str, length: usize| {
        let sig = STANDARD.encode(vec![7u8; length]);
        text.replacen(
            "\"signatures\":[",
            &format!(r#""signatures":[{{"keyid":"{keyid}","sig":"{sig}"}},"#),
            1,
        )
    };
    for length in [0, 63, 64, 71] {
        for keyid in ["ab", ""] {
            judge(&stranger(keyid, length)).done();
        }
    }
}

/// 2^64 − 1 is how an Ethereum attestation writes "no index".
#[test]
fn a_log_index_that_ethereum_takes_for_none_is_refused() {
    let world = World::new();
    let mut envelope: Value = serde_json::from_str(&world.read("attestation.json")).unwrap();
    let key: Value = serde_json::from_str(&world.read("h/prover.key")).unwrap();
    let secret = hex::decode(key["content"]["secret"].as_str().unwrap()).unwrap();
    let signer = SigningKey::from_bytes(&secret.try_into().unwrap());
    let payload = STANDARD.decode(envelope["payload"].as_str().unwrap()).unwrap();
    let payload = String::from_utf8(payload).unwrap();
    let mut judge = |index: u64| {
        let payload = payload.replace("\"log_index\":null", &format!("\"log_index\":{index}"));
        envelope["payload"] = STANDARD.encode(&payload).into();
        envelope["signatures"][0]["sig"] = signature(&signer, payload.as_bytes()).into();
        world.write("e.json", envelope.to_string());
        verify(&world, "e.json", &["--trust", "trust.json", "--at", DAY])
    };
    assert_eq!(judge(u64::MAX - 1).done()["log_index"], u64::MAX - 1);
    judge(u64::MAX).refused(5, "attestation/malformed");
}
