//! The policy.

use super::{Change::World as W, Mutation};
use covenant_statements::{
    Bps, Fr,
    pool::{Figure, Rule},
};

pub(super) fn table() -> Vec<Mutation> {
    let form = Rule::PolicyForm;
    // What the circuit has no place for is not what the environment was made of.
    let other = Some("tape");
    let inputs = Some("inputs");
    vec![
        ("another version", W(|w| w.policy.version = 2), form, None, None),
        ("no note policy", W(|w| w.policy.note_policies.clear()), form, None, Some("lines")),
        (
            "five note policies",
            W(|w| w.policy.note_policies.extend([1u64; 4].map(Fr::from))),
            form,
            None,
            inputs,
        ),
        ("a band up to grade 8", W(|w| w.policy.max_grade = 8), form, None, inputs),
        (
            "a band upside down",
            W(|w| (w.policy.min_grade, w.policy.max_grade) = (3, 2)),
            form,
            None,
            Some("lines"),
        ),
        ("a default that loses less than all", W(|w| w.policy.loss[2][5] = Bps(9_999)), form, None, other),
        ("a loss of more than all", W(|w| w.policy.loss[2][4] = Bps(10_001)), form, None, None),
        ("a loss beyond its place", W(|w| w.policy.loss[2][4] = Bps(1 << 14)), form, None, inputs),
        ("losses that fall", W(|w| w.policy.loss[7][1] = Bps(1)), form, None, None),
        ("a discount beyond its place", W(|w| w.policy.discount = Bps(65_536)), form, None, inputs),
        ("none of the largest obligors", W(|w| w.policy.top_obligors = 0), form, None, None),
        ("65 of the largest obligors", W(|w| w.policy.top_obligors = 65), form, None, None),
        ("no tranche", W(|w| w.policy.tranches = 0), form, None, None),
        ("five tranches", W(|w| w.policy.tranches = 5), form, None, other),
        (
            "a least senior share over the greatest",
            W(|w| w.policy.min_senior = Bps(w.policy.max_senior.0 + 1)),
            form,
            None,
            None,
        ),
        ("a senior share over all assets", W(|w| w.policy.max_senior = Bps(10_001)), form, None, None),
        ("a buffer of more than all", W(|w| w.policy.buffers[0] = Bps(10_001)), form, None, Some("tranches")),
        (
            "a buffer below the last tranche",
            W(|w| w.policy.buffers[2] = Bps(1)),
            form,
            None,
            Some("tranches"),
        ),
        ("a stated figure hidden", W(|w| w.policy.bounded = vec![Figure::Reserve]), form, None, other),
    ]
}
