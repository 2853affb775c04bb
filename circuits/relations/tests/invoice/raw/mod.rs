//! Assignments that native types cannot express: field elements where the statement has days, amounts, flags, scalars and points. A
//! prover with everybody's keys ([`values::Raw::follow`]) makes all that depends on them anew, public inputs included, so that what refuses
//! them is the constraint that has to, and never a hash or a signature that no longer fits.

mod controls;
mod days;
mod elements;
mod flags;
mod kinds;
mod lists;
mod looser;
mod packing;
mod paths;
mod points;
mod prover;
mod ranges;
mod scalars;
mod shape;
mod values;

use covenant_gadgets::Fr;
use covenant_statements::invoice::sample::World;
use rayon::prelude::*;
use shape::Broken;
use values::Raw;

/// The constraints between what is computed and what is given: the prover keeps all of them.
const FOLLOWED: [&str; 7] = [
    "registry/root",
    "eddsa/equation",
    "voprf/evaluated",
    "voprf/challenge",
    "nullifier/public",
    "note/public",
    "environment/public",
];

/// The sample's world, unless a case needs another.
fn world() -> World {
    World::new(1)
}

fn one() -> Fr {
    Fr::from(1u64)
}

fn two_to(n: u32) -> Fr {
    use ark_ff::Field;
    Fr::from(2u64).pow([u64::from(n)])
}

/// An assignment, and the constraint that has to refuse it: its label, and an input that it is about.
struct Case {
    name: String,
    raw: Raw,
    label: &'static str,
    about: &'static str,
}

/// What is wrong with a refusal; `None` if the first constraint that breaks is the expected one, and what the prover keeps holds.
fn fault(case: &Case) -> Option<String> {
    let Case { name, raw, label, about } = case;
    let broken = raw.broken();
    let Some(first) = broken.first() else { return Some(format!("{name}: accepted")) };
    if first.label != *label || !first.inputs.iter().any(|input| input == about) {
        return Some(format!("{name}: refused by {first:?}, not by {label} about {about}"));
    }
    unfollowed(name, &broken)
}

fn unfollowed(name: &str, broken: &[Broken]) -> Option<String> {
    let stale = broken.iter().find(|b| FOLLOWED.contains(&b.label))?;
    Some(format!("{name}: {stale:?} does not follow, and would refuse it by itself"))
}

/// Every case is refused by its constraint.
fn all_refused(cases: &[Case]) {
    let faults: Vec<String> = cases.par_iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{} of {}: {faults:#?}", faults.len(), cases.len());
}
