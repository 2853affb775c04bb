//! Days past 9999-12-31, which a native day is never: the statement's days have 32 bits, and the circuit takes them all.
//!
//! A day of judgement past it opens no environment, since the verifying side's own day cannot be it; a due or issue day past it opens no note;
//! entries of the registry and acknowledgements are made with native days by those who sign them.

use super::{FOLLOWED, Raw, shape::Shape, world};
use covenant_gadgets::{
    Fr, calendar,
    cs::{Forgery, Var},
};
use covenant_statements::Day;

const FIRST: u32 = calendar::LAST_DAY + 1;

fn longest_tenor() -> Raw {
    let mut world = world();
    world.policy.max_tenor_days = u32::MAX;
    Raw::new(world)
}

/// Days that are not compared with a later one.
#[test]
fn a_day_without_a_later_one_may_be_any_of_32_bits() {
    let ends = ["terms/due", "terms/last-valid", "signer/valid-until", "seller/valid-until"];
    for name in ends {
        for day in [FIRST, u32::MAX] {
            assert!(Day::new(day).is_err());
            let mut raw = longest_tenor();
            raw.set(name, Fr::from(day));
            raw.follow();
            assert!(raw.broken().is_empty(), "{name} on day {day}: {:?}", raw.broken());
        }
    }
}

/// A first day of validity past it is not over yet; refused as any other day to come.
#[test]
fn a_validity_from_such_a_day_has_not_begun() {
    for name in ["signer/valid-from", "seller/valid-from"] {
        for day in [FIRST, u32::MAX] {
            let mut raw = longest_tenor();
            raw.set(name, Fr::from(day));
            raw.follow();
            let broken = raw.broken();
            let compares =
                |b: &super::Broken| b.label == "bits/boolean" && b.inputs.iter().any(|i| i == name);
            assert!(broken.iter().any(compares), "{name}: {broken:?}");
            assert!(!broken.iter().any(|b| FOLLOWED.contains(&b.label)), "{name}: {broken:?}");
        }
    }
}

/// The hint of the March year; its quotients follow.
fn year() -> Var {
    let hints = &Shape::get().hints;
    hints.iter().find(|hint| hint.name == "calendar/year").unwrap().var
}

/// The whole claim on such a day, with the year that it has; and with the year after.
fn in_the_year_of(day: u32, years_on: u32) -> Vec<super::Broken> {
    let mut raw = longest_tenor();
    for name in ["as-of", "terms/issue", "terms/acknowledged-on"] {
        raw.set(name, Fr::from(day));
    }
    for name in ["terms/due", "terms/last-valid", "signer/valid-until", "seller/valid-until"] {
        raw.set(name, Fr::from(u32::MAX));
    }
    let calendar_year = calendar::fiscal_year(day, 1) + years_on;
    let input = raw.oprf_input_in(calendar_year);
    raw.evaluate_at(&input);
    let names = ["eighth/x", "eighth/y", "evaluated-x", "evaluated-y", "c", "s"];
    names.iter().for_each(|name| raw.keep(&format!("transcript/{name}")));
    raw.keep("public/nullifier");
    raw.follow();
    // The fiscal rule is January: the March year is the one before.
    let march_year = Fr::from(calendar_year - 1);
    raw.broken_with(vec![Forgery { var: year(), replace: Box::new(move |_| march_year) }])
}

/// The circuit's own hint knows no year past 9999; a prover's does. The year is one, all the same: another is refused. What bounds it is the
/// last quotient, five bits: 12800-02-29.
#[test]
fn an_issue_day_past_9999_has_one_fiscal_year() {
    let last = calendar::first_of_month(12_800, 3) - calendar::EPOCH - 1;
    // The year's end is computed as the next one's beginning, which has to be below the bound too.
    let last_with_next = calendar::first_of_month(12_800, 1) - calendar::EPOCH - 1;
    assert!(last_with_next < last);
    for day in [FIRST, FIRST + 365, last_with_next] {
        let broken = in_the_year_of(day, 0);
        assert!(broken.is_empty(), "day {day}: {broken:?}");
        for years_on in [1, 400] {
            let broken = in_the_year_of(day, years_on);
            assert!(broken.iter().any(|b| b.label == "bits/boolean"), "day {day}, {years_on} years on");
            assert!(!broken.iter().any(|b| FOLLOWED.contains(&b.label)), "{broken:?}");
        }
    }
    for day in [last + 1, u32::MAX - 1] {
        let broken = in_the_year_of(day, 0);
        assert!(!broken.is_empty() && !broken.iter().any(|b| FOLLOWED.contains(&b.label)), "{broken:?}");
    }
}
