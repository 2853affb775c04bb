//! `export`: what others verify with.

use std::path::Path;

use covenant_export::{evm, snarkjs};
use covenant_statements::{CIRCUITS, circuit_named};
use covenant_verifier::dsse::{Envelope, MAX_ENVELOPE_BYTES};
use covenant_verifier::groth16::{Proof, VerifyingKey};
use serde_json::json;

use super::verify;
use crate::cli::{Export, Snarkjs};
use crate::failure::{Failure, Result};
use crate::files;
use crate::home::Home;
use crate::output::Reply;
use crate::prover::keys;
use crate::statements;

pub(super) fn run(home: Option<&Path>, command: &Export) -> Result<Reply> {
    match command {
        Export::Evm { circuit, output } => solidity(home, circuit.as_deref(), output),
        Export::Snarkjs(args) => to_snarkjs(home, args),
    }
}

fn solidity(home: Option<&Path>, circuit: Option<&str>, folder: &Path) -> Result<Reply> {
    let home = Home::open(home)?;
    let unknown = || Failure::usage("circuit/unknown", "no circuit of this name; see `circuit list`");
    let found = circuit.map_or_else(|| CIRCUITS.first().copied(), circuit_named);
    let circuit = found.ok_or_else(|| unknown().at("circuit"))?;
    let summary = keys::current(&home, circuit)?;
    let key = VerifyingKey::from_bytes(&summary.verifying_key)
        .map_err(|error| Failure::refused(error.code(), error.to_string()).at("keys"))?;
    let source = evm::VerifierSource {
        contract: &evm::contract_name(circuit),
        interface: "./ICovenantVerifier.sol",
        circuit: summary.circuit,
        network: summary.network,
        key: &key,
    };
    let paths = files::outputs(folder, &evm::source_files(&source))?;
    let files: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let text = format!("{}\nselector {}", files.join("\n"), source.selector());
    Ok(Reply::new(json!({ "files": files, "selector": source.selector() }), text))
}

fn to_snarkjs(home: Option<&Path>, args: &Snarkjs) -> Result<Reply> {
    let trust = verify::trust(home, args.trust.as_deref())?;
    let refused = |code: &'static str, message: String| Failure::refused(code, message).at("attestation");
    let bytes = files::read(&args.attestation, MAX_ENVELOPE_BYTES, "attestation")?;
    let envelope = Envelope::from_json(&bytes).map_err(|error| refused(error.code(), error.to_string()))?;
    let stated = statements::stated_proof(envelope.payload())
        .ok_or_else(|| refused("attestation/malformed", "no attestation of a known statement".into()))?;
    let key = trust.key(&stated.circuit, &stated.key).and_then(|(_, key)| key).ok_or_else(|| {
        refused(
            "attestation/untrusted-key",
            "the trust file does not hold the key that the attestation names".into(),
        )
    })?;
    let proof = Proof::from_bytes(&stated.proof).map_err(|error| {
        refused("attestation/proof", format!("the attestation's proof is malformed: {error}"))
    })?;
    let export = snarkjs::export(key, &stated.public_inputs, &proof);
    files::outputs(&args.output, &export.files())?;
    let folder = args.output.display().to_string();
    let text = format!(
        "{folder}: snarkjs groth16 verify verification_key.json public.json proof.json says whether the proof holds"
    );
    Ok(Reply::new(json!({ "folder": folder }), text))
}
