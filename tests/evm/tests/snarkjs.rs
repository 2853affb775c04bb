//! What is exported for snarkjs is accepted by snarkjs, and its powers of tau are read. Needs `npm ci` in `tests/evm/tools`; says so and passes without.

use covenant_evm_tests::{tools, vectors::Vectors};
use covenant_export::snarkjs::{Export, export};
use covenant_liabilities::{Error, Shape, Srs, VerifyingKey};
use rand_chacha::rand_core::SeedableRng;
use std::path::{Path, PathBuf};
use std::process::Command;

fn snarkjs() -> Option<PathBuf> {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/node_modules/.bin/snarkjs");
    let found = tool.exists() && Command::new("node").arg("--version").output().is_ok();
    if !found {
        tools::missing("snarkjs", "run `npm ci` in tests/evm/tools");
    }
    found.then_some(tool)
}

fn accepts(tool: &Path, files: &Export) -> bool {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files.files() {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let mut command = Command::new(tool);
    command.current_dir(folder.path()).args(["groth16", "verify"]);
    let output = command.args(["verification_key.json", "public.json", "proof.json"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.success(), text.contains("OK!"), "{text}");
    output.status.success()
}

#[test]
fn snarkjs_accepts_what_is_exported_and_nothing_else() {
    let Some(tool) = snarkjs() else { return };
    let vectors = Vectors::load();
    let key = vectors.key();
    let proofs = vectors.proofs();
    for (proof, inputs) in &proofs[..2] {
        assert!(accepts(&tool, &export(&key, inputs, proof)));
    }
    let (proof, inputs) = &proofs[0];
    for changed in 0..inputs.len() {
        let mut inputs = inputs.clone();
        inputs[changed] += covenant_statements::Fr::from(1u64);
        assert!(!accepts(&tool, &export(&key, &inputs, proof)), "input {changed}");
    }
    assert!(!accepts(&tool, &export(&key, inputs, &proofs[1].0)));
}

/// Ten seconds of snarkjs, of which the contribution takes nine.
#[test]
fn powers_of_tau_of_snarkjs_are_read() {
    let Some(tool) = snarkjs() else { return };
    let folder = tempfile::tempdir().unwrap();
    let snarkjs = |arguments: &[&str]| {
        let output =
            Command::new(&tool).current_dir(folder.path()).arg("powersoftau").args(arguments).output();
        assert!(output.unwrap().status.success(), "{arguments:?}");
    };
    let read = |name: &str| {
        let file = std::fs::File::open(folder.path().join(name)).unwrap();
        Srs::from_ptau(12, file, &mut rand_chacha::ChaCha20Rng::from_entropy())
    };
    snarkjs(&["new", "bn128", "12", "nobody.ptau"]);
    // Before anybody has contributed the secret is 1, a root of unity.
    assert_eq!(read("nobody.ptau").err(), Some(Error::Srs));
    snarkjs(&["contribute", "nobody.ptau", "one.ptau", "--name=one", "-e=a test"]);
    let srs = read("one.ptau").unwrap();
    let key = VerifyingKey::new(&srs, Shape::new(12, 1).unwrap()).unwrap();
    assert_eq!(VerifyingKey::from_bytes(&key.to_bytes()).as_ref(), Ok(&key));
}
