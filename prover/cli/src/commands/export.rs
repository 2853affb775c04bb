//! `export`: what others verify with.

use std::path::Path;

use covenant_export::{evm, snarkjs};
use covenant_verifier::attestation::obligation::ObligationStatement;
use covenant_verifier::dsse::{Envelope, MAX_ENVELOPE_BYTES};
use covenant_verifier::groth16::VerifyingKey;
use serde_json::json;

use super::verify;
use crate::cli::{Export, Snarkjs};
use crate::failure::{Exit, Failure, Result};
use crate::files;
use crate::home::Home;
use crate::output::Reply;
use crate::prover::keys;

pub(super) fn run(home: Option<&Path>, command: &Export) -> Result<Reply> {
    match command {
        Export::Evm { output } => solidity(home, output),
        Export::Snarkjs(args) => to_snarkjs(home, args),
    }
}

fn not_written(error: &std::io::Error) -> Failure {
    Failure::new(Exit::Other, "file/not-written", format!("the folder cannot be written: {}", error.kind()))
        .at("output")
}

fn solidity(home: Option<&Path>, folder: &Path) -> Result<Reply> {
    let home = Home::open(home)?;
    let summary = keys::current(&home)?;
    let key = VerifyingKey::from_bytes(&summary.verifying_key)
        .map_err(|error| Failure::refused(error.code(), error.to_string()).at("keys"))?;
    let source = evm::VerifierSource {
        contract: "InvoiceVerifier",
        interface: "./ICovenantVerifier.sol",
        circuit: summary.circuit,
        network: summary.network,
        key: &key,
    };
    let paths = evm::write_sources(folder, &source).map_err(|error| not_written(&error))?;
    let files: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let text = format!("{}\nselector {}", files.join("\n"), source.selector());
    Ok(Reply::new(json!({ "files": files, "selector": source.selector() }), text))
}

fn to_snarkjs(home: Option<&Path>, args: &Snarkjs) -> Result<Reply> {
    let trust = verify::trust(home, args.trust.as_deref())?;
    let refused = |code: &'static str, message: String| Failure::refused(code, message).at("attestation");
    let bytes = files::read(&args.attestation, MAX_ENVELOPE_BYTES, "attestation")?;
    let envelope = Envelope::from_json(&bytes).map_err(|error| refused(error.code(), error.to_string()))?;
    let statement = ObligationStatement::from_payload(envelope.payload())
        .map_err(|error| refused("attestation/malformed", error.to_string()))?;
    let predicate = &statement.predicate;
    let named = &predicate.verifying_key.sha256;
    let (_, key) = trust.key(&predicate.circuit.key_name(), named).ok_or_else(|| {
        refused(
            "attestation/untrusted-key",
            "the trust file does not hold the key that the attestation names".into(),
        )
    })?;
    let export = snarkjs::export_attestation(predicate, key)
        .map_err(|error| refused("attestation/proof", error.to_string()))?;
    export.write(&args.output).map_err(|error| not_written(&error))?;
    let folder = args.output.display().to_string();
    let text = format!(
        "{folder}: snarkjs groth16 verify verification_key.json public.json proof.json says whether the proof holds"
    );
    Ok(Reply::new(json!({ "folder": folder }), text))
}
