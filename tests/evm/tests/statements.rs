//! The verifiers of all statements, linked from their templates, behind one router: the pinned proof of each is accepted, every
//! change of an input or of the proof is refused.

use ark_ff::{BigInteger, PrimeField};
use covenant_evm_tests::chain::Chain;
use covenant_evm_tests::deployment::{Deployment, NOON};
use covenant_evm_tests::pinned::Pinned;
use covenant_evm_tests::world::CHAIN_ID;
use covenant_export::evm::abi::{self, Call};
use covenant_export::evm::contract_name;
use covenant_statements::{CIRCUITS, Fr, field};

/// Where the inputs start: behind the selector, the proof, and the head of the array.
const INPUTS_AT: usize = 4 + 256 + 64;

#[test]
fn every_statement_has_a_pinned_proof() {
    let pinned = Pinned::all();
    for circuit in CIRCUITS {
        let found = pinned.iter().any(|pin| pin.circuit.statement == circuit.statement);
        assert!(found, "{} has no pinned proof", circuit.statement);
    }
}

#[test]
fn pinned_proofs_are_accepted_and_nothing_else_is() {
    for pinned in Pinned::all() {
        let id = pinned.circuit.id;
        let mut chain = Chain::new(CHAIN_ID, NOON);
        let verifier = pinned.deploy(&mut chain);
        let data = abi::verify(&pinned.proof, &pinned.inputs);
        chain.call(verifier, data.clone()).success();
        for i in 0..pinned.inputs.len() {
            let at = INPUTS_AT + 32 * i;
            let mut flipped = data.clone();
            flipped[at + 31] ^= 1;
            assert!(chain.call(verifier, flipped).refused(), "{id}: input {i}");
            // The same element, x + r: a second encoding.
            let mut shifted = pinned.inputs[i].into_bigint();
            assert!(!shifted.add_with_carry(&Fr::MODULUS), "twice r fits");
            let mut second = data.clone();
            second[at..at + 32].copy_from_slice(&shifted.to_bytes_be());
            let outcome = chain.call(verifier, second);
            assert!(outcome.reverted_with("InputNotCanonical(uint256)"), "{id}: input {i} + r");
        }
        for at in (4..4 + 256).step_by(32) {
            let mut changed = data.clone();
            changed[at + 31] ^= 1;
            assert!(chain.call(verifier, changed).refused(), "{id}: proof, byte {at}");
        }
    }
}

#[test]
fn one_router_knows_them_all_by_their_selectors() {
    let mut deployment = Deployment::new();
    for pinned in Pinned::all() {
        let verifier = pinned.deploy(&mut deployment.chain);
        pinned.register(&mut deployment.chain, deployment.router, verifier);
        let name = contract_name(pinned.circuit);
        let selector = pinned.source(&name).selector();
        let with = |selector: [u8; 32], inputs: &[Fr]| {
            let words = pinned.proof.to_bytes();
            let call = Call::new("verify(bytes32,uint256[8],uint256[])").word(selector);
            let call =
                words.chunks_exact(32).fold(call, |call, word| call.word(word.try_into().expect("a word")));
            let inputs: Vec<[u8; 32]> = inputs.iter().map(field::to_be_bytes).collect();
            call.last_words(&inputs).bytes()
        };
        let call = |data| deployment.chain.call(deployment.router, data);
        call(with(selector.0, &pinned.inputs)).success();
        let mut other = pinned.inputs.clone();
        other[2] += Fr::from(1u64);
        assert!(call(with(selector.0, &other)).refused(), "{}", pinned.circuit.id);
        let mut unknown = selector.0;
        unknown[0] ^= 1;
        assert!(call(with(unknown, &pinned.inputs)).refused(), "{}", pinned.circuit.id);
    }
}
