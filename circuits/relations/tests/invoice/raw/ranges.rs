//! Integers outside their range, and range checks whose bits are none.

use super::{
    Case, Raw, all_refused,
    kinds::{KINDS, Kind},
    one,
    shape::Shape,
    two_to,
};
use ark_ff::AdditiveGroup;
use covenant_gadgets::{
    Fr,
    cs::{Terms, Var},
};

/// Every integer among the inputs: names and widths.
pub(super) fn integers() -> impl Iterator<Item = (&'static str, u32)> {
    KINDS.iter().filter_map(|(name, kind)| match kind {
        Kind::Bits(width) => Some((*name, *width)),
        _ => None,
    })
}

#[test]
fn integers_outside_their_range_are_refused() {
    let mut cases = Vec::new();
    for (name, width) in integers() {
        let honest = Raw::sample().get(name);
        let mut values = vec![two_to(width), -one(), -two_to(width)];
        if honest != Fr::ZERO {
            values.extend([two_to(width) + honest, -honest]);
        }
        for (i, value) in values.into_iter().enumerate() {
            let mut raw = Raw::sample();
            raw.set(name, value);
            raw.follow();
            cases.push(Case { name: format!("{name}, {i}"), raw, label: "bits/boolean", about: name });
        }
    }
    all_refused(&cases);
}

/// The bits of an input's range check, the lowest left out, which is what the others leave: the constraint on it has all of them.
fn bits_of(name: &str, width: u32) -> Vec<Var> {
    let (shape, x) = (Shape::get(), Shape::get().input(name, 0));
    let is_range_check = |terms: &Terms| terms.len() == width as usize && terms.contains(&(x, one()));
    let lowest = shape.constraints.iter().find(|c| c.label == "bits/boolean" && is_range_check(&c.a));
    let lowest = lowest.unwrap_or_else(|| panic!("{name} has no range check of {width} bits"));
    let bit = |i: u32| lowest.a.iter().find(|(_, k)| *k == -two_to(i)).map(|(var, _)| *var);
    (1..width).map(|i| bit(i).unwrap_or_else(|| panic!("{name} has no bit {i}"))).collect()
}

/// The sum of the bits stays: bᵢ + 2, bᵢ₊₁ − 1, and the other way round. Nothing but their being bits refuses it.
#[test]
fn bits_that_sum_to_the_value_and_are_none_are_refused() {
    let shape = Shape::get();
    let z = Raw::sample().replay(Vec::new()).assignment();
    assert!(shape.broken(&z).is_empty());
    for (name, width) in integers() {
        let bits = bits_of(name, width);
        // Below the first of them is the lowest, which follows.
        let lower = [None].into_iter().chain(bits.iter().copied().map(Some));
        for (lower, upper) in lower.zip(&bits) {
            for sign in [one(), -one()] {
                let mut z = z.clone();
                z[shape.index(*upper)] -= sign;
                if let Some(lower) = lower {
                    z[shape.index(lower)] += sign + sign;
                }
                let changed: Vec<Var> = lower.into_iter().chain([*upper]).collect();
                let touched = shape
                    .constraints
                    .iter()
                    .filter(|c| c.a.iter().chain(&c.b).chain(&c.c).any(|(var, _)| changed.contains(var)));
                let refused = touched.filter(|c| !shape.holds(c, &z)).map(|c| c.label);
                assert_eq!(refused.clone().next(), Some("bits/boolean"), "{name}");
                // Masks are read bit by bit elsewhere; of all others only their own range check knows the bits.
                let is_mask = ["policy/kinds", "policy/capacities", "policy/lanes"].contains(&name);
                assert!(is_mask || refused.clone().all(|label| label == "bits/boolean"), "{name}");
            }
        }
    }
}
