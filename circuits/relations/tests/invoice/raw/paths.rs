//! Positions that are no bits: with them, a leaf that is in no registry has a path to the honest root.

use super::{FOLLOWED, Raw, one, shape::Shape};
use ark_ff::{AdditiveGroup, Field};
use covenant_gadgets::{Fr, merkle::ARITY};

/// Siblings and low position with which `current` gives these children, for a high position h: the selections of the circuit are linear in
/// the siblings, and one equation is left, a quadratic one for the low position.
fn place(current: Fr, children: [Fr; ARITY], h: Fr) -> Option<(Fr, [Fr; ARITY - 1])> {
    let [c0, c1, c2, c3] = children;
    let siblings = |l: Fr| {
        // c₀ = m·current + (1 − m)·s₀ with m = (1 − l)(1 − h);  c₃ = h·l·current + (1 − h·l)·s₂
        let (m, hl) = ((one() - l) * (one() - h), h * l);
        let s0 = (c0 - m * current) * (one() - m).inverse()?;
        let s2 = (c3 - hl * current) * (one() - hl).inverse()?;
        // c₁ = h·s₁ + (1 − h)·(s₀ + current − c₀)
        let s1 = (c1 - (one() - h) * (s0 + current - c0)) * h.inverse()?;
        Some([s0, s1, s2])
    };
    // What c₂ misses, times both denominators: a quadratic polynomial in l, known from three of its values.
    let misses = |l: Fr| {
        let [_, s1, s2] = siblings(l)?;
        let c = h * (s2 + current - c3) + (one() - h) * s1;
        Some((c - c2) * (one() - (one() - l) * (one() - h)) * (one() - h * l))
    };
    let [x0, x1, x2] = [3u64, 4, 5].map(Fr::from);
    let [y0, y1, y2] = [misses(x0)?, misses(x1)?, misses(x2)?];
    let half = Fr::from(2u64).inverse()?;
    let a = (y2 - y1.double() + y0) * half;
    let b = y1 - y0 - a * (x1 + x0);
    let c = y0 - (a * x0 + b) * x0;
    let root = (b.square() - Fr::from(4u64) * a * c).sqrt()?;
    let l = (root - b) * (a.double()).inverse()?;
    (misses(l)? == Fr::ZERO).then(|| Some((l, siblings(l)?))).flatten()
}

/// The honest children of the first level; positions 0 and 1.
fn children(raw: &Raw, who: &str, position: usize) -> [Fr; ARITY] {
    let own = raw.leaves()[position];
    let siblings = [0, 1, 2].map(|i| raw.at(&format!("{who}/path/sibling"), i));
    let mut children = siblings.to_vec();
    children.insert(position, own);
    children.try_into().unwrap()
}

#[test]
fn a_leaf_of_no_registry_is_kept_out_by_the_position_bits_alone() {
    for (position, who, about) in [(0, "signer", "signer/path"), (1, "seller", "seller/path")] {
        let mut raw = Raw::sample();
        raw.follow();
        let honest = children(&raw, who, position);
        let other = ["seller", "signer"][position];
        // An entry of the prover's own: another salt, and so another leaf.
        raw.set(&format!("{who}/salt"), Fr::from(77u64));
        raw.keep("registry-root");
        (0..36).for_each(|i| {
            for who in [who, other] {
                let name = format!("{who}/path/sibling");
                raw.set_at(&name, i, raw.at(&name, i));
            }
        });
        raw.follow();
        assert!(raw.broken().iter().any(|b| b.label == "registry/root"), "it is in no registry");
        let leaf = raw.leaves()[position];
        let (h, (l, siblings)) =
            (2..).map(Fr::from).find_map(|h: Fr| Some((h, place(leaf, honest, h)?))).unwrap();
        raw.set_at(&format!("{who}/path/low"), 0, l);
        raw.set_at(&format!("{who}/path/high"), 0, h);
        for (i, sibling) in siblings.into_iter().enumerate() {
            raw.set_at(&format!("{who}/path/sibling"), i, sibling);
        }
        raw.follow();
        let broken = raw.broken();
        assert!(!broken.iter().any(|b| FOLLOWED.contains(&b.label)), "{who}: {broken:?}");
        let only = |b: &super::Broken| b.label == "merkle/position" && b.inputs[0].starts_with(about);
        assert!(broken.len() == 2 && broken.iter().all(only), "{who}: {broken:?}");
    }
}

/// Each position at each level, by itself.
#[test]
fn positions_of_two_and_of_minus_one_are_refused() {
    let (shape, honest) = (Shape::get(), Raw::sample().replay(Vec::new()).assignment());
    for name in ["signer/path/low", "signer/path/high", "seller/path/low", "seller/path/high"] {
        for (level, var) in shape.inputs[name].iter().enumerate() {
            for value in [Fr::from(2u64), -one()] {
                let mut z = honest.clone();
                z[shape.index(*var)] = value;
                let broken = shape.broken(&z);
                let first = broken.first().unwrap();
                assert_eq!(first.label, "merkle/position", "{name} at level {level}");
                assert!(first.inputs.iter().any(|input| input == name), "{name} at level {level}");
            }
        }
    }
}
