//! Messages to the CosmWasm contract (`verifier/cosmwasm`) as JSON. The contract is a workspace of its own; that it takes these is a test there,
//! over `vectors/cosmwasm/messages.json`.

use covenant_statements::{Context, Environment, Fr, Network, Point, Selector, field, invoice::PublicInputs};
use covenant_verifier::groth16::{Proof, VerifyingKey, field_to_bytes};
use serde_json::{Value, json};

/// Who is who at a registry that is made, by addresses of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles<'a> {
    /// Decides.
    pub owner: &'a str,
    /// Publishes roots.
    pub registrar: &'a str,
    /// Stops.
    pub guardian: Option<&'a str>,
    /// Seconds from the scheduling of an owner's call to its execution.
    pub delay: u64,
}

/// `instantiate`: the home of one nullifier key.
#[must_use]
pub fn instantiate(network: Network, nullifier_key: &Point, roles: &Roles<'_>) -> Value {
    json!({
        "network": network.name(),
        "nullifier_key": { "x": field::to_hex(&nullifier_key.x), "y": field::to_hex(&nullifier_key.y) },
        "owner": roles.owner,
        "registrar": roles.registrar,
        "guardian": roles.guardian,
        "delay": roles.delay,
    })
}

/// `add_key`, of the owner's.
#[must_use]
pub fn add_key(network: Network, circuit: &str, key: &VerifyingKey) -> Value {
    let bytes = key.to_bytes();
    let selector = Selector::new(network, circuit, &bytes).to_string();
    owner(json!({
        "add_key": { "circuit": circuit, "verifying_key": hex::encode(bytes), "selector": selector }
    }))
}

/// `set_selector`, of the owner's: proofs of this circuit are taken.
#[must_use]
pub fn trust_selector(selector: Selector) -> Value {
    owner(json!({ "set_selector": { "selector": selector.to_string(), "trusted": true } }))
}

/// `set_policy`, of the owner's: obligations of this policy are taken.
#[must_use]
pub fn trust_policy(digest: &Fr) -> Value {
    owner(json!({ "set_policy": { "policy": field::to_hex(digest), "trusted": true } }))
}

fn owner(call: Value) -> Value {
    json!({ "owner": call })
}

/// `register`.
#[must_use]
pub fn register(context: &Context, environment: &Environment, inputs: &PublicInputs, proof: &Proof) -> Value {
    json!({
        "register": {
            "selector": context.selector.to_string(),
            "beneficiary": context.beneficiary.to_string(),
            "expiry": context.expiry,
            "sequence": context.sequence,
            "policy": field::to_hex(&environment.policy),
            "as_of": environment.as_of.to_string(),
            "registry_root": field::to_hex(&environment.registry_root),
            "nullifier": field::to_hex(&inputs.nullifier),
            "note": field::to_hex(&inputs.note),
            "proof": hex::encode(proof.to_bytes()),
        }
    })
}

/// The query `verify`, of any circuit.
#[must_use]
pub fn verify(selector: Selector, inputs: &[Fr], proof: &Proof) -> Value {
    let inputs: Vec<String> =
        inputs.iter().map(|input| format!("0x{}", hex::encode(field_to_bytes(*input)))).collect();
    json!({
        "verify": {
            "selector": selector.to_string(),
            "public_inputs": inputs,
            "proof": hex::encode(proof.to_bytes()),
        }
    })
}
