//! Where output goes: to a full disk, into a closed pipe, over a file that is another's.

use std::fs::{self, OpenOptions};
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::world::{World, sample};

#[test]
fn output_that_is_lost_is_not_success() {
    let world = World::empty();
    let document = sample("invoice-de-machinery.xml");
    for args in [
        &["invoice", "show", &document, "--json"][..],
        &["invoice", "show", &document],
        &["circuit", "list", "--json"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
        // A refusal that nobody reads is one all the same.
        &["invoice", "show", "nowhere.xml", "--json"],
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
        let output = world.command(args).stdout(full).output().unwrap();
        assert!(output.status.code().is_some_and(|code| code != 0), "{args:?}: {:?}", output.status);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(!stderr.contains("panicked"), "{args:?}: {stderr}");

        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = world.command(args).stdout(writer).stderr(Stdio::null()).output().unwrap();
        assert!(output.status.code().is_some_and(|code| code != 0), "{args:?}: {:?}", output.status);
    }
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = world.command(&["invoice", "show", &document]).stdout(full).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("refused: output/not-written"), "{stderr}");
}

#[test]
fn an_export_replaces_no_file_that_it_did_not_write() {
    let world = World::new();
    let snarkjs = |folder: &str| world.home(&["export", "snarkjs", "attestation.json", "-o", folder]);
    let evm = |folder: &str| world.home(&["export", "evm", "-o", folder]);
    for _ in 0..2 {
        // Its own files are replaced.
        snarkjs("own").done();
        evm("own").done();
    }
    let key = fs::read(world.path("h/nullifier.key")).unwrap();
    for (name, other) in [
        ("proof.json", "verification_key.json"),
        ("public.json", "proof.json"),
        ("verification_key.json", "public.json"),
        ("InvoiceVerifier.sol", "ICovenantVerifier.sol"),
        ("ICovenantVerifier.sol", "InvoiceVerifier.sol"),
    ] {
        let folder = format!("taken-{name}");
        fs::create_dir(world.path(&folder)).unwrap();
        world.write(&format!("{folder}/{name}"), &key);
        let run = if name.ends_with(".sol") { evm(&folder) } else { snarkjs(&folder) };
        run.refused(3, "file/exists");
        assert_eq!(fs::read(world.path(&folder).join(name)).unwrap(), key, "{name}");
        assert!(!world.path(&folder).join(other).exists(), "all or nothing");
    }
}

#[test]
fn only_a_detached_proof_names_no_file() {
    let world = World::empty();
    let args = [
        "prove",
        "invoice",
        "--consent",
        "c",
        "--document",
        "d",
        "--acknowledgement",
        "a",
        "--as-of",
        "2026-11-22",
    ];
    let run = world.home(&[&args[..], &crate::world::CONTEXT].concat());
    assert_eq!(run.refused(2, "usage/missing-argument")["field"], "--output <FILE>");
}

#[test]
fn an_attestation_becomes_messages_to_the_cosmwasm_contract() {
    let world = World::new();
    let read =
        |name: &str| -> Value { serde_json::from_slice(&fs::read(world.path(name)).unwrap()).unwrap() };
    let export = ["export", "cosmwasm", "attestation.json", "-o"];
    world.home(&[&export[..], &["messages"]].concat()).done();
    assert!(!world.path("messages/instantiate.json").exists(), "nobody said who decides");
    let (register, key) = (read("messages/register.json"), read("messages/add-key.json"));
    let (register, key) = (&register["register"], &key["owner"]["add_key"]);
    assert_eq!(key["circuit"], "invoice/1");
    assert_eq!((&register["selector"], register["sequence"].as_u64()), (&key["selector"], Some(0)));
    assert_eq!(read("messages/set-selector.json")["owner"]["set_selector"]["selector"], key["selector"]);
    assert_eq!(read("messages/set-policy.json")["owner"]["set_policy"]["policy"], register["policy"]);
    // The payload's own parts: what was signed is what is sent.
    let shown = read("attestation.json");
    let payload = STANDARD.decode(shown["payload"].as_str().unwrap()).unwrap();
    let predicate = serde_json::from_slice::<Value>(&payload).unwrap()["predicate"].clone();
    for name in ["beneficiary", "expiry", "sequence", "selector"] {
        assert_eq!(register[name], predicate["context"][name], "{name}");
    }
    for name in ["nullifier", "note"] {
        assert_eq!(register[name], predicate["public_inputs"][name], "{name}");
    }
    assert_eq!((&register["proof"], &register["as_of"]), (&predicate["proof"], &predicate["as_of"]));
    let roles = ["with", "--owner", "wasm1owner", "--registrar", "wasm1registrar", "--delay", "60"];
    world.home(&[&export[..], &roles].concat()).done();
    let made = read("with/instantiate.json");
    assert_eq!((&made["network"], &made["delay"]), (&"covenant-development".into(), &60.into()));
    assert_eq!((&made["owner"], &made["guardian"]), (&"wasm1owner".into(), &Value::Null));
    world.home(&["export", "cosmwasm", "nowhere.json", "-o", "x"]).refused(3, "file/unreadable");
}
