//! RFC 9162's Merkle tree over SHA-256 (2.1.1): a leaf is SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖ right), and a tree of n leaves
//! has the largest power of two below n on its left.

use sha2::{Digest, Sha256};

/// A node.
pub type Node = [u8; 32];

/// SHA-256(0x00 ‖ data).
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Node {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

fn node_hash(left: &Node, right: &Node) -> Node {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// A tree with all its nodes, level by level from the leaves: a node without a neighbour goes up as it is, which is RFC 9162's tree.
#[derive(Clone)]
pub struct Tree {
    levels: Vec<Vec<Node>>,
}

impl std::fmt::Debug for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tree([redacted])")
    }
}

impl Tree {
    /// The tree over leaf hashes. There is at least one.
    #[must_use]
    pub fn new(leaves: Vec<Node>) -> Self {
        let mut levels = vec![leaves];
        while let Some(level) = levels.last().filter(|level| level.len() > 1) {
            let above = level
                .chunks(2)
                .map(|pair| if let [left, right] = pair { node_hash(left, right) } else { pair[0] })
                .collect();
            levels.push(above);
        }
        Self { levels }
    }

    /// The root; that of no leaves is SHA-256 of nothing.
    #[must_use]
    pub fn root(&self) -> Node {
        let top = self.levels.last().and_then(|level| level.first());
        top.copied().unwrap_or_else(|| Sha256::digest([]).into())
    }

    /// The neighbours from a leaf up.
    #[must_use]
    pub fn path(&self, leaf: usize) -> Vec<Node> {
        let levels = self.levels.iter().enumerate();
        levels.filter_map(|(height, level)| level.get((leaf >> height) ^ 1).copied()).collect()
    }
}

/// The root that a path leads to (2.1.3.2); none where the leaf is not among so many, or the path has another length.
#[must_use]
pub fn root_of(leaf: &Node, index: usize, leaves: usize, path: &[Node]) -> Option<Node> {
    let mut last = leaves.checked_sub(1).filter(|last| index <= *last)?;
    let mut index = index;
    let mut node = *leaf;
    let mut path = path.iter();
    while last > 0 {
        if index % 2 == 1 {
            node = node_hash(path.next()?, &node);
        } else if index < last {
            node = node_hash(&node, path.next()?);
        }
        (index, last) = (index / 2, last / 2);
    }
    path.next().is_none().then_some(node)
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_gadgets::field::{bytes_hex, hex_bytes};

    /// The tree of the certificate transparency log's reference implementation.
    const LEAVES: [&str; 8] =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const ROOTS: [(usize, &str); 2] = [
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ];

    fn tree(size: usize) -> Tree {
        Tree::new(LEAVES[..size].iter().map(|leaf| leaf_hash(&hex_bytes(leaf).unwrap())).collect())
    }

    #[test]
    fn roots_are_the_reference_implementations() {
        for (size, root) in ROOTS {
            assert_eq!(bytes_hex(&tree(size).root()), root, "{size} leaves");
        }
        assert_eq!(bytes_hex(&Tree::new(Vec::new()).root())[..8], *"e3b0c442");
    }

    /// The recursion of 2.1.1, word by word.
    fn by_recursion(leaves: &[Node]) -> Node {
        if let [leaf] = leaves {
            return *leaf;
        }
        let split = leaves.len().next_power_of_two() / 2;
        node_hash(&by_recursion(&leaves[..split]), &by_recursion(&leaves[split..]))
    }

    #[test]
    fn a_path_leads_to_the_root_from_its_own_place_only() {
        for size in 1..40 {
            let leaves: Vec<Node> = (0..size as u8).map(|i| leaf_hash(&[i])).collect();
            let tree = Tree::new(leaves.clone());
            assert_eq!(tree.root(), by_recursion(&leaves), "{size} leaves");
            for (i, leaf) in leaves.iter().enumerate() {
                let path = tree.path(i);
                let found: Vec<usize> =
                    (0..size + 2).filter(|j| root_of(leaf, *j, size, &path) == Some(tree.root())).collect();
                assert_eq!(found, [i], "{size} leaves");
                assert_eq!(root_of(leaf, i, size, &[path.as_slice(), &[[0; 32]]].concat()), None);
                if let Some((_, shorter)) = path.split_last() {
                    assert_eq!(root_of(leaf, i, size, shorter), None);
                }
            }
        }
        assert_eq!(root_of(&[0; 32], 0, 0, &[]), None);
    }
}
