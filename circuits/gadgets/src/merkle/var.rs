//! Membership in circuits: the children of each level are hinted, and the current node must be the one at its place.

use super::{ARITY, Path};
use crate::{
    Fr,
    cs::{Bit, Cs, Num},
    poseidon::var::hash,
};

/// A path as private inputs: two position bits and three siblings for each level.
pub struct PathVar {
    levels: Vec<Level>,
}

struct Level {
    low: Bit,
    high: Bit,
    siblings: [Num; ARITY - 1],
}

impl PathVar {
    /// Allocates a path of `depth` levels. One of another length is no path: its siblings are zeros, which lead to no root.
    pub fn input(cs: &mut Cs, name: &'static str, path: &Path, depth: usize) -> Self {
        let siblings =
            |level| if path.siblings.len() == depth { path.siblings[level] } else { Default::default() };
        let levels = |cs: &mut Cs| {
            (0..depth).map(|level| Level::input(cs, path.index >> (2 * level), siblings(level))).collect()
        };
        cs.scoped(name, |cs| Self { levels: levels(cs) })
    }

    /// The root that a leaf gives: about 325 constraints a level.
    pub fn root(&self, cs: &mut Cs, tag: &str, leaf: &Num) -> Num {
        self.levels.iter().fold(leaf.clone(), |current, level| {
            let children = level.children(cs, &current);
            hash(cs, tag, &children)
        })
    }
}

impl Level {
    fn input(cs: &mut Cs, position: u32, siblings: [Fr; ARITY - 1]) -> Self {
        let mut bit = |name, shift: u32| {
            let num = cs.input(name, Fr::from(position >> shift & 1));
            cs.boolean("merkle/position", num)
        };
        let (low, high) = (bit("low", 0), bit("high", 1));
        Self { low, high, siblings: siblings.map(|sibling| cs.input("sibling", sibling)) }
    }

    /// The siblings with the current node put in at position low + 2·high.
    fn children(&self, cs: &mut Cs, current: &Num) -> [Num; ARITY] {
        let Self { low, high, siblings: [s0, s1, s2] } = self;
        // c₀ = pos = 0 ? current : s₀;  c₃ = pos = 3 ? current : s₂
        // c₁ = pos = 0 ? s₀ : pos = 1 ? current : s₁;  c₂ = pos = 3 ? s₂ : pos = 2 ? current : s₁
        let first = cs.select("merkle/first", low, s0, current);
        let c0 = cs.select("merkle/first", high, s0, &first);
        // In the lower half the pair is (current, s₀) or (s₀, current), and the sum of the two is fixed.
        let low_pair = &(s0 + current) - &c0;
        let c1 = cs.select("merkle/second", high, s1, &low_pair);
        let last = cs.select("merkle/last", low, current, s2);
        let c3 = cs.select("merkle/last", high, &last, s2);
        let high_pair = &(s2 + current) - &c3;
        let c2 = cs.select("merkle/third", high, &high_pair, s1);
        [c0, c1, c2, c3]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cs::Mode, merkle::Tree};

    #[test]
    fn every_leaf_leads_to_the_root() {
        let leaves: Vec<Fr> = (1..=23u64).map(Fr::from).collect();
        let tree = Tree::new("t", 3, leaves.clone()).unwrap();
        for (i, leaf) in leaves.iter().enumerate() {
            let mut cs = Cs::new(Mode::Full);
            let path = PathVar::input(&mut cs, "test", &tree.path(i).unwrap(), 3);
            let leaf = cs.input("test", *leaf);
            assert_eq!(path.root(&mut cs, "t", &leaf).value(), tree.root(), "leaf {i}");
            cs.is_satisfied().unwrap();
        }
    }

    #[test]
    fn a_position_is_a_bit() {
        let mut cs = Cs::new(Mode::Full);
        let tree = Tree::new("t", 1, vec![Fr::from(1u64)]).unwrap();
        PathVar::input(&mut cs, "test", &tree.path(0).unwrap(), 1);
        let mut z = cs.assignment();
        z[1] = Fr::from(2u64);
        assert_eq!(cs.is_satisfied_by(&z).unwrap_err().label, "merkle/position");
    }
}
