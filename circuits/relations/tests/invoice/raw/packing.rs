//! 2^w moved across from each part of a packing to the next, both ways: what is packed, and so what is hashed and signed, stays
//! the same, and means something else.

use super::{FOLLOWED, Raw, one, prover::packed, two_to, world};
use ark_ff::{AdditiveGroup, Field};
use covenant_gadgets::Fr;
use covenant_statements::{Bps, Day, DocumentType};
use rayon::prelude::*;

/// A part: its width, its value, how something is added to it, and the input whose range check is the defence.
struct Part {
    width: u32,
    value: fn(&Raw) -> Fr,
    /// `None` for a constant of the circuit.
    add: Option<fn(&mut Raw, Fr)>,
    held_by: &'static str,
}

/// A part that is an input.
macro_rules! input {
    ($name:literal, $width:literal) => {
        Part {
            width: $width,
            value: |raw| raw.get($name),
            add: Some(|raw, by| raw.set($name, raw.get($name) + by)),
            held_by: $name,
        }
    };
}

/// A flag beside an optional value, which is zero where the flag is not 1.
macro_rules! flag {
    ($flag:literal, $value:literal) => {
        Part {
            width: 1,
            value: |raw| raw.get($flag),
            add: Some(|raw, by| {
                raw.set($flag, raw.get($flag) + by);
                raw.set($value, Fr::ZERO);
            }),
            held_by: $flag,
        }
    };
}

fn constant(width: u32, value: fn(&Raw) -> Fr) -> Part {
    Part { width, value, add: None, held_by: "" }
}

/// Σ i·bᵢ: moved from the first bit to the second, so that their sum stays one.
fn capacity() -> Part {
    let add = |raw: &mut Raw, by| {
        let [first, second] = [0, 1].map(|i| raw.at("terms/capacity", i));
        raw.set_at("terms/capacity", 0, first - by);
        raw.set_at("terms/capacity", 1, second + by);
    };
    Part { width: 8, value: Raw::capacity, add: Some(add), held_by: "terms/capacity" }
}

/// 380 + 620·b.
fn document_type() -> Part {
    let add = |raw: &mut Raw, by| {
        let step = Fr::from(620u64).inverse().unwrap();
        raw.set("terms/is-loan", raw.get("terms/is-loan") + by * step);
    };
    Part { width: 16, value: Raw::document_type, add: Some(add), held_by: "terms/is-loan" }
}

/// 1 + b.
fn kind() -> Part {
    let add = |raw: &mut Raw, by| raw.set("terms/is-loan", raw.get("terms/is-loan") + by);
    Part { width: 8, value: Raw::kind, add: Some(add), held_by: "terms/is-loan" }
}

fn acknowledged_terms() -> Vec<Part> {
    vec![
        input!("terms/last-valid", 32),
        input!("terms/acknowledged-on", 32),
        input!("terms/rate", 32),
        input!("terms/due", 32),
        input!("terms/issue", 32),
        input!("terms/amount", 64),
    ]
}

fn acknowledged_form() -> Vec<Part> {
    vec![
        input!("terms/currency", 24),
        capacity(),
        document_type(),
        constant(16, |_| Fr::from(1u64)),
        flag!("terms/terms/is-some", "terms/terms/value"),
        flag!("terms/payee/is-some", "terms/payee/value"),
    ]
}

fn note() -> Vec<Part> {
    vec![
        capacity(),
        constant(8, |_| Fr::from(1u64)),
        kind(),
        input!("terms/rate", 32),
        input!("terms/due", 32),
        input!("terms/issue", 32),
        input!("terms/currency", 24),
        input!("terms/amount", 64),
    ]
}

/// The debtor's signature.
const KEPT: [&str; 3] =
    ["acknowledgement-signature/r/x", "acknowledgement-signature/r/y", "acknowledgement-signature/s"];

/// A loan with a rate, to no terms and no payee: no rule stands in the way of what is moved.
fn loan() -> Raw {
    let mut world = world();
    world.acknowledgement.document_type = DocumentType::LOAN;
    world.acknowledgement.rate = Bps(725);
    (world.acknowledgement.terms, world.acknowledgement.payee) = (None, None);
    world.policy.any_payee = true;
    Raw::new(world)
}

/// Moves 2^w, or −2^w, from a part to the next; `kept` stays as it was signed. `None` where one of the two is a constant.
fn moved(parts: &[Part], i: usize, sign: Fr, kept: &[&str]) -> Option<Result<(), String>> {
    let [lower, upper] = [&parts[i], &parts[i + 1]];
    let (Some(add_lower), Some(add_upper)) = (lower.add, upper.add) else { return None };
    let mut raw = loan();
    let pack =
        |raw: &Raw| packed(&parts.iter().map(|part| ((part.value)(raw), part.width)).collect::<Vec<_>>());
    let before = pack(&raw);
    kept.iter().for_each(|name| raw.keep(name));
    add_lower(&mut raw, sign * two_to(lower.width));
    add_upper(&mut raw, -sign);
    assert_eq!(pack(&raw), before, "what is packed stays");
    raw.follow();
    let broken = raw.broken();
    let name = format!("{} to {}", lower.held_by, upper.held_by);
    let held = |b: &&super::Broken| {
        let label = ["bits/boolean", "input/boolean", "optional/flag"].contains(&b.label);
        label && b.inputs.iter().any(|input| input == lower.held_by)
    };
    let stale = broken.iter().find(|b| FOLLOWED.contains(&b.label));
    Some(match (broken.iter().find(held), stale) {
        (Some(_), None) => Ok(()),
        (None, _) => Err(format!("{name}: not refused by the range of the first, but by {broken:?}")),
        (_, Some(stale)) => Err(format!("{name}: {stale:?} does not follow")),
    })
}

/// In the message even the debtor's own signature holds, made for the honest terms.
#[test]
fn nothing_moves_from_one_part_of_a_packing_to_the_next() {
    let packings: [(Vec<Part>, &[&str]); 3] =
        [(acknowledged_terms(), &KEPT), (acknowledged_form(), &KEPT), (note(), &[])];
    let cases: Vec<_> = packings
        .iter()
        .flat_map(|(parts, kept)| (0..parts.len() - 1).map(move |i| (parts, i, *kept)))
        .flat_map(|(parts, i, kept)| [one(), -one()].map(|sign| (parts, i, sign, kept)))
        .collect();
    let results: Vec<_> =
        cases.par_iter().filter_map(|(parts, i, sign, kept)| moved(parts, *i, *sign, kept)).collect();
    let failures: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(failures.is_empty(), "{failures:#?}");
    // Five pairs in the terms, three in the form, five in the note: each both ways. The others have a constant in them.
    assert_eq!(results.len(), 26);
}

/// The terms of an acknowledgement that lapsed yesterday, as its debtor signed them: 2³² more for the last valid day, and a day less for the day of
/// signing. The comparison of 32 bits holds again; the range of one day is all that refuses it.
#[test]
fn a_lapsed_acknowledgement_is_kept_out_by_the_range_of_its_last_valid_day() {
    let mut lapsed = world();
    lapsed.acknowledgement.last_valid = Day::new(lapsed.as_of.get() - 1).unwrap();
    let mut raw = Raw::new(lapsed);
    let labels = |raw: &Raw| raw.broken().into_iter().map(|b| (b.label, b.inputs)).collect::<Vec<_>>();
    assert!(labels(&raw).iter().all(|(label, _)| *label == "bits/boolean") && !labels(&raw).is_empty());
    KEPT.iter().for_each(|name| raw.keep(name));
    raw.set("terms/last-valid", raw.get("terms/last-valid") + two_to(32));
    raw.set("terms/acknowledged-on", raw.get("terms/acknowledged-on") - one());
    raw.follow();
    assert_eq!(labels(&raw), [("bits/boolean", vec!["terms/last-valid".to_owned()])]);
}
