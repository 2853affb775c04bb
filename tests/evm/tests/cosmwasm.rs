//! The messages that are exported for the CosmWasm contract: those of `vectors/cosmwasm/messages.json`, which the contract's own tests send to it.
//! `UPDATE_MESSAGES=1` writes the file.

use covenant_evm_tests::vectors::Vectors;
use covenant_export::cosmwasm::{self, Roles};
use covenant_statements::Network;
use serde_json::json;
use std::{fs, path::Path};

#[test]
fn messages_are_those_that_the_contract_is_tested_with() {
    let json = fs::read(Vectors::cosmwasm_path()).unwrap();
    let vectors: Vectors = serde_json::from_slice(&json).unwrap();
    let first = vectors.submission("first");
    // Addresses of 20 bytes of 1, 2 and 3, with the prefix `wasm`.
    let roles = Roles {
        owner: "wasm1qyqszqgpqyqszqgpqyqszqgpqyqszqgpc0styh",
        registrar: "wasm1qgpqyqszqgpqyqszqgpqyqszqgpqyqszftkw0p",
        guardian: Some("wasm1qvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrgmh09q"),
        delay: 0,
    };
    let messages = json!({
        "instantiate": cosmwasm::instantiate(Network::Development, &vectors.nullifier_key, &roles),
        "add_key": cosmwasm::add_key(Network::Development, &vectors.circuit, &vectors.key()),
        "set_selector": cosmwasm::trust_selector(vectors.selector),
        "set_policy": cosmwasm::trust_policy(&first.environment.policy),
        "register": cosmwasm::register(&first.context, &first.environment, &first.public_inputs, &first.proof),
        "verify": cosmwasm::verify(vectors.selector, &first.public_inputs.to_array(), &first.proof),
    });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/cosmwasm/messages.json");
    let text = format!("{messages:#}\n");
    if std::env::var_os("UPDATE_MESSAGES").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(fs::read_to_string(path).unwrap_or_default() == text, "UPDATE_MESSAGES=1 writes them anew");
}
