//! The registry of parties: leaves, nodes, paths, proofs of possession.

use super::{
    node::{Node, object},
    trace::{hash_trace, rng, signature_trace},
};
use covenant_gadgets::merkle::{Path, Tree};
use covenant_statements::{
    Fr, Leaf,
    invoice::sample::{Registered, World},
    party::{REGISTRY_DEPTH, REGISTRY_NODE, possession_message, registry_tree, roles_mask},
};

pub(super) fn vectors() -> Node {
    let world = World::new(1);
    let tree = world.registry();
    let entries: Vec<&Registered> = [&world.signer, &world.seller].into_iter().chain(&world.others).collect();
    let leaves = entries.iter().map(|entry| leaf(&entry.leaf));
    let paths = (0..entries.len()).map(|i| path(&tree, i, entries[i].leaf.hash()));
    let possessions = entries.iter().map(|entry| possession(&world, entry));
    object! {
        "depth" => REGISTRY_DEPTH as u64,
        "empty_subtrees" => Node::list(empty_subtrees()),
        "leaves" => Node::list(leaves),
        "root" => tree.root(),
        "paths" => Node::list(paths),
        "possessions" => Node::list(possessions),
        "other_sizes" => Node::list([0usize, 1, 4, 5, 64, 65].map(sized)),
    }
}

/// The root of an empty tree of 0, 1, … 12 levels.
fn empty_subtrees() -> Vec<Fr> {
    (0..=REGISTRY_DEPTH)
        .map(|depth| Tree::new(REGISTRY_NODE, depth, vec![]).map(|tree| tree.root()).unwrap_or_default())
        .collect()
}

/// The tree over the leaves 1, 2, … n.
fn sized(n: usize) -> Node {
    let tree = registry_tree((1..=n as u64).map(Fr::from).collect());
    object! { "leaves" => n as u64, "root" => tree.map(|tree| tree.root()) }
}

/// An entry and its hash.
pub(super) fn leaf(leaf: &Leaf) -> Node {
    let names = [
        "role",
        "party",
        "has_principal",
        "principal",
        "has_fiscal_rule",
        "fiscal_rule",
        "A.x",
        "A.y",
        "valid_from",
        "valid_until",
        "salt",
    ];
    let values: Vec<(&'static str, Fr)> = names.into_iter().zip(leaf.values()).collect();
    object! { "entry" => Node::form(leaf), "hash" => hash_trace("covenant/party-leaf", &values), "leaf" => leaf.hash() }
}

fn path(tree: &Tree, index: usize, leaf: Fr) -> Node {
    let path = tree.path(index).unwrap_or_else(|| unreachable!("the leaf is in the tree"));
    assert_eq!(path.root(REGISTRY_NODE, leaf), tree.root());
    steps(&path, leaf)
}

/// A path in the registry with the node of each level.
pub(super) fn steps(path: &Path, leaf: Fr) -> Node {
    steps_of(REGISTRY_NODE, path, leaf)
}

/// A path in a tree with nodes of this tag, with the node of each level.
pub(super) fn steps_of(tag: &str, path: &Path, leaf: Fr) -> Node {
    let mut current = leaf;
    let nodes: Vec<Node> = (0..path.siblings.len())
        .map(|level| {
            let children = path.children(level, current);
            let names = ["c0", "c1", "c2", "c3"];
            let values: Vec<(&'static str, Fr)> = names.into_iter().zip(children).collect();
            current = covenant_gadgets::merkle::node(tag, &children);
            hash_trace(tag, &values)
        })
        .collect();
    object! { "index" => path.index, "leaf" => leaf, "nodes" => nodes, "root" => current }
}

fn possession(world: &World, entry: &Registered) -> Node {
    let (key, party, roles) = (entry.key.public(), entry.leaf.party, [entry.leaf.role]);
    let values = [
        ("network", world.network.to_field()),
        ("party", party.0),
        ("roles", roles_mask(&roles)),
        ("A.x", key.x),
        ("A.y", key.y),
    ];
    let message = possession_message(world.network, party, &roles, &key);
    let signature = entry.key.sign(message, &mut rng(500));
    object! { "hash" => hash_trace("covenant/possession", &values), "signature" => signature_trace(&entry.key, message, &signature) }
}
