//! Where output goes: to a full disk, into a closed pipe, over a file that is another's.

use std::fs::{self, OpenOptions};
use std::process::Stdio;

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
