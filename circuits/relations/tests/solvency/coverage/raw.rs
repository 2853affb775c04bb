//! Assignments that native types cannot express: flags of 2, values over their range, places without a chunk that say something, and
//! several values that lie together.

use super::{circuit, world};
use crate::{
    cases::one,
    prover::{
        Kind::{Bits, Element, Flag, Other},
        Kinds, Prover, two_to,
    },
};
use covenant_gadgets::Fr;
use covenant_statements::solvency::coverage::Claim;

const KINDS: Kinds = &[
    ("policy/version", Other),
    ("policy/currency", Bits(24)),
    ("policy/max-price-age-seconds", Bits(32)),
    ("policy/own-custodian", Flag),
    ("network", Element),
    ("entity", Element),
    ("as-of", Bits(38)),
    ("price-root", Element),
    ("registry-root", Element),
    ("threshold", Bits(32)),
    ("scope/version", Other),
    ("scope/identifier", Bits(8)),
    ("scope/definition", Element),
    ("scope/used", Flag),
    ("scope/asset", Element),
    ("scope/decimals", Flag),
    ("scope/own", Flag),
    ("scope/needed", Other),
    ("scope/authorities", Element),
    ("inputs/used", Flag),
    ("chunk/more", Bits(20)),
    ("chunk/total", Bits(84)),
    ("chunk/blinding", Element),
    ("chunk/columns", Element),
    ("chunk/claims", Element),
    ("reserve-total", Bits(84)),
    ("reserves-blinding", Element),
    ("prices/day", Bits(22)),
    ("authorities/place", Flag),
    ("member/price", Bits(64)),
    ("member/confidence", Bits(64)),
    ("member/published-at", Bits(38)),
];

fn raw(claim: &Claim) -> Prover<'_> {
    Prover::of(circuit(claim))
}

/// These places with so much more, all at once.
fn more(raw: &Prover<'_>, places: &[(&str, usize, Fr)]) -> Vec<(usize, Fr)> {
    let with = |(place, n, by): &(&str, usize, Fr)| {
        let column = raw.column(place, *n);
        (column, raw.system.z[column] + by)
    };
    places.iter().map(with).collect()
}

#[test]
fn every_input_has_a_kind_and_is_held_to_it() {
    raw(&world().coverage_claim()).inputs_are_held_to(KINDS);
}

/// The moment's day and both figures.
#[test]
fn no_quotient_has_a_second() {
    raw(&world().coverage_claim()).no_quotient_has_a_second(3..=3);
}

#[test]
fn a_place_without_a_chunk_says_nothing() {
    let claim = world().coverage_claim();
    let raw = raw(&claim);
    for (place, n) in
        [("more", 2), ("blinding", 2), ("columns", 2), ("claims", 4), ("claims", 5), ("total", 8)]
    {
        let broken = raw.broken(&more(&raw, &[(&format!("inputs/chunk/{place}"), n, one())]));
        assert!(broken.contains("chunks/chunk/chunk/unused-is-zero"), "{place} {n}: {broken:?}");
    }
}

#[test]
fn the_used_places_come_first() {
    let claim = world().coverage_claim();
    let raw = raw(&claim);
    let broken = raw.broken(&[(raw.column("inputs/used", 0), Fr::from(0u64))]);
    assert!(broken.contains("inputs/prefix/order") && broken.contains("chunks/chunks/some"), "{broken:?}");
    // One less, and one more: another number of accounts, and another number of chunks in the digest.
    for (n, value) in [(1, 0u64), (2, 1)] {
        let broken = raw.broken(&[(raw.column("inputs/used", n), Fr::from(value))]);
        assert!(broken.contains("documents/environment/environment/public"), "{broken:?}");
        assert!(broken.contains("chunks/liabilities/public"), "{broken:?}");
    }
}

/// The head of the scope packs the identifier below the attributes: a wide one would make up for others.
#[test]
fn an_identifier_does_not_stand_for_attributes() {
    let claim = world().coverage_claim();
    let raw = raw(&claim);
    // The third asset is the entity's own: bit 4 of its five, which begin at bit 50.
    let forged =
        more(&raw, &[("inputs/scope/own", 2, -one()), ("inputs/scope/identifier", 0, two_to(54 - 32))]);
    let broken = raw.broken(&forged);
    assert!(broken.contains("inputs/scope/bits/boolean"), "{broken:?}");
    assert!(!broken.contains("documents/environment/environment/public"), "the head is the same: {broken:?}");
    // Two numbers of decimals at once, in the same way: eight are seven and one.
    let ten = |asset: usize, decimals: usize| asset * 10 + decimals;
    let decimals = "inputs/scope/decimals";
    let seven_and_one =
        [(decimals, ten(0, 8), -one()), (decimals, ten(0, 7), one()), (decimals, ten(0, 1), one())];
    let broken = raw.broken(&more(&raw, &seven_and_one));
    assert!(broken.contains("documents/scope/decimals"), "{broken:?}");
    assert!(!broken.contains("documents/environment/environment/public"), "{broken:?}");
}

/// What is owed stays in its column, and what is held too: both are opened by hashes, and no share of two lies fits.
#[test]
fn nothing_moves_between_columns_or_chunks() {
    let claim = world().coverage_claim();
    let raw = raw(&claim);
    for (from, to) in [(0, 1), (0, 4), (4, 0)] {
        let moved = [("inputs/chunk/total", from, -one()), ("inputs/chunk/total", to, one())];
        assert!(raw.broken(&more(&raw, &moved)).contains("chunks/liabilities/public"));
    }
    let packed = [("inputs/reserve-total", 0, two_to(84)), ("inputs/reserve-total", 1, -one())];
    let broken = raw.broken(&more(&raw, &packed));
    assert!(
        broken.contains("inputs/bits/boolean") && !broken.contains("reserves/reserves/public"),
        "{broken:?}"
    );
    let beyond = [("inputs/reserve-total", 3, one())];
    assert!(raw.broken(&more(&raw, &beyond)).contains("reserves/reserves/unused-is-zero"));
    let beyond = [("inputs/chunk/total", 3, one())];
    assert!(raw.broken(&more(&raw, &beyond)).contains("chunks/chunks/other-asset"));
}

/// A place without an asset shows the first asset's price: no other, and nothing is worth anything there.
#[test]
fn a_place_without_an_asset_has_no_price_of_its_own() {
    let claim = world().coverage_claim();
    let raw = raw(&claim);
    let broken = raw.broken(&more(&raw, &[("inputs/prices/member/price", 3, one())]));
    assert!(broken.contains("prices/prices/root"), "{broken:?}");
    let unit = raw.system.z[raw.column("coverage/coverage/unit", 3)];
    assert_eq!(unit, Fr::from(0u64));
}

/// The page says who refuses these.
#[test]
fn what_is_taken_though_no_native_type_has_it() {
    let claim = world().coverage_claim();
    let raw = raw(&claim);
    for (place, value) in [
        ("network", -one()),
        ("chunk/columns", -one()),
        ("chunk/claims", two_to(128)),
        ("scope/identifier", Fr::from(0u64)),
        ("scope/identifier", Fr::from(255u64)),
        ("policy/currency", Fr::from(7u64)),
    ] {
        let place = format!("inputs/{place}");
        raw.takes(&place, &[(raw.column(&place, 0), value)]);
    }
}
