//! Assignments that native types cannot express: flags of 2, values over their range, and several hints that lie together.

use super::{ROOM, circuit, world};
use crate::{
    cases::one,
    prover::{
        Kind::{Bits, Element, Flag},
        Kinds, Prover, two_to,
    },
};
use covenant_gadgets::Fr;
use covenant_statements::{AssetId, solvency::reserves::Claim};

const KINDS: Kinds = &[
    ("network", Element),
    ("entity", Element),
    ("as-of", Bits(38)),
    ("price-root", Element),
    ("registry-root", Element),
    ("threshold", Element),
    ("accounts", Element),
    ("policy/version", Element),
    ("policy/currency", Element),
    ("policy/max-price-age-seconds", Element),
    ("policy/own-custodian", Flag),
    ("scope/definition", Element),
    ("scope/quorum", Element),
    ("scope/head", Element),
    ("scope/used", Flag),
    ("scope/asset", Element),
    ("inputs/used", Flag),
    ("statement/nonce", Element),
    ("statement/asset", Element),
    ("statement/quantity", Bits(64)),
    ("statement/encumbered", Bits(64)),
    ("statement/nullifier", Element),
    ("blinding", Element),
];

fn raw(claim: &Claim) -> Prover<'_> {
    Prover::of(circuit(claim))
}

fn more(raw: &Prover<'_>, places: &[(&str, usize, Fr)]) -> Vec<(usize, Fr)> {
    let value = |column: usize| raw.system.z[column];
    places
        .iter()
        .map(|(place, n, by)| (raw.column(place, *n), by))
        .map(|(column, by)| (column, value(column) + by))
        .collect()
}

#[test]
fn every_input_has_a_kind_and_is_held_to_it() {
    raw(&world().reserves_claim()).inputs_are_held_to(KINDS);
}

#[test]
fn a_moment_has_one_day() {
    raw(&world().reserves_claim()).no_quotient_has_a_second(1..=1);
}

const PLACE: &str = "statements/statement/statements/place";

/// The place of a statement's asset among all statements' places.
fn place(statement: usize, asset: usize) -> usize {
    statement * ROOM.assets + asset
}

/// Which asset a statement of the sample is of.
fn asset(claim: &Claim, statement: usize) -> usize {
    let asset = claim.reserves[statement].reserve.asset;
    claim.setting.scope.ids().position(|id| id == asset).unwrap()
}

#[test]
fn what_is_held_of_one_asset_is_not_counted_for_another() {
    let claim = world().reserves_claim();
    let raw = raw(&claim);
    let (own, refused) = (asset(&claim, 0), "statements/statement/statements/asset");
    for other in (0..ROOM.assets).filter(|other| *other != own) {
        let moved = more(&raw, &[(PLACE, place(0, own), -one()), (PLACE, place(0, other), one())]);
        let broken = raw.broken(&moved);
        assert!(broken.contains(refused), "{other}: {broken:?}");
        // Half of it there.
        let half = one() / Fr::from(2u64);
        let halves = more(&raw, &[(PLACE, place(0, own), -half), (PLACE, place(0, other), half)]);
        assert!(raw.broken(&halves).contains(PLACE));
        // Counted in both.
        let broken = raw.broken(&more(&raw, &[(PLACE, place(0, other), one())]));
        assert!(broken.contains("statements/statement/statements/one-place"), "{broken:?}");
    }
}

#[test]
fn a_place_without_a_statement_counts_nothing() {
    let claim = world().reserves_claim();
    let raw = raw(&claim);
    let broken = raw.broken(&more(&raw, &[(PLACE, place(2, 0), one())]));
    assert!(broken.contains("statements/statement/statements/one-place"), "{broken:?}");
    let nullifier = more(&raw, &[("inputs/statement/nullifier", 2, one())]);
    assert!(raw.broken(&nullifier).contains("nullifiers/nullifiers/unused-is-zero"));
    for (n, value) in [(0, 0u64), (1, 0), (2, 1)] {
        let broken = raw.broken(&[(raw.column("inputs/used", n), Fr::from(value))]);
        assert!(!broken.is_empty(), "{n}");
    }
}

/// A statement of the asset zero fits the places that the scope does not use, by their ids.
#[test]
fn an_asset_of_no_scope_has_no_place() {
    let mut world = world();
    world.reserves[0].1.asset = AssetId(Fr::from(0u64));
    let claim = world.reserves_claim();
    let raw = raw(&claim);
    let broken = raw.broken(&[(raw.column(PLACE, place(0, 3)), one())]);
    // The totals that are public follow.
    let refused = ["statements/statements/listed", "totals/reserves/public"];
    assert!(broken.iter().eq(refused), "{broken:?}");
}

#[test]
fn the_entity_is_not_hidden_among_custodians() {
    let mut world = world();
    let party = world.custodians[0].leaf.party;
    super::for_entity(&mut world, party);
    let claim = world.reserves_claim();
    let raw = raw(&claim);
    for n in 0..2 {
        let forged = [(raw.column("statements/statement/statements/foreign", n), Fr::from(0u64))];
        let broken = raw.broken(&forged);
        assert!(
            broken
                .iter()
                .any(|place| place.ends_with("statements/foreign") || place.ends_with("prices/above-zero")),
            "{broken:?}"
        );
    }
}

#[test]
fn no_inverse_makes_one_nullifier_two() {
    let mut world = world();
    world.reserves[1].1.nullifier = world.reserves[0].1.nullifier;
    let claim = world.reserves_claim();
    let raw = raw(&claim);
    for value in [Fr::from(0u64), one(), -one(), two_to(200)] {
        let broken = raw.broken(&[(raw.column("nullifiers/distinct/inverse", 0), value)]);
        assert!(broken.iter().eq(["nullifiers/distinct/pair"]), "{broken:?}");
    }
}

/// What the circuit leaves to whoever trusts the environment, since only that is hashed: see the book's page.
#[test]
fn what_is_taken_though_no_native_type_has_it() {
    let claim = world().reserves_claim();
    let raw = raw(&claim);
    for place in ["threshold", "accounts", "policy/version", "policy/currency", "scope/head", "network"] {
        let place = format!("inputs/{place}");
        raw.takes(&place, &[(raw.column(&place, 0), -one())]);
    }
}
