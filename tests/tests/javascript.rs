//! A JavaScript user with circomlibjs recomputes our vectors, and makes an acknowledgement that we accept.
//!
//! Needs node and npm, and the packages of `tests/js/package-lock.json`. Without them the tests say so on standard error and
//! pass; with `COVENANT_REQUIRE_NODE` set, as in CI, they fail.

use covenant_gadgets::{
    babyjubjub::codec,
    eddsa::{self, Signature, SignatureError},
    field,
};
use covenant_relations::{Circuit, invoice::InvoiceCircuit};
use covenant_statements::{
    Amount, Capacity,
    invoice::{Claim, Rule, Violation, check, sample::World},
};
use covenant_tests::vectors;
use serde_json::{Value, json};
use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("js")
}

/// Whether the scripts can run; installs the locked packages the first time.
fn node_is_ready() -> bool {
    static READY: OnceLock<bool> = OnceLock::new();
    *READY.get_or_init(|| match install() {
        Ok(()) => true,
        Err(why) => {
            assert!(env::var_os("COVENANT_REQUIRE_NODE").is_none(), "the JavaScript tests cannot run: {why}");
            // Not `eprintln!`, which the test runner would swallow.
            let _ = writeln!(
                io::stderr(),
                "\n*** SKIPPED: the JavaScript tests did not run: {why}. Nothing was checked against circomlibjs. ***\n"
            );
            false
        }
    })
}

fn install() -> Result<(), String> {
    for program in ["node", "npm"] {
        let found = Command::new(program).arg("--version").stdout(Stdio::null()).status();
        found.ok().filter(std::process::ExitStatus::success).ok_or(format!("{program} is not there"))?;
    }
    let lock = |path: &str| fs::metadata(folder().join(path)).and_then(|m| m.modified()).ok();
    if lock("node_modules/.package-lock.json") >= lock("package-lock.json") {
        return Ok(());
    }
    let output = Command::new("npm").arg("ci").current_dir(folder()).output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err("`npm ci` in tests/js failed".to_owned()),
    }
}

fn script(name: &str, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new("node")
        .arg(name)
        .args(arguments)
        .current_dir(folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn circomlibjs_recomputes_every_vector() {
    if !node_is_ready() {
        return;
    }
    let output = script("check-vectors.mjs", &[vectors::folder().to_str().unwrap()], b"");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stderr}");
    assert!(stdout.contains("4 claims") && stdout.contains("permutations"), "{stdout}");
}

/// A checker that accepts everything would pass above: each file, with one digit altered, must not.
#[test]
fn circomlibjs_refuses_altered_vectors() {
    if !node_is_ready() {
        return;
    }
    let alterations = [
        ("poseidon", "\"output\": \"0x"),
        ("babyjubjub", "\"product\": {\n        \"x\": \"0x"),
        ("eddsa", "\"challenge\": \"0x"),
        ("voprf", "\"first_candidate\": \"0x"),
        ("disclosure", "\"digest\": \"0x"),
        ("names", "\"party_id\": \"0x"),
        ("registry", "\"root\": \"0x"),
        ("binding", "\"keccak\": \"0x"),
        ("obligation", "\"commitment\": \"0x"),
        ("prices", "\"leaf\": \"0x"),
        ("custody", "\"digest\": \"0x"),
        ("pool", "\"nav\": \"0x"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, mut contents) in vectors::files() {
        let name = name.strip_suffix(".json").unwrap();
        let (_, place) = alterations.iter().find(|(file, _)| *file == name).unwrap();
        // A digit that cannot push a value over the modulus: the last but one of the 64.
        let digit = contents.find(place).unwrap() + place.len() + 62;
        let other = if &contents[digit..=digit] == "0" { "1" } else { "0" };
        contents.replace_range(digit..=digit, other);
        fs::write(folder.path().join(format!("{name}.json")), contents).unwrap();
        let output = script("check-vectors.mjs", &[folder.path().to_str().unwrap(), name], b"");
        assert!(!output.status.success(), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("AssertionError"), "{name}");
    }
}

/// The sample's world, its signer's key replaced by one that circomlibjs made from `seed`.
fn acknowledged_in_javascript(seed: u8, world: &mut World) -> (Claim, Signature) {
    let request = json!({
        "private_key": field::bytes_hex(&[seed; 32]),
        "acknowledgement": world.acknowledgement,
    });
    let output = script("acknowledge.mjs", &[], request.to_string().as_bytes());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |name: &str| answer[name].as_str().unwrap();
    assert_eq!(text("message"), field::to_hex(&world.acknowledgement.message()));
    world.signer.leaf.key = codec::from_hex(text("public_key")).unwrap();
    let signature = Signature::from_bytes(&field::hex_bytes(text("signature")).unwrap()).unwrap();
    let mut claim = world.claim();
    claim.acknowledged.signature = signature;
    (claim, signature)
}

#[test]
fn an_acknowledgement_made_with_circomlibjs_is_accepted() {
    if !node_is_ready() {
        return;
    }
    let mut world = World::new(11);
    world.acknowledgement.amount = Amount(987_654_321 / 10);
    let (claim, signature) = acknowledged_in_javascript(7, &mut world);
    let (key, message) = (world.signer.leaf.key, world.acknowledgement.message());
    assert_eq!(eddsa::verify(&key, message, &signature), Ok(()));
    assert_eq!(check(&claim), Ok(()));
    let cs = InvoiceCircuit(&claim).full();
    cs.is_satisfied().unwrap();
    assert_eq!(cs.public_inputs(), claim.public_inputs().unwrap().to_array());
}

#[test]
fn and_only_for_what_was_signed() {
    if !node_is_ready() {
        return;
    }
    let mut world = World::new(12);
    std::mem::swap(&mut world.signer, &mut world.others[0]);
    world.acknowledgement.capacity = Capacity::Agent;
    let (mut claim, signature) = acknowledged_in_javascript(8, &mut world);
    assert_eq!(check(&claim), Ok(()));
    claim.acknowledged.acknowledgement.amount.0 += 1;
    assert_eq!(check(&claim), Err(Violation::of(Rule::AcknowledgementSignature)));
    assert!(InvoiceCircuit(&claim).full().is_satisfied().is_err());
    let other = world.seller.leaf.key;
    let message = world.acknowledgement.message();
    assert_eq!(eddsa::verify(&other, message, &signature), Err(SignatureError::Mismatch));
}
