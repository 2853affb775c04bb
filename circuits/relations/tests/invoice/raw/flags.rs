//! Flags that are neither 0 nor 1.

use super::{
    Case, Raw, all_refused,
    kinds::{KINDS, Kind},
    one,
};
use ark_ff::AdditiveGroup;
use covenant_gadgets::Fr;

#[test]
fn flags_of_two_and_of_minus_one_are_refused() {
    let mut cases = Vec::new();
    for (name, kind) in KINDS {
        let Kind::Flag(label) = kind else { continue };
        for value in [one() + one(), -one()] {
            let mut raw = Raw::sample();
            if *name == "terms/capacity" {
                // Their sum stays one.
                raw.set_at(name, 1, one() - value);
            }
            raw.set(name, value);
            if let Some(optional) = name.strip_suffix("/is-some") {
                // A value beside such a flag would have to be zero by another constraint.
                raw.set(&format!("{optional}/value"), Fr::ZERO);
            }
            raw.follow();
            cases.push(Case { name: format!("{name} of {value}"), raw, label, about: name });
        }
    }
    all_refused(&cases);
}

/// Capacity bits whose sum is one and whose number is one of the three.
#[test]
fn capacities_are_one_bit() {
    let (two, three) = (Fr::from(2u64), Fr::from(3u64));
    let mixtures =
        [[two, -one(), Fr::ZERO], [two, -two, one()], [-one(), three, -one()], [one(), one(), -one()]];
    let cases = mixtures.map(|bits| {
        let mut raw = Raw::sample();
        bits.into_iter().enumerate().for_each(|(i, bit)| raw.set_at("terms/capacity", i, bit));
        raw.follow();
        Case { name: format!("{bits:?}"), raw, label: "input/boolean", about: "terms/capacity" }
    });
    all_refused(&cases);
    let mut raw = Raw::sample();
    raw.set_at("terms/capacity", 1, one());
    raw.follow();
    all_refused(&[Case { name: "two".into(), raw, label: "terms/one-capacity", about: "terms/capacity" }]);
}

#[test]
fn the_policy_has_one_version() {
    let cases = [Fr::ZERO, one() + one(), -one()].map(|version| {
        let mut raw = Raw::sample();
        raw.set("policy/version", version);
        raw.follow();
        Case { name: format!("version {version}"), raw, label: "policy/version", about: "policy/version" }
    });
    all_refused(&cases);
}

/// A value where the flag says none, as if somebody had it.
#[test]
fn a_value_beside_a_flag_of_none_is_refused() {
    let optional =
        ["terms/terms", "terms/payee", "signer/principal", "signer/fiscal-rule", "seller/principal"];
    let cases = optional.map(|name| {
        let mut raw = Raw::sample();
        raw.set(&format!("{name}/is-some"), Fr::ZERO);
        raw.set(&format!("{name}/value"), -one());
        raw.follow();
        let about = KINDS.iter().map(|(kind, _)| *kind).find(|kind| *kind == format!("{name}/value"));
        Case { name: name.into(), raw, label: "optional/none-is-zero", about: about.unwrap() }
    });
    all_refused(&cases);
}
