//! Poseidon in Solidity against the gadgets'.

use covenant_evm_tests::chain::Chain;
use covenant_evm_tests::deployment::{ANYBODY, NOON, creation_code};
use covenant_evm_tests::world::CHAIN_ID;
use covenant_export::evm::abi::Call;
use covenant_gadgets::poseidon::poseidon;
use covenant_statements::{Fr, field};

/// The vectors that circomlibjs is checked against.
#[test]
fn agrees_with_the_shared_vectors() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/poseidon.json");
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut chain = Chain::new(CHAIN_ID, NOON);
    let mut compared = 0;
    for vector in json["poseidon"].as_array().unwrap() {
        let inputs = vector["inputs"].as_array().unwrap();
        if !matches!(inputs.len(), 3 | 6) {
            continue;
        }
        let harness = chain.deploy(ANYBODY, creation_code(&format!("PoseidonHarness{}", inputs.len())));
        let element = |value: &serde_json::Value| field::from_hex(value.as_str().unwrap()).unwrap();
        let call = Call::new(&format!("hash(uint256[{}])", inputs.len()));
        let call = inputs.iter().fold(call, |call, input| call.field(&element(input)));
        let (output, _) = chain.call(harness, call.bytes()).success();
        assert_eq!(output, field::to_be_bytes(&element(&vector["output"])));
        compared += 1;
    }
    assert!(compared >= 2, "{compared} vectors of 3 or 6 inputs");
}

#[test]
fn agrees_with_the_gadgets() {
    let mut chain = Chain::new(CHAIN_ID, NOON);
    let top = -Fr::from(1u64);
    for inputs in [3, 6] {
        let harness = chain.deploy(ANYBODY, creation_code(&format!("PoseidonHarness{inputs}")));
        for seed in 0u64..20 {
            let values: Vec<Fr> = (0..inputs)
                .map(|i| match seed {
                    0 => Fr::from(0u64),
                    1 => top,
                    _ => poseidon(&[Fr::from(seed), Fr::from(i)]),
                })
                .collect();
            let call = Call::new(&format!("hash(uint256[{inputs}])"));
            let call = values.iter().fold(call, Call::field);
            let (output, _) = chain.call(harness, call.bytes()).success();
            assert_eq!(output, field::to_be_bytes(&poseidon(&values)), "{inputs} inputs, seed {seed}");
        }
    }
}
