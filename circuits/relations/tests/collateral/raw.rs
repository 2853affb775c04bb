//! Assignments that native types cannot express: flags of 2, values over their range, places that are not used and hold something, and
//! hints that a prover chose after the challenge.

use crate::{
    prover::{
        Kind::{Bits, Element, Flag, Other},
        Kinds, Prover, two_to,
    },
    support::{circuit, world},
};
use ark_ff::{Field, Zero};
use covenant_gadgets::Fr;
use covenant_statements::collateral::{Claim, sample::World};
use std::collections::BTreeSet;

const KINDS: Kinds = &[
    ("network", Element),
    ("registry-root", Element),
    ("counter", Element),
    ("as-of", Bits(22)),
    ("appraisal-count", Element),
    ("policy/version", Element),
    ("policy/currency", Bits(24)),
    ("policy/note-policies", Element),
    ("policy/max-age-days", Bits(16)),
    ("policy/max-past-due-days", Bits(16)),
    ("policy/cross-ageing", Bits(14)),
    ("policy/concentration", Bits(14)),
    ("policy/concentration-of", Flag),
    ("policy/advance", Bits(14)),
    ("policy/cost-advance", Bits(14)),
    ("policy/nolv-advance", Bits(14)),
    ("policy/sublimit", Bits(64)),
    ("policy/property", Bits(14)),
    ("policy/assets", Element),
    ("policy/units", Other),
    ("policy/advances", Bits(14)),
    ("policy/max-price-age-seconds", Bits(32)),
    ("policy/max-appraisal-age-days", Bits(16)),
    ("policy/reserves", Bits(64)),
    ("policy/limit", Bits(64)),
    ("policy/own-servicer", Flag),
    ("roles/salt", Element),
    ("roles/servicer", Element),
    ("roles/owner", Element),
    ("roles/appraisers", Element),
    ("roles/needed", Other),
    ("roles/authorities", Element),
    ("ledger/vault", Element),
    ("ledger/group", Element),
    ("ledger/epoch", Bits(32)),
    ("ledger/sequence", Bits(64)),
    ("ledger/used-lines", Flag),
    ("ledger/used-debtors", Flag),
    ("lines/debtor", Element),
    ("lines/amount", Other),
    ("lines/issue", Bits(22)),
    ("lines/due", Bits(22)),
    ("lines/rate", Bits(32)),
    ("lines/kind", Bits(2)),
    ("lines/lane", Bits(2)),
    ("lines/capacity", Bits(2)),
    ("lines/policy", Element),
    ("lines/nullifier", Element),
    ("lines/blinding", Element),
    ("lines/open", Bits(64)),
    ("lines/disputed", Flag),
    ("lines/bill-and-hold", Flag),
    ("debtors/party", Element),
    ("debtors/gross", Other),
    ("debtors/aged", Bits(64)),
    ("debtors/unapplied-credits", Bits(64)),
    ("debtors/payables", Bits(64)),
    ("debtors/affiliate", Flag),
    ("debtors/foreign-uninsured", Flag),
    ("debtors/government-unassigned", Flag),
    ("debtors/same-group", Flag),
    ("appraisals/used", Flag),
    ("appraisals/day", Bits(22)),
    ("appraisals/used-lots", Flag),
    ("lots/lot", Bits(64)),
    ("lots/class", Flag),
    ("lots/eligible", Flag),
    ("lots/value", Bits(64)),
    ("lots/market", Bits(64)),
    ("lots/nolv", Bits(64)),
    ("lots/asset", Element),
    ("prices/root", Element),
    ("prices/day", Bits(22)),
    ("authorities/place", Flag),
    ("commodities/price", Bits(64)),
    ("commodities/confidence", Bits(64)),
    ("commodities/published-at", Bits(38)),
];

fn raw(claim: &Claim) -> Prover<'_> {
    Prover::of(circuit(claim))
}

#[test]
fn every_input_has_a_kind_and_is_held_to_it() {
    raw(&world().claim()).inputs_are_held_to(KINDS);
}

#[test]
fn no_quotient_has_a_second() {
    raw(&world().claim()).no_quotient_has_a_second(6..=usize::MAX);
}

/// Three lines in a room of four.
fn padded() -> World {
    World::new(2, 3)
}

#[test]
fn a_place_that_is_not_used_holds_nothing_open() {
    let claim = padded().claim();
    let raw = raw(&claim);
    let [open, amount] = ["open", "amount"].map(|name| raw.column(&format!("inputs/ledger/lines/{name}"), 3));
    let broken = raw.broken(&[(open, Fr::from(100u64)), (amount, Fr::from(100u64))]);
    assert!(broken.contains("lines/lines/unused-is-zero"), "{broken:?}");
}

#[test]
fn what_else_is_in_a_place_that_is_not_used_moves_nothing() {
    let claim = padded().claim();
    let raw = raw(&claim);
    let line = |name: &str, n: usize| raw.column(&format!("inputs/ledger/lines/{name}"), n);
    // The first line's obligation, a second time.
    let copied: Vec<(usize, Fr)> = ["debtor", "amount", "issue", "due", "policy", "nullifier", "blinding"]
        .iter()
        .map(|name| (line(name, 3), raw.system.z[line(name, 0)]))
        .collect();
    assert_eq!(raw.broken(&copied), BTreeSet::new());
}

#[test]
fn the_used_places_come_first() {
    let claim = padded().claim();
    let raw = raw(&claim);
    for place in ["lines", "debtors"] {
        let column = |n| raw.column(&format!("inputs/ledger/used-{place}"), n);
        let broken = raw.broken(&[(column(0), Fr::zero())]);
        assert!(broken.contains("inputs/ledger/prefix/order"), "{place}: {broken:?}");
        // One less, and one more: the vault or the servicer's signature tells.
        let last = if place == "lines" { 2 } else { 1 };
        for (n, value) in [(last, 0u64), (last + 1, 1)] {
            let broken = raw.broken(&[(column(n), Fr::from(value))]);
            assert!(broken.contains("ledger/eddsa/equation"), "{place}: {broken:?}");
        }
    }
}

#[test]
fn no_value_moves_from_one_debtor_to_another() {
    let claim = world().claim();
    let raw = raw(&claim);
    let sums = [0, 1].map(|j| raw.column("eligibility/tally/sums", j));
    let [first, second] = sums.map(|column| raw.system.z[column]);
    assert!(first != second);
    let swapped = raw.broken(&[(sums[0], second), (sums[1], first)]);
    assert!(swapped.contains("debtors/tally/sums"), "{swapped:?}");
    let moved = raw.broken(&[(sums[0], first + Fr::ONE), (sums[1], second - Fr::ONE)]);
    assert!(moved.contains("debtors/tally/sums"), "{moved:?}");
    let unused = raw.column("eligibility/tally/sums", 3);
    let broken = raw.broken(&[(unused, Fr::ONE)]);
    assert!(broken.contains("debtors/tally/unused-is-zero"), "{broken:?}");
}

/// X as the circuit has it, from the inverse of its distance to the nth line's debtor.
fn challenge(raw: &Prover<'_>, z: &[Fr], n: usize) -> Fr {
    let distance = z[raw.column("debtors/tally/distance", n)];
    z[raw.column("inputs/ledger/lines/debtor", n)] + distance.inverse().unwrap()
}

/// The debtor of a place that is not used is hashed into nothing: it can be chosen to be X, when X is known.
#[test]
fn the_debtor_of_an_unused_place_may_be_the_challenge() {
    let claim = padded().claim();
    let raw = raw(&claim);
    let sum = raw.column("eligibility/tally/sums", 0);
    let more = (sum, raw.system.z[sum] + Fr::ONE);
    let x = challenge(&raw, &raw.replay(&[more]), 0);
    let party = raw.system.z[raw.column("inputs/ledger/debtors/party", 0)];
    let free = (raw.column("inputs/ledger/lines/debtor", 3), x);
    // What is missing on the left.
    let item = (raw.column("debtors/tally/item", 3), (x - party).inverse().unwrap());
    let z = raw.replay(&[more, free, item]);
    assert_eq!(challenge(&raw, &z, 0), x);
    let broken = raw.breaks(&z);
    assert!(broken.contains("debtors/tally/distance"), "{broken:?}");
    assert!(!broken.contains("debtors/tally/sums"), "the sums would be taken: {broken:?}");
}

/// Weights that fit the challenge of others are other weights, and have another challenge.
#[test]
fn weights_are_chosen_before_the_challenge() {
    let mut world = world();
    world.ledger.debtors[1].party = world.ledger.debtors[0].party;
    let claim = world.claim();
    let raw = raw(&claim);
    let z = &raw.system.z;
    let product = raw.column("debtors/tally/product", 2);
    let inverse = z[raw.column("debtors/tally/inverse", 0)];
    let fitting = (z[product] * inverse).inverse().unwrap();
    let weight = raw.column("eligibility/tally/weight", 0);
    let broken = raw.broken(&[(weight, fitting)]);
    assert!(broken.contains("debtors/tally/distinct"), "{broken:?}");
    // With the old challenge they would do.
    let sum = fitting * inverse;
    assert_eq!(z[product] * sum, Fr::ONE);
}

/// The page says who refuses these.
#[test]
fn what_is_taken_though_no_native_type_has_it() {
    let claim = world().claim();
    let raw = raw(&claim);
    let of = |place: &str, n: usize| raw.column(&format!("inputs/{place}"), n);
    let column = |place: &str| of(place, 0);
    let taken = |place: &str, value: Fr| raw.takes(place, &[(column(place), value)]);
    for code in ["kind", "lane", "capacity"] {
        for value in [0u64, 3] {
            taken(&format!("ledger/lines/{code}"), Fr::from(value));
        }
    }
    for day in ["issue", "due"] {
        taken(&format!("ledger/lines/{day}"), two_to(22) - Fr::ONE);
    }
    let most = two_to(64) - Fr::ONE;
    taken("ledger/lines/amount", raw.system.z[column("ledger/lines/open")] + most);
    taken("ledger/debtors/gross", raw.system.z[column("ledger/debtors/aged")] + most);
    taken("network", -Fr::ONE);
    taken("policy/currency", Fr::from(7u64));
    let rule = ["is-some", "value"].map(|part| column(&format!("ledger/servicer/fiscal-rule/{part}")));
    raw.takes("a servicer's fiscal rule", &[(rule[0], Fr::ONE), (rule[1], -Fr::ONE)]);
    let lot = (0..16).map(|n| of("appraisals/lots/asset", n)).find(|c| !raw.system.z[*c].is_zero()).unwrap();
    let same = |column: &usize| raw.system.z[*column] == raw.system.z[lot];
    let listed = (1..5).map(|n| of("policy/assets", n)).find(same).unwrap();
    raw.takes("an asset of no symbol", &[(lot, -Fr::ONE), (listed, -Fr::ONE)]);
}
