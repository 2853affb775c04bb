//! What is exported for snarkjs is accepted by snarkjs. Needs `npm ci` in `tests/evm/tools`; says so and passes without.

use covenant_evm_tests::{tools, vectors::Vectors};
use covenant_export::snarkjs::{Export, export};
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
