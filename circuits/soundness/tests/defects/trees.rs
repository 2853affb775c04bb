//! Merkle paths: positions, siblings, nodes.

use super::{
    defect::{Attempt, Defect, Gate::*, values},
    digests::POSEIDON,
    hints::{fits, fr},
};
use ark_bn254::Fr;
use ark_ff::Field as _;
use covenant_gadgets::{
    cs::{Cs, Num},
    poseidon::{hash, var},
};
use covenant_soundness::Ledger;

pub(crate) const DEFECTS: &[Defect] = &[
    Defect {
        name: "a Merkle position is not a bit: every leaf has a path",
        source: "common class",
        holds: is_member,
        right: |cs, v| path(cs, v, Path::AS_IT_SHOULD_BE),
        wrong: |cs, v| path(cs, v, Path { is_bit: false, ..Path::AS_IT_SHOULD_BE }),
        honest: || member(1),
        attempts,
        ledger: LEDGER,
        found_by: &[Agreement, Rank],
    },
    Defect {
        name: "a Merkle position is not used: the leaf is always the left child",
        source: "Binance, March 2026: cross-asset index reuse",
        holds: is_member,
        right: |cs, v| path(cs, v, Path::AS_IT_SHOULD_BE),
        wrong: |cs, v| path(cs, v, Path { is_used: false, ..Path::AS_IT_SHOULD_BE }),
        honest: || member(0),
        attempts,
        ledger: LEDGER,
        found_by: &[Agreement, Forge],
    },
    Defect {
        name: "the hashed children need not hold the node below",
        source: "common class",
        holds: is_child,
        right: |cs, v| children(cs, v, true),
        wrong: |cs, v| children(cs, v, false),
        honest: || vec![fr(5), hash("node", &[fr(5), fr(6)]), fr(5), fr(6)],
        attempts: || {
            let root = hash("node", &[fr(5), fr(6)]);
            vec![
                values("the right one", [fr(6), root, fr(5), fr(6)]),
                values("neither", [fr(7), root, fr(5), fr(6)]),
                values("another tree", [fr(7), root, fr(7), fr(6)]),
            ]
        },
        ledger: Ledger {
            caught_by: &[
                POSEIDON,
                &[("left", &["child", "root"]), ("right", &["child", "root"]), ("child", &["child"])],
            ],
            ..Ledger::EMPTY
        },
        found_by: &[Agreement, Rank],
    },
];

const LEDGER: Ledger = Ledger {
    caught_by: &[
        POSEIDON,
        &[("position", &["position", "root"]), ("sibling", &["root"]), ("left", &["left"])],
    ],
    ..Ledger::EMPTY
};

const LEAVES: [u64; 2] = [5, 6];

/// Leaf, root, sibling, position.
fn member(index: usize) -> Vec<Fr> {
    vec![fr(LEAVES[index]), hash("node", &LEAVES.map(fr)), fr(LEAVES[1 - index]), fr(index as u64)]
}

/// A leaf at the index, beside its sibling.
fn is_member(v: &[Fr]) -> bool {
    let children = if v[3] == fr(1) { [v[2], v[0]] } else { [v[0], v[2]] };
    fits(v[3], 1) && hash("node", &children) == v[1]
}

fn attempts() -> Vec<Attempt> {
    let root = hash("node", &LEAVES.map(fr));
    let at = |name, leaf: u64, sibling: Fr, index: Fr| values(name, [fr(leaf), root, sibling, index]);
    // Children (5, 6) out of any leaf: the sibling is what the sum leaves, the position what makes the left one 5.
    let sibling = fr(11) - fr(999);
    let position = (fr(5) - fr(999)) * (sibling - fr(999)).inverse().unwrap_or_default();
    vec![
        at("the left one", 5, fr(6), fr(0)),
        at("the right one", 6, fr(5), fr(1)),
        at("the left one on the right", 5, fr(6), fr(1)),
        at("no leaf", 7, fr(6), fr(0)),
        at("no leaf at a position in between", 999, sibling, position),
        at("another sibling", 5, fr(7), fr(0)),
    ]
}

struct Path {
    is_bit: bool,
    is_used: bool,
}

impl Path {
    const AS_IT_SHOULD_BE: Self = Self { is_bit: true, is_used: true };
}

/// A path of one level.
fn path(cs: &mut Cs, v: &[Fr], made: Path) {
    let (leaf, root) = (cs.public(v[0]), cs.public(v[1]));
    let (sibling, position) = (cs.input("sibling", v[2]), cs.input("position", v[3]));
    if made.is_bit {
        cs.boolean("position", position.clone());
    }
    let left = match made.is_used {
        true => &cs.mul("left", &position, &(&sibling - &leaf)) + &leaf,
        false => leaf.clone(),
    };
    let right = &(&leaf + &sibling) - &left;
    let node = var::hash(cs, "node", &[left, right]);
    cs.enforce_equal("root", &node, &root);
}

fn is_child(v: &[Fr]) -> bool {
    hash("node", &v[2..4]) == v[1] && v[2..4].contains(&v[0])
}

/// Both children hinted; the leaf is one of them.
fn children(cs: &mut Cs, v: &[Fr], leaf_is_among_them: bool) {
    let (leaf, root) = (cs.public(v[0]), cs.public(v[1]));
    let (left, right) = (cs.input("left", v[2]), cs.input("right", v[3]));
    if leaf_is_among_them {
        cs.enforce("child", &(&leaf - &left), &(&leaf - &right), &Num::zero());
    }
    let node = var::hash(cs, "node", &[left, right]);
    cs.enforce_equal("root", &node, &root);
}
