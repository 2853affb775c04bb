//! Each command's JSON form, and what people read.

use crate::world::{CONTEXT, DAY, INVOICE, World, sample};

#[test]
fn every_command_prints_one_document() {
    let world = World::new();
    let document = sample(INVOICE);
    let subject = ["--document", &document, "--acknowledgement", "ack.json", "--as-of", DAY];
    let shown = world.run(&["invoice", "show", &document]).done();
    assert_eq!(
        (shown["number"].as_str(), shown["payable"].as_str()),
        (Some("RE-2026-10417"), Some("9065.36"))
    );
    assert_eq!(shown["seller"]["identifiers"][0], "VAT:DE299000015");

    let bare = world.run(&["keygen", "-o", "bare.key"]).done();
    assert!(bare["possession"].is_null(), "a proof is for one party and its roles");
    let keygen = ["keygen", "-o", "new.key", "--id", "VAT:XX1", "--role", "debtor", "--role", "seller"];
    let key = world.run(&keygen).done();
    let (public, possession) = (key["public_key"].as_str().unwrap(), key["possession"].as_str().unwrap());
    assert_eq!((public.len(), possession.len()), (64, 128));
    let add = ["party", "add", "--id", "VAT:XX1", "--id", "0088:1", "--role", "seller", "--role", "debtor"];
    let added =
        world.home(&[&add[..], &["--public-key", public, "--possession", possession]].concat()).done();
    assert_eq!(added["public_key"], public);
    let listed = world.home(&["party", "list"]).done();
    let party = listed["parties"].as_array().unwrap().iter().find(|p| p["party"] == added["party"]).unwrap();
    assert_eq!(party["keys"].as_array().unwrap().len(), 2, "one leaf for each role");
    world.home(&["party", "revoke", "--id", "0088:1", "--on", DAY]).done();

    let checked = world.check(&document, "ack.json", DAY).done();
    assert_eq!(checked["held"].as_array().unwrap().len(), 3);
    assert_eq!(checked["not_run"][0]["condition"], 4);
    let whole =
        world.home(&[&["check", "invoice", "--consent", "consent.json"][..], &subject].concat()).done();
    assert_eq!(whole["held"].as_array().unwrap().len(), 6);
    let trace = ["circuit", "trace", "invoice", "--consent", "consent.json"];
    assert_eq!(world.home(&[&trace[..], &subject].concat()).done()["satisfied"], true);

    for args in [
        &["policy", "show"][..],
        &["policy", "list"],
        &["policy", "add", "h/policies/default.json"],
        &["keys", "list"],
        &["keys", "verify"],
        &["nullifier-key", "show"],
        &["nullifier-key", "export", "-o", "backup.key"],
        &["doctor"],
    ] {
        world.home(args).done();
    }
    for args in [
        &["circuit", "list"][..],
        &["circuit", "cost"],
        &["circuit", "cost", "invoice", "--folded"],
        &["completions", "bash"],
    ] {
        world.run(args).done();
    }
    let cost = world.run(&["circuit", "cost", "invoice"]).done()["constraints"].as_u64().unwrap();
    assert!((20_000..=45_000).contains(&cost), "{cost}");
}

#[test]
fn people_read_that_a_development_key_is_untrusted() {
    let world = World::new();
    let args =
        ["verify", "attestation.json", "--trust", "trust.json", "--at", DAY, "--allow-development-keys"];
    let run = world.plain(&args);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.starts_with("UNTRUSTED"), "{}", run.out);
    assert!(run.out.contains("\nProcedures\n 1. ") && run.out.contains("N1 not looked up"));
    assert!(run.out.contains("\nProved\n") && run.out.contains("\nNot proved\n"));
    let report = world.run(&args).done();
    assert_eq!(report["trusted"], false);
    assert_eq!(report["procedures"][0]["number"], 1);

    let refused = world.plain(&["verify", "attestation.json", "--trust", "trust.json", "--at", DAY]);
    assert_eq!(refused.code, Some(5));
    assert!(refused.out.is_empty() && refused.err.starts_with("refused: attestation/development-key"));
}

#[test]
fn a_home_can_come_from_the_environment() {
    let world = World::new();
    let output = world.command(&["keys", "list", "--json"]).env("COVENANT_HOME", "h").output().unwrap();
    assert!(output.status.success());
    world.run(&["keys", "list"]).refused(2, "usage/home");
}

#[test]
fn a_backup_of_the_nullifier_key_gives_the_same_nullifiers() {
    let world = World::new();
    let exported = world.home(&["nullifier-key", "export", "-o", "backup.key"]).done();
    world.home(&["nullifier-key", "export", "-o", "backup.key"]).refused(3, "file/exists");
    let init = ["init", "--development", "--home", "h2", "--nullifier-key", "backup.key"];
    assert_eq!(world.run(&init).done()["nullifier_key"], exported["public_key"]);
    world.run(&init).refused(3, "home/exists");
}

#[test]
fn the_first_consent_names_the_home_registry() {
    let world = World::new();
    assert!(world.read("h/config.toml").contains(&format!("{}:{}", CONTEXT[1], CONTEXT[3])));
    let mut context = CONTEXT;
    context[3] = "0x00000000000000000000000000000000000000ac";
    let document = sample(INVOICE);
    let args =
        ["consent", &document, "--acknowledgement", "ack.json", "--key", "de.seller.key", "--as-of", DAY];
    let other = world.home(&[&args[..], &["-o", "other.json"], &context].concat()).done();
    assert_eq!(other["warnings"].as_array().unwrap().len(), 1, "{other}");
}
