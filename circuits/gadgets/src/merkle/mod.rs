//! A 4-ary Merkle tree over Poseidon: node = H(tag, c₀, c₁, c₂, c₃), an empty leaf is 0.

#[cfg(feature = "r1cs")]
pub mod var;

use crate::{Fr, poseidon::hash};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use ark_ff::AdditiveGroup;

/// Children of a node.
pub const ARITY: usize = 4;

/// A path from a leaf to the root: for each level from the leaves up, the three siblings in order.
#[derive(Clone, PartialEq, Eq)]
pub struct Path {
    /// The leaf's position, two bits for each level.
    pub index: u32,
    /// Siblings, level by level.
    pub siblings: Vec<[Fr; ARITY - 1]>,
}

impl core::fmt::Debug for Path {
    /// A place in the registry tells who a member is.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Path([redacted])")
    }
}

/// The parent of four children.
#[must_use]
pub fn node(tag: &str, children: &[Fr; ARITY]) -> Fr {
    hash(tag, children)
}

impl Path {
    /// The children at one level, the current node put back in its place.
    #[must_use]
    pub fn children(&self, level: usize, current: Fr) -> [Fr; ARITY] {
        let position = (self.index >> (2 * level)) as usize % ARITY;
        let siblings = &self.siblings[level];
        core::array::from_fn(|i| match i.cmp(&position) {
            core::cmp::Ordering::Less => siblings[i],
            core::cmp::Ordering::Equal => current,
            core::cmp::Ordering::Greater => siblings[i - 1],
        })
    }

    /// The root that this path gives for a leaf.
    #[must_use]
    pub fn root(&self, tag: &str, leaf: Fr) -> Fr {
        (0..self.siblings.len()).fold(leaf, |current, level| node(tag, &self.children(level, current)))
    }
}

/// A tree of a fixed depth whose leaves fill from the left; empty subtrees are shared.
#[derive(Clone, Debug)]
pub struct Tree {
    tag: &'static str,
    /// Level 0 holds the leaves; each level only as far as it is not empty.
    levels: Vec<Vec<Fr>>,
    /// The value of an empty subtree at each level.
    empty: Vec<Fr>,
}

impl Tree {
    /// A tree of `depth` levels over at most 4^depth leaves; `None` if there are more.
    #[must_use]
    pub fn new(tag: &'static str, depth: usize, leaves: Vec<Fr>) -> Option<Self> {
        if leaves.len() as u128 > 1 << (2 * depth) {
            return None;
        }
        let mut empty = alloc::vec![Fr::ZERO];
        let mut levels = alloc::vec![leaves];
        for level in 0..depth {
            let children_of = |chunk: &[Fr]| core::array::from_fn(|i| *chunk.get(i).unwrap_or(&empty[level]));
            let parents = levels[level].chunks(ARITY).map(|chunk| node(tag, &children_of(chunk))).collect();
            levels.push(parents);
            empty.push(node(tag, &[empty[level]; ARITY]));
        }
        Some(Self { tag, levels, empty })
    }

    /// Puts leaves into places that are taken, or into those after the last in their order, and renews the nodes above them. A place beyond
    /// those, or beyond the tree's room, changes nothing and is answered with `false`.
    #[must_use]
    pub fn change(&mut self, leaves: &BTreeMap<usize, Fr>) -> bool {
        let depth = self.empty.len() - 1;
        let added = leaves.range(self.levels[0].len()..).count();
        let whole = self.levels[0].len() + added;
        let in_order = leaves.keys().next_back().is_none_or(|last| *last < whole);
        if !in_order || whole as u128 > 1 << (2 * depth) {
            return false;
        }
        leaves.iter().for_each(|(index, leaf)| put(&mut self.levels[0], *index, *leaf));
        let mut changed: Vec<usize> = leaves.keys().map(|index| index / ARITY).collect();
        for level in 0..depth {
            changed.dedup();
            for parent in &changed {
                let first = parent * ARITY;
                let child = |i| *self.levels[level].get(first + i).unwrap_or(&self.empty[level]);
                let value = node(self.tag, &core::array::from_fn(child));
                put(&mut self.levels[level + 1], *parent, value);
            }
            changed.iter_mut().for_each(|index| *index /= ARITY);
        }
        true
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Fr {
        let depth = self.empty.len() - 1;
        *self.levels[depth].first().unwrap_or(&self.empty[depth])
    }

    /// The path of a leaf that is there.
    #[must_use]
    pub fn path(&self, index: usize) -> Option<Path> {
        self.levels[0].get(index)?;
        let depth = self.empty.len() - 1;
        let siblings = (0..depth).map(|level| {
            let position = index >> (2 * level);
            let first = position / ARITY * ARITY;
            let at = |i: usize| *self.levels[level].get(i).unwrap_or(&self.empty[level]);
            let mut others = (first..first + ARITY).filter(|i| *i != position).map(at);
            core::array::from_fn(|_| others.next().unwrap_or(Fr::ZERO))
        });
        Some(Path { index: u32::try_from(index).ok()?, siblings: siblings.collect() })
    }

    /// The tag of its nodes.
    #[must_use]
    pub fn tag(&self) -> &'static str {
        self.tag
    }
}

/// Replaces a value, or appends it.
fn put(values: &mut Vec<Fr>, index: usize, value: Fr) {
    match values.get_mut(index) {
        Some(place) => *place = value,
        None => values.push(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_that_is_changed_is_the_one_that_is_made_anew() {
        let of = |leaves: &[u64]| Tree::new("t", 3, leaves.iter().copied().map(Fr::from).collect()).unwrap();
        let mut leaves: Vec<u64> = Vec::new();
        let mut tree = of(&leaves);
        for (places, count) in
            [(vec![0], 1), (vec![0, 1, 2, 3, 4], 5), (vec![2], 5), (vec![], 5), (vec![1, 4, 5], 6)]
        {
            let changes = places.into_iter().map(|place| (place, 100 + count + place as u64));
            let changes: BTreeMap<usize, u64> = changes.collect();
            leaves.resize(count as usize, 0);
            changes.iter().for_each(|(place, leaf)| leaves[*place] = *leaf);
            assert!(tree.change(&changes.iter().map(|(place, leaf)| (*place, Fr::from(*leaf))).collect()));
            let anew = of(&leaves);
            assert_eq!(tree.root(), anew.root());
            assert!((0..leaves.len()).all(|place| tree.path(place) == anew.path(place)));
        }
        let full: BTreeMap<usize, Fr> = (6..64).map(|place| (place, Fr::from(1u64))).collect();
        let gap = BTreeMap::from([(7, Fr::from(1u64))]);
        let before = tree.root();
        assert!(!tree.change(&gap) && tree.root() == before);
        assert!(tree.change(&full));
        assert!(!tree.change(&BTreeMap::from([(64, Fr::from(1u64))])));
    }

    #[test]
    fn every_path_leads_to_the_root() {
        for n in [1usize, 2, 4, 5, 17, 64] {
            let leaves: Vec<Fr> = (1..=n as u64).map(Fr::from).collect();
            let tree = Tree::new("t", 3, leaves.clone()).unwrap();
            for (i, leaf) in leaves.iter().enumerate() {
                let path = tree.path(i).unwrap();
                assert_eq!(path.root("t", *leaf), tree.root());
                assert_ne!(path.root("t", *leaf + Fr::from(1u64)), tree.root());
            }
            assert!(tree.path(n).is_none());
        }
        assert!(Tree::new("t", 1, alloc::vec![Fr::ZERO; 5]).is_none());
    }
}
