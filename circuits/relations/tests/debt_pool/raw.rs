//! Assignments that native types cannot express: flags of 2, values over their range, places without a line that say something, and
//! several hints that lie together.

use crate::{
    ROOM,
    cases::world,
    prover::{
        Kind::{Bits, Element, Flag, Other},
        Kinds, Prover, two_to,
    },
};
use ark_ff::Field;
use covenant_gadgets::Fr;
use covenant_relations::pool::PoolCircuit;
use covenant_statements::pool::{Claim, Figure};

const KINDS: Kinds = &[
    ("network", Element),
    ("registry-root", Element),
    ("counter", Element),
    ("policy/version", Element),
    ("policy/currency", Bits(24)),
    ("policy/note-policies", Element),
    ("policy/min-grade", Bits(3)),
    ("policy/max-grade", Bits(3)),
    ("policy/loss", Bits(14)),
    ("policy/discount", Bits(16)),
    ("policy/bullet", Flag),
    ("policy/top-obligors", Other),
    ("policy/own-servicer", Flag),
    ("policy/tranches", Flag),
    ("policy/min-senior", Bits(14)),
    ("policy/max-senior", Bits(14)),
    ("policy/buffer", Bits(14)),
    ("policy/bounded", Flag),
    ("roles/salt", Element),
    ("roles/servicer", Element),
    ("roles/appraisers", Element),
    ("roles/quorum", Element),
    ("roles/owner", Element),
    ("tape/pool", Element),
    ("tape/cut-off", Bits(32)),
    ("tape/epoch", Bits(32)),
    ("tape/sequence", Bits(64)),
    ("tape/salt", Element),
    ("used", Flag),
    ("line/debtor", Element),
    ("line/balance", Bits(64)),
    ("line/repaid", Bits(64)),
    ("line/issue", Bits(32)),
    ("line/due", Bits(32)),
    ("line/rate", Bits(32)),
    ("line/kind", Bits(8)),
    ("line/lane", Bits(8)),
    ("line/capacity", Bits(8)),
    ("line/policy", Element),
    ("line/nullifier", Element),
    ("line/blinding", Element),
    ("line/days-past-due", Bits(16)),
    ("line/defaulted", Flag),
    ("line/grade", Bits(3)),
    ("named", Flag),
    ("obligor/party", Element),
    ("obligor/same-group", Flag),
    ("tranche", Bits(64)),
    ("reserve", Bits(64)),
    ("figure/room", Bits(64)),
];

/// Three lines of two obligors, in a room of four of each.
fn raw(claim: &Claim) -> Prover<'_> {
    Prover::of(PoolCircuit::with_room(claim, ROOM))
}

/// The honest value of a place.
fn value(raw: &Prover<'_>, place: &str, n: usize) -> Fr {
    raw.system.z[raw.column(place, n)]
}

/// These places with so much more, all at once.
fn more(raw: &Prover<'_>, places: &[(&str, usize, Fr)]) -> Vec<(usize, Fr)> {
    places.iter().map(|(place, n, by)| (raw.column(place, *n), value(raw, place, *n) + by)).collect()
}

#[test]
fn every_input_has_a_kind_and_is_held_to_it() {
    raw(&world().claim()).inputs_are_held_to(KINDS);
}

#[test]
fn no_quotient_has_a_second() {
    raw(&world().claim()).no_quotient_has_a_second(6..=usize::MAX);
}

#[test]
fn a_place_without_a_line_or_an_obligor_says_nothing() {
    let claim = world().claim();
    let raw = raw(&claim);
    for (entry, _) in KINDS.iter().filter(|(entry, _)| entry.starts_with("line/")) {
        let broken = raw.broken(&[(raw.column(&format!("inputs/{entry}"), 3), Fr::ONE)]);
        assert!(broken.contains("lines/line/line/unused-is-zero"), "{entry}: {broken:?}");
    }
    for (entry, n) in [("party", 2), ("party", 3), ("same-group", 2), ("same-group", 3)] {
        let broken = raw.broken(&[(raw.column(&format!("inputs/obligor/{entry}"), n), Fr::ONE)]);
        assert!(broken.contains("obligors/obligors/unused-is-zero"), "{entry} {n}: {broken:?}");
    }
}

#[test]
fn the_used_places_come_first() {
    let claim = world().claim();
    let raw = raw(&claim);
    for (place, count) in [("used", 3), ("named", 2)] {
        let broken = raw.broken(&[(raw.column(&format!("inputs/{place}"), 0), Fr::from(0u64))]);
        assert!(broken.contains("inputs/prefix/order"), "{place}: {broken:?}");
        // One less, and one more.
        for (n, value) in [(count - 1, 0u64), (count, 1)] {
            let broken = raw.broken(&[(raw.column(&format!("inputs/{place}"), n), Fr::from(value))]);
            assert!(broken.contains("tape/tape/public"), "{place}: {broken:?}");
        }
    }
}

/// What an obligor owes is its lines', and so is how many they are.
#[test]
fn nothing_moves_from_one_obligor_to_another() {
    let claim = world().claim();
    let raw = raw(&claim);
    let sums = "obligors/tally/sums";
    for by in [Fr::ONE, -Fr::ONE, two_to(64), value(&raw, sums, 1) - value(&raw, sums, 0)] {
        let broken = raw.broken(&more(&raw, &[(sums, 0, by), (sums, 1, -by)]));
        assert!(broken.contains("obligors/sums/tally/sums"), "{by}: {broken:?}");
    }
    let broken = raw.broken(&more(&raw, &[(sums, 3, Fr::ONE)]));
    assert!(broken.contains("obligors/sums/tally/unused-is-zero"), "{broken:?}");
    // A part of the count taken for balance, and balance for a part of the count.
    for by in [two_to(64), -two_to(64), Fr::ONE, -Fr::ONE] {
        let broken = raw.broken(&more(&raw, &[("obligors/row/obligors/balance", 0, by)]));
        assert!(broken.contains("obligors/row/bits/boolean"), "{by}: {broken:?}");
    }
}

/// Sums that share an element of the hash cannot be exchanged for others of the same element: one of them would be over its range, or of no line.
#[test]
fn sums_that_are_packed_alike_are_the_same() {
    let claim = world().claim();
    let raw = raw(&claim);
    let sums = "obligors/tally/sums";
    let width = two_to(75);
    let challenge = raw.column("obligors/sums/tally/distance", 0);
    for (from, by) in [(0, Fr::ONE), (0, -Fr::ONE), (1, Fr::ONE)] {
        let forged = more(&raw, &[(sums, from, by * width), (sums, from + 1, -by)]);
        let z = raw.replay(&forged);
        assert_eq!(z[challenge], raw.system.z[challenge], "the same challenge");
        let broken = raw.breaks(&z);
        assert!(broken.contains("obligors/row/bits/boolean"), "{from}, {by}: {broken:?}");
    }
}

/// Weights that fit the challenge of others are other weights, and have another challenge.
#[test]
fn weights_are_chosen_before_the_challenge() {
    let mut world = world();
    world.tape.obligors[1].party = world.tape.obligors[0].party;
    let claim = world.claim();
    let raw = raw(&claim);
    let (product, inverse) =
        (value(&raw, "obligors/parties/tally/product", 1), value(&raw, "obligors/parties/tally/inverse", 0));
    let fitting = (product * inverse).inverse().unwrap();
    let broken = raw.broken(&[(raw.column("obligors/parties/tally/weight", 0), fitting)]);
    assert!(broken.contains("obligors/parties/tally/distinct"), "{broken:?}");
    // With the old challenge they would do.
    assert_eq!(product * fitting * inverse, Fr::ONE);
}

#[test]
fn days_ahead_and_days_behind_are_not_both() {
    let claim = world().claim();
    let raw = raw(&claim);
    let [days, overdue] = ["lines/line/term/line/days", "lines/line/term/line/overdue"];
    for line in 0..3 {
        let broken = raw.broken(&more(&raw, &[(days, line, Fr::ONE), (overdue, line, Fr::ONE)]));
        assert!(broken.contains("lines/line/term/line/one-side"), "{broken:?}");
    }
}

/// The third line is three days late.
#[test]
fn a_line_is_in_the_state_of_its_days() {
    let claim = world().claim();
    let raw = raw(&claim);
    let state = |state: usize| 2 * 5 + state;
    let place = "figures/state/figures/state";
    for (other, side) in [(0, "last"), (2, "first"), (3, "first"), (4, "first")] {
        let broken = raw.broken(&more(&raw, &[(place, state(1), -Fr::ONE), (place, state(other), Fr::ONE)]));
        assert!(broken.contains(&format!("figures/state/{side}/bits/boolean")), "{other}: {broken:?}");
    }
    for (other, by) in [(1, -Fr::ONE), (0, Fr::ONE)] {
        let broken = raw.broken(&more(&raw, &[(place, state(other), by)]));
        assert!(broken.contains("figures/state/figures/one-state"), "{broken:?}");
    }
}

#[test]
fn the_largest_obligors_are_the_largest() {
    let claim = world().claim();
    let raw = raw(&claim);
    let totals = [0, 1].map(|j| value(&raw, "obligors/row/obligors/balance", j));
    let scope = "figures/groups/largest-together";
    let (mark, threshold) = (format!("{scope}/groups/mark"), format!("{scope}/groups/threshold"));
    let large = (0..2).find(|j| value(&raw, &mark, *j) == Fr::ONE).unwrap();
    let exchanged = |level: Fr| {
        let mut forged = more(&raw, &[(&mark, large, -Fr::ONE), (&mark, 1 - large, Fr::ONE)]);
        forged.push((raw.column(&threshold, 0), level));
        raw.broken(&forged)
    };
    for level in [Fr::from(0u64), totals[0], totals[1], totals[large] - Fr::ONE, -two_to(63), two_to(64)] {
        let broken = exchanged(level);
        assert!(broken.contains(&format!("{scope}/bits/boolean")), "{level}: {broken:?}");
    }
    for (row, by) in [(large, -Fr::ONE), (1 - large, Fr::ONE), (3, Fr::ONE)] {
        let broken = raw.broken(&more(&raw, &[(&mark, row, by)]));
        assert!(broken.contains(&format!("{scope}/groups/marks")), "{broken:?}");
    }
    let largest = "figures/groups/largest/groups/largest";
    for (level, label) in [(totals[large] + Fr::ONE, "groups/is-one"), (totals[1 - large], "bits/boolean")] {
        let broken = raw.broken(&[(raw.column(largest, 0), level)]);
        assert!(broken.contains(&format!("figures/groups/largest/{label}")), "{broken:?}");
    }
}

/// An obligor that owes is counted, and a line that owes is late since its maturity.
#[test]
fn what_is_owed_is_not_taken_for_nothing() {
    let claim = world().claim();
    let raw = raw(&claim);
    for scope in ["figures/groups/count", "lines/line/matured"] {
        let inverse = value(&raw, &format!("{scope}/nonzero/inverse"), 0);
        let (bit, inverted) = (format!("{scope}/nonzero/bit"), format!("{scope}/nonzero/inverse"));
        let broken = raw.broken(&more(&raw, &[(&bit, 0, -Fr::ONE), (&inverted, 0, -inverse)]));
        assert!(broken.contains(&format!("{scope}/nonzero/zero")), "{broken:?}");
    }
}

#[test]
fn a_bound_is_a_bound_and_a_figure_is_shown() {
    let claim = world().claim();
    let raw = raw(&claim);
    let room = "bounds/figure/room";
    let hidden = Figure::TopObligor as usize;
    let broken = raw.broken(&more(&raw, &[(room, Figure::Balance as usize, Fr::ONE)]));
    assert!(broken.contains("bounds/figure/bounds/shown"), "{broken:?}");
    for by in [-value(&raw, room, hidden) - Fr::ONE, two_to(64) - value(&raw, room, hidden) - Fr::ONE] {
        let broken = raw.broken(&more(&raw, &[(room, hidden, by)]));
        assert!(broken.contains("bounds/figure/bits/boolean"), "{by}: {broken:?}");
    }
}

/// The page says who refuses these.
#[test]
fn what_is_taken_though_no_native_type_has_it() {
    let claim = world().claim();
    let raw = raw(&claim);
    let taken = |place: &str, value: Fr| {
        let place = format!("inputs/{place}");
        raw.takes(&place, &[(raw.column(&place, 0), value)]);
    };
    for code in ["kind", "lane", "capacity"] {
        for value in [0u64, 255] {
            taken(&format!("line/{code}"), Fr::from(value));
        }
    }
    taken("line/repaid", two_to(64) - Fr::ONE);
    taken("network", -Fr::ONE);
    taken("policy/currency", Fr::from(7u64));
    taken("roles/appraisers", -Fr::ONE);
    taken("roles/quorum", -Fr::ONE);
    // Everything a million days later, which is in the year 4794, and a million more.
    for million in [1u64, 3] {
        let by = Fr::from(1_000_000 * million);
        let days = ["line/issue", "line/due"].map(|day| format!("inputs/{day}"));
        let mut later: Vec<(&str, usize, Fr)> =
            days.iter().flat_map(|day| (0..3).map(move |n| (day.as_str(), n, by))).collect();
        later.extend([("inputs/tape/cut-off", 0, by), ("inputs/servicer/valid-until", 0, by)]);
        raw.takes("later days", &more(&raw, &later));
    }
}
