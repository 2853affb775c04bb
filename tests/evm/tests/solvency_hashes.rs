//! Environment and digests of a coverage: what the contracts compute is what the statements do.

use covenant_evm_tests::chain::Chain;
use covenant_evm_tests::deployment::{ANYBODY, NOON, creation_code};
use covenant_export::evm::abi::Call;
use covenant_statements::solvency::{ChunkCommitment, Environment, liabilities, reserves::nullifiers_digest};
use covenant_statements::{Bps, Fr, Network, field};

fn wide(i: u64) -> Fr {
    -Fr::from(i * i + 1)
}

#[test]
fn environments_are_the_statements() {
    let mut chain = Chain::new(1, NOON);
    let hasher = chain.deploy(ANYBODY, creation_code("SolvencyHasher"));
    for network in [Network::Development, Network::Production] {
        let e = Environment {
            network,
            entity: wide(1),
            scope: wide(2),
            policy: wide(3),
            threshold: Bps(u32::MAX),
            as_of: 1_795_370_400,
            price_root: wide(4),
            registry_root: wide(5),
            accounts: u64::MAX,
        };
        let signature = "environment(uint256,(uint256,uint256,uint256,uint32,uint64,uint256,uint256,uint64))";
        let call = Call::new(signature).field(&network.to_field());
        let call = call.field(&e.entity).field(&e.scope).field(&e.policy).uint(u64::from(e.threshold.0));
        let call = call.uint(e.as_of).field(&e.price_root).field(&e.registry_root).uint(e.accounts);
        let (value, _) = chain.call(hasher, call.bytes()).success();
        assert_eq!(value, field::to_be_bytes(&e.to_field()));
    }
}

#[test]
fn digests_of_liabilities_are_the_statements() {
    let mut chain = Chain::new(1, NOON);
    let hasher = chain.deploy(ANYBODY, creation_code("SolvencyHasher"));
    let starts = chain.deploy(ANYBODY, creation_code("SolvencyStartHasher"));
    for chunks in [1u64, 2, 64] {
        let start = Call::new("liabilities(uint256,uint32)").field(&wide(9)).uint(chunks);
        let (value, _) = chain.call(starts, start.bytes()).success();
        assert_eq!(value, field::to_be_bytes(&liabilities::start(wide(9), chunks)));
    }
    let claims = std::array::from_fn(|i| 0xff - i as u8);
    let chunk = ChunkCommitment { output: wide(2), columns: wide(3), claims };
    let extend = Call::new("extend(uint256,uint256,uint256,bytes32)");
    let extend = extend.field(&wide(1)).field(&chunk.output).field(&chunk.columns).word(chunk.claims);
    let (value, _) = chain.call(hasher, extend.bytes()).success();
    assert_eq!(value, field::to_be_bytes(&liabilities::extend(wide(1), &chunk)));
}

#[test]
fn digests_of_nullifiers_are_the_statements() {
    let mut chain = Chain::new(1, NOON);
    let hasher = chain.deploy(ANYBODY, creation_code("SolvencyHasher"));
    let starts = chain.deploy(ANYBODY, creation_code("SolvencyStartHasher"));
    for number in [0u64, 1, 4, 5, 6, 10, 11, 64] {
        let list: Vec<Fr> = (0..number).map(wide).collect();
        let (start, _) = chain.call(starts, Call::new("nullifiers(uint256)").uint(number).bytes()).success();
        let words: Vec<[u8; 32]> = list.iter().map(field::to_be_bytes).collect();
        let call = Call::new("nullifiers(uint256,uint256[])").word(start.try_into().unwrap());
        let (value, _) = chain.call(hasher, call.last_words(&words).bytes()).success();
        assert_eq!(value, field::to_be_bytes(&nullifiers_digest(&list)), "{number} nullifiers");
    }
}
