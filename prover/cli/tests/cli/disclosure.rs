//! An auditor's key, and what it opens.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

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
