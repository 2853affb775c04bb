//! Poseidon in Solidity against the gadgets'.

use covenant_evm_tests::chain::Chain;
use covenant_evm_tests::deployment::{ANYBODY, NOON, creation_code};
use covenant_evm_tests::world::CHAIN_ID;
use covenant_export::evm::abi::Call;
use covenant_gadgets::poseidon::poseidon;
use covenant_statements::{Fr, field};

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
