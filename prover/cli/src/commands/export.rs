//! `export`: what others verify with.

use std::path::Path;

use covenant_export::{cosmwasm, evm, snarkjs};
use covenant_statements::{CIRCUITS, Fr, Network, Selector, circuit_named, invoice};
use covenant_verifier::attestation::obligation::ObligationStatement;
use covenant_verifier::dsse::{Envelope, MAX_ENVELOPE_BYTES};
use covenant_verifier::groth16::{Proof, VerifyingKey};
use serde_json::{Value, json};

use super::verify;
use crate::cli::{Cosmwasm, Export, Snarkjs};
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
        Export::Cosmwasm(args) => to_cosmwasm(home, args),
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

fn refused(code: &'static str, message: impl Into<String>) -> Failure {
    Failure::refused(code, message.into()).at("attestation")
}

/// An attestation's proof, and its key by the reader's trust. Nothing is verified here.
struct Found {
    envelope: Envelope,
    circuit: String,
    inputs: Vec<Fr>,
    proof: Proof,
    key: VerifyingKey,
}

fn find(home: Option<&Path>, attestation: &Path, trust: Option<&Path>) -> Result<Found> {
    let trust = verify::trust(home, trust)?;
    let bytes = files::read(attestation, MAX_ENVELOPE_BYTES, "attestation")?;
    let envelope = Envelope::from_json(&bytes).map_err(|error| refused(error.code(), error.to_string()))?;
    let stated = statements::stated_proof(envelope.payload())
        .ok_or_else(|| refused("attestation/malformed", "no attestation of a known statement"))?;
    let key = trust.key(&stated.circuit, &stated.key).and_then(|(_, key)| key).ok_or_else(|| {
        refused(
            "attestation/untrusted-key",
            "the trust file does not hold the key that the attestation names",
        )
    })?;
    let proof = Proof::from_bytes(&stated.proof).map_err(|error| {
        refused("attestation/proof", format!("the attestation's proof is malformed: {error}"))
    })?;
    let key = key.clone();
    Ok(Found { envelope, circuit: stated.circuit, inputs: stated.public_inputs, proof, key })
}

/// What a registry on a Cosmos chain is told. An obligation is registered; of another statement the proof alone is verified.
fn to_cosmwasm(home: Option<&Path>, args: &Cosmwasm) -> Result<Reply> {
    let found = find(home, &args.attestation, args.trust.as_deref())?;
    if found.circuit.starts_with("coverage") {
        let why = "a coverage rests on halo2's proofs, and the CosmWasm contract verifies Groth16's alone";
        return Err(refused("attestation/unsupported-system", why));
    }
    let messages = cosmwasm_messages(args, &found)?;
    let texts: Vec<(&str, String)> =
        messages.iter().map(|(name, message)| (*name, format!("{message:#}\n"))).collect();
    let paths = files::outputs(&args.output, &texts)?;
    let written: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    Ok(Reply::new(json!({ "files": written }), written.join("\n")))
}

fn cosmwasm_messages(args: &Cosmwasm, found: &Found) -> Result<Vec<(&'static str, Value)>> {
    let Some(statement) = ObligationStatement::from_payload(found.envelope.payload()).ok() else {
        return of_another_statement(args, found);
    };
    let predicate = statement.predicate;
    let (context, environment) = (predicate.context, predicate.environment.environment());
    let network = environment.network;
    let inputs = invoice::PublicInputs {
        context: predicate.public_inputs.context,
        environment: predicate.public_inputs.environment,
        nullifier: predicate.public_inputs.nullifier,
        note: predicate.public_inputs.note,
    };
    let mut messages = vec![
        ("add-key.json", cosmwasm::add_key(network, &found.circuit, &found.key)),
        ("set-selector.json", cosmwasm::trust_selector(context.selector)),
        ("set-policy.json", cosmwasm::trust_policy(&environment.policy)),
        ("register.json", cosmwasm::register(&context, &environment, &inputs, &found.proof)),
    ];
    if let (Some(owner), Some(registrar)) = (&args.owner, &args.registrar) {
        let roles =
            cosmwasm::Roles { owner, registrar, guardian: args.guardian.as_deref(), delay: args.delay };
        messages
            .push(("instantiate.json", cosmwasm::instantiate(network, &environment.nullifier_key, &roles)));
    }
    Ok(messages)
}

/// The key, and the question whether the proof holds: an obligation alone is registered. A development key is told by its selector.
fn of_another_statement(args: &Cosmwasm, found: &Found) -> Result<Vec<(&'static str, Value)>> {
    if args.owner.is_some() {
        let why = "a registry is the home of a nullifier key, and this attestation names none";
        return Err(Failure::usage("usage", why).at("owner"));
    }
    let bytes = found.key.to_bytes();
    let payload: Value = serde_json::from_slice(found.envelope.payload()).unwrap_or_default();
    let selector = payload["predicate"]["context"]["selector"].as_str().unwrap_or_default();
    let network = [Network::Development, Network::Production]
        .into_iter()
        .find(|network| Selector::new(*network, &found.circuit, &bytes).to_string() == selector)
        .ok_or_else(|| refused("attestation/malformed", "the selector is of no network"))?;
    let selector = Selector::new(network, &found.circuit, &bytes);
    Ok(vec![
        ("add-key.json", cosmwasm::add_key(network, &found.circuit, &found.key)),
        ("verify.json", cosmwasm::verify(selector, &found.inputs, &found.proof)),
    ])
}

fn to_snarkjs(home: Option<&Path>, args: &Snarkjs) -> Result<Reply> {
    let found = find(home, &args.attestation, args.trust.as_deref())?;
    let export = snarkjs::export(&found.key, &found.inputs, &found.proof);
    files::outputs(&args.output, &export.files())?;
    let folder = args.output.display().to_string();
    let text = format!(
        "{folder}: snarkjs groth16 verify verification_key.json public.json proof.json says whether the proof holds"
    );
    Ok(Reply::new(json!({ "folder": folder }), text))
}
