//! A whole tree, and proofs from it.

use crate::merkle::{self, Hash};

/// The complete subtrees of a tree: `levels[k][i]` is over the leaves `i·2^k .. (i+1)·2^k`. Some 64 bytes a leaf.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    pub(crate) fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(hash);
            let [.., left, right] = row.as_slice() else { return };
            if row.len() % 2 == 1 {
                return;
            }
            hash = merkle::node(left, right);
        }
    }

    /// The nodes of a level, those over complete subtrees.
    pub(crate) fn level(&self, level: usize) -> &[Hash] {
        self.levels.get(level).map_or(&[], Vec::as_slice)
    }

    /// The root over the first `size` leaves.
    pub(crate) fn root(&self, size: u64) -> Hash {
        if size == 0 { merkle::empty() } else { self.over(0, size) }
    }

    /// The path from leaf `index` to the root over the first `size` leaves, the leaf's sibling first (RFC 9162, section
    /// 2.1.3.1).
    pub(crate) fn inclusion(&self, index: u64, size: u64) -> Vec<Hash> {
        let (mut start, mut end, mut path) = (0, size, Vec::new());
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                path.push(self.over(middle, end));
                end = middle;
            } else {
                path.push(self.over(start, middle));
                start = middle;
            }
        }
        path.reverse();
        path
    }

    /// The proof that the first `new` leaves begin with the first `old` (section 2.1.4.1).
    pub(crate) fn consistency(&self, old: u64, new: u64) -> Vec<Hash> {
        if old == 0 {
            return Vec::new();
        }
        let (mut start, mut end, mut proof) = (0, new, Vec::new());
        // Down to the subtree that ends where the old tree does.
        while end != old {
            let middle = start + split(end - start);
            if old <= middle {
                proof.push(self.over(middle, end));
                end = middle;
            } else {
                proof.push(self.over(start, middle));
                start = middle;
            }
        }
        if start != 0 {
            proof.push(self.over(start, end));
        }
        proof.reverse();
        proof
    }

    /// The hash over the leaves `start .. end`, which begin where a subtree of that many leaves does.
    fn over(&self, start: u64, end: u64) -> Hash {
        let leaves = end - start;
        if leaves.is_power_of_two() {
            let level = leaves.trailing_zeros();
            return self.levels[level as usize][(start >> level) as usize];
        }
        let middle = start + split(leaves);
        merkle::node(&self.over(start, middle), &self.over(middle, end))
    }
}

/// The largest power of two below `leaves`, which are two at least.
fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use sha2::{Digest as _, Sha256};
    use tlog_tiles as other;

    use super::*;

    const LARGEST: usize = 600;

    /// The definitions of RFC 9162, sections 2.1.1, 2.1.3.1 and 2.1.4.1, word for word, on entries.
    #[derive(Default)]
    struct Definition {
        entries: Vec<Vec<u8>>,
        known: HashMap<(usize, usize), Hash>,
    }

    impl Definition {
        fn mth(&mut self, from: usize, to: usize) -> Hash {
            if let Some(hash) = self.known.get(&(from, to)) {
                return *hash;
            }
            let n = to - from;
            let hash = match n {
                0 => Sha256::digest(b"").into(),
                1 => Sha256::digest([&[0], self.entries[from].as_slice()].concat()).into(),
                _ => {
                    let k = largest_power_below(n);
                    let (left, right) = (self.mth(from, from + k), self.mth(from + k, to));
                    Sha256::digest([&[1], left.as_slice(), &right].concat()).into()
                }
            };
            self.known.insert((from, to), hash);
            hash
        }

        fn path(&mut self, m: usize, from: usize, to: usize) -> Vec<Hash> {
            let n = to - from;
            if n == 1 {
                return Vec::new();
            }
            let k = largest_power_below(n);
            let (mut path, beside) = if m < k {
                (self.path(m, from, from + k), self.mth(from + k, to))
            } else {
                (self.path(m - k, from + k, to), self.mth(from, from + k))
            };
            path.push(beside);
            path
        }

        fn subproof(&mut self, m: usize, from: usize, to: usize, whole: bool) -> Vec<Hash> {
            let n = to - from;
            if m == n {
                return if whole { Vec::new() } else { vec![self.mth(from, to)] };
            }
            let k = largest_power_below(n);
            let (mut proof, beside) = if m <= k {
                (self.subproof(m, from, from + k, whole), self.mth(from + k, to))
            } else {
                (self.subproof(m - k, from + k, to, false), self.mth(from, from + k))
            };
            proof.push(beside);
            proof
        }
    }

    fn largest_power_below(n: usize) -> usize {
        (0..).map(|power| 1 << power).take_while(|power| *power < n).last().unwrap()
    }

    fn both() -> (Definition, Tree) {
        let mut definition = Definition::default();
        let mut tree = Tree::default();
        for number in 0..LARGEST {
            let entry = format!("entry {number}").into_bytes();
            tree.push(merkle::leaf(&entry));
            definition.entries.push(entry);
        }
        (definition, tree)
    }

    #[test]
    fn small_trees_are_those_of_the_standard_by_hand() {
        let hex = |hash: Hash| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        // The values of Certificate Transparency's reference tests: no entry, and the empty entry.
        assert_eq!(hex(merkle::empty()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(
            hex(merkle::leaf(b"")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        // Its eight entries, whose root every implementation has in its tests.
        let entries: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let mut tree = Tree::default();
        entries.iter().for_each(|entry| tree.push(merkle::leaf(entry)));
        assert_eq!(hex(tree.root(2)), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
        assert_eq!(hex(tree.root(8)), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    #[test]
    fn every_root_path_and_consistency_is_the_definitions() {
        let (mut definition, tree) = both();
        for size in 1..=LARGEST {
            let root = tree.root(size as u64);
            assert_eq!(root, definition.mth(0, size));
            for index in 0..size {
                let path = tree.inclusion(index as u64, size as u64);
                assert_eq!(path, definition.path(index, 0, size), "{index} of {size}");
                let leaf = merkle::leaf(&definition.entries[index]);
                merkle::verify_inclusion(&leaf, index as u64, size as u64, &path, &root).unwrap();
                let (old, old_root) = (index + 1, tree.root(index as u64 + 1));
                let proof = tree.consistency(old as u64, size as u64);
                assert_eq!(proof, definition.subproof(old, 0, size, true), "{old} in {size}");
                merkle::verify_consistency((old as u64, &old_root), (size as u64, &root), &proof).unwrap();
            }
        }
    }

    #[test]
    fn another_implementation_takes_every_proof() {
        let (_, tree) = both();
        let theirs = |hashes: Vec<Hash>| hashes.into_iter().map(other::Hash).collect::<Vec<_>>();
        for size in (1..=140).chain([255, 256, 257, 511, 512, 513, 600]) {
            let root = other::Hash(tree.root(size));
            for index in 0..size {
                let leaf = other::Hash(tree.level(0)[index as usize]);
                other::check_record(&theirs(tree.inclusion(index, size)), size, root, index, leaf).unwrap();
                let old = index + 1;
                let proof = theirs(tree.consistency(old, size));
                other::check_tree(&proof, size, root, old, other::Hash(tree.root(old))).unwrap();
            }
        }
    }

    #[test]
    fn no_bit_of_a_proof_may_be_another() {
        let (_, tree) = both();
        for (index, size) in [(0, 2), (4, 5), (6, 7), (99, 100), (255, 256), (256, 257), (17, 600)] {
            let (root, leaf) = (tree.root(size), tree.level(0)[index as usize]);
            let path = tree.inclusion(index, size);
            let holds = |path: &[Hash]| merkle::verify_inclusion(&leaf, index, size, path, &root).is_ok();
            refuse_changes(&path, holds);
            for other in (0..size).filter(|other| *other != index) {
                assert!(merkle::verify_inclusion(&leaf, other, size, &path, &root).is_err(), "{other}");
            }
            assert!(merkle::verify_inclusion(&leaf, u64::MAX, u64::MAX, &path, &root).is_err());
        }
        for (old, new) in [(1, 2), (3, 4), (4, 7), (6, 8), (100, 101), (256, 600), (511, 600)] {
            let (before, after) = (tree.root(old), tree.root(new));
            let proof = tree.consistency(old, new);
            let holds =
                |proof: &[Hash]| merkle::verify_consistency((old, &before), (new, &after), proof).is_ok();
            refuse_changes(&proof, holds);
            // Turned round, and of roots that are others.
            assert!(merkle::verify_consistency((new, &after), (old, &before), &proof).is_err());
            assert!(merkle::verify_consistency((old, &after), (new, &after), &proof).is_err());
            assert!(merkle::verify_consistency((old, &before), (new, &before), &proof).is_err());
            assert!(merkle::verify_consistency((0, &before), (new, &after), &[]).is_err());
            assert!(merkle::verify_consistency((new, &before), (new, &after), &[]).is_err());
        }
        assert!(merkle::verify_consistency((0, &merkle::empty()), (5, &tree.root(5)), &[]).is_ok());
    }

    fn refuse_changes(proof: &[Hash], holds: impl Fn(&[Hash]) -> bool) {
        assert!(holds(proof));
        for bit in 0..proof.len() * 256 {
            let mut flipped = proof.to_vec();
            flipped[bit / 256][bit % 256 / 8] ^= 1 << (bit % 8);
            assert!(!holds(&flipped), "bit {bit}");
        }
        assert!(!holds(&proof[..proof.len() - 1]));
        assert!(!holds(&[proof, &[[0; 32]]].concat()));
        assert!(!holds(&[&[[0; 32]], proof].concat()));
    }
}
