//! Lists and texts whose length is not theirs.

use super::{
    Case, FOLLOWED, Raw, all_refused,
    kinds::{KINDS, Kind},
    one,
    shape::Shape,
    two_to,
};
use covenant_gadgets::Fr;

/// The sample with this length of a list of the policy.
fn with_length(name: &str, length: Fr) -> Raw {
    let mut raw = Raw::sample();
    raw.set_at(name, 0, length);
    raw.follow();
    raw
}

#[test]
fn lengths_that_no_list_has_are_refused() {
    let mut cases = Vec::new();
    for (name, _) in KINDS.iter().filter(|(_, kind)| *kind == Kind::List) {
        let places = Shape::get().inputs[*name].len() as u64 - 1;
        let half = one() / Fr::from(2u64);
        for length in [Fr::from(places + 1), two_to(32), two_to(253), -one(), half] {
            let name_of_case = format!("{name} of {length}");
            let raw = with_length(name, length);
            cases.push(Case { name: name_of_case, raw, label: "list/length", about: name });
        }
        // A place behind the last one that is used.
        let mut raw = Raw::sample();
        raw.set_at(name, places as usize, -one());
        raw.follow();
        cases.push(Case { name: format!("{name}, more"), raw, label: "list/unused-is-zero", about: name });
        let raw = with_length(name, Fr::from(0u64));
        cases.push(Case { name: format!("{name}, fewer"), raw, label: "list/unused-is-zero", about: name });
    }
    all_refused(&cases);
}

/// The number's length and limbs: only the constraints of the text refuse them.
#[test]
fn numbers_that_no_text_has_are_refused() {
    let honest = Raw::sample();
    let (length, last) = (honest.get("terms/number-length"), honest.at("terms/number", 2));
    let mut cases: Vec<(String, Raw)> = Vec::new();
    for value in [
        length + one(),
        length - one(),
        Fr::from(0u64),
        Fr::from(65u64),
        two_to(64),
        two_to(253),
        -one(),
        -length,
    ] {
        let mut raw = Raw::sample();
        raw.set("terms/number-length", value);
        cases.push((format!("length {value}"), raw));
    }
    for (i, bytes) in [(0, 31), (1, 31), (2, 2)] {
        let honest = honest.at("terms/number", i);
        for value in
            [honest + two_to(8 * bytes), honest - two_to(8 * bytes), two_to(253), -one(), honest + one()]
        {
            let mut raw = Raw::sample();
            raw.set_at("terms/number", i, value);
            cases.push((format!("limb {i}: {value}"), raw));
        }
    }
    // A byte moved across: 256 in one limb's last place, one in the next limb's first.
    let mut raw = Raw::sample();
    raw.set_at("terms/number", 1, honest.at("terms/number", 1) - one());
    raw.set_at("terms/number", 2, last + two_to(16));
    cases.push(("from limb to limb".into(), raw));
    for (name, mut raw) in cases {
        raw.follow();
        let broken = raw.broken();
        assert!(broken.iter().all(|b| b.label.starts_with("text/")), "{name}: {broken:?}");
        assert!(!broken.is_empty() && !broken.iter().any(|b| FOLLOWED.contains(&b.label)), "{name}");
    }
}
