//! Poseidon at every arity, chained hashes, bytes as limbs, tags as integers.

use super::{
    node::{Node, object},
    trace::{hash_trace, rng},
};
use ark_ff::UniformRand;
use covenant_gadgets::{
    Fr,
    field::ascii,
    poseidon::{MAX_INPUTS, limbs64, poseidon},
};

pub(super) fn vectors() -> Node {
    object! {
        "poseidon" => Node::list((1..=MAX_INPUTS).flat_map(permutations)),
        "hash" => Node::list([0, 1, 4, 11, 12, 13, 14, 18, 19, 27].map(chained)),
        "limbs64" => Node::list(["", "A", "RE-2026/0815", &"x".repeat(31), &"Y".repeat(32), &"0123456789abcdef".repeat(4)].map(limbs)),
        "tags" => Node::list(TAGS.map(|tag| object! { "tag" => tag, "element" => ascii(tag) })),
    }
}

/// Every tag of statement 1.
const TAGS: [&str; 14] = [
    "covenant/party-id",
    "covenant/party-leaf",
    "covenant/party-node",
    "covenant/possession",
    "covenant/acknowledgement",
    "covenant/nullifier-input",
    "covenant/dleq",
    "covenant/nullifier",
    "covenant/nullifier-key",
    "covenant/note",
    "covenant/consent",
    "covenant/policy/obligation",
    "covenant/environment/obligation",
    "covenant-development",
];

fn permutations(arity: usize) -> [Node; 4] {
    let mut rng = rng(100 + arity as u64);
    let inputs: [Vec<Fr>; 4] = [
        vec![Fr::from(0u64); arity],
        (1..=arity as u64).map(Fr::from).collect(),
        vec![-Fr::from(1u64); arity],
        (0..arity).map(|_| Fr::rand(&mut rng)).collect(),
    ];
    inputs.map(|inputs| {
        let output = poseidon(&inputs);
        object! { "inputs" => Node::list(inputs), "output" => output }
    })
}

fn chained(length: usize) -> Node {
    let values: Vec<(&'static str, Fr)> = (1..=length as u64).map(|i| ("x", Fr::from(i))).collect();
    hash_trace("covenant/vector", &values)
}

fn limbs(text: &str) -> Node {
    object! { "ascii" => text, "limbs" => Node::list(limbs64(text.as_bytes())) }
}
