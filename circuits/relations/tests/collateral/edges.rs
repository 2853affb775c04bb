//! What must be accepted: every limit exactly met. All that can be drawn is, and one minor unit more is refused, so that native check and
//! circuit have the same base.

use crate::{
    cases::valid::{claims, drawn},
    support::{accepted, circuit, refused_in, system},
};
use covenant_gadgets::eddsa::SecretKey;
use covenant_relations::{
    Circuit, Mode,
    collateral::{CollateralCircuit, Shape},
    matrices,
};
use covenant_statements::{
    Amount, Claim as _,
    collateral::{Claim, TIERS, check, sample::World, tier_of},
    disclosure::Seal,
};
use rand::SeedableRng;
use rayon::prelude::*;

#[test]
fn all_that_can_be_drawn_and_not_a_unit_more() {
    system();
    claims().par_iter().for_each(|(name, claim)| {
        accepted(name, claim);
        if let Some(more) = claim.exposure.0.checked_add(1) {
            refused_in(name, &Claim { exposure: Amount(more), ..claim.clone() }, "base");
        }
    });
}

#[test]
fn vaults_of_any_size_in_any_room() {
    for (lines, room) in [(0, 1), (1, 1), (0, 5), (2, 5), (5, 5), (11, 12), (12, 12)] {
        let claim = drawn(&World::new(7, lines));
        check(&claim).unwrap();
        let shape = Shape { lines: room, appraisals: 2, lots: 3, authorities: 2, commodities: 1 };
        let cs = CollateralCircuit { claim: &claim, info: &TIERS[0], shape }.full();
        assert_eq!(cs.is_satisfied(), Ok(()), "{lines} in {room}");
        assert_eq!(cs.public_inputs(), claim.public_inputs().to_array());
    }
}

/// What has no room is refused, and not left out.
#[test]
fn a_claim_that_is_larger_than_the_room_is_refused() {
    let claim = World::new(1, 4).claim();
    let of = |change: fn(&mut Shape)| {
        let mut shape = Shape { lines: 4, appraisals: 2, lots: 3, authorities: 2, commodities: 1 };
        change(&mut shape);
        CollateralCircuit { claim: &claim, info: &TIERS[0], shape }.full().is_satisfied().map_err(|e| e.label)
    };
    assert_eq!(of(|_| ()), Ok(()));
    assert_eq!(of(|shape| shape.lines = 3), Err("lines/vault"));
    assert_eq!(of(|shape| shape.appraisals = 1), Err("appraisals/count"));
    assert_eq!(of(|shape| shape.lots = 2), Err("eddsa/equation"));
    assert_eq!(of(|shape| shape.authorities = 1), Err("prices/no-room"));
    assert_eq!(of(|shape| shape.commodities = 0), Err("prices/no-room"));
}

#[test]
fn a_claim_takes_the_smallest_tier_with_room() {
    for (lines, id) in [
        (0, "collateral-16/1"),
        (16, "collateral-16/1"),
        (17, "collateral-64/1"),
        (64, "collateral-64/1"),
        (65, "collateral-256/1"),
        (257, "collateral-1024/1"),
        (1_024, "collateral-1024/1"),
    ] {
        assert_eq!(tier_of(&TIERS, lines).id, id);
    }
    let mut world = World::new(1, 2);
    let debtor = world.ledger.debtors[0];
    world.ledger.debtors = vec![debtor; 17];
    assert_eq!(world.claim().circuit().id, "collateral-64/1", "debtors need room too");
}

#[test]
fn the_shape_does_not_depend_on_the_witness() {
    let shape = |claim: &Claim| matrices(&circuit(claim).full());
    let sample = World::new(1, 4).claim();
    let honest = shape(&sample);
    let mut invalid = World::new(2, 1).claim();
    invalid.servicer.path.siblings.clear();
    invalid.ledger.lines.clear();
    (invalid.prices, invalid.notes[0].amount) = (None, Amount(0));
    assert!(honest == shape(&invalid) && honest == shape(&World::new(3, 9).claim()));
    assert_eq!(circuit(&sample).assignment(), circuit(&sample).full().assignment());
    assert_eq!(circuit(&sample).full().mode(), Mode::Full);
}

#[test]
fn any_choice_of_figures_is_disclosed() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(3);
    let auditor = SecretKey::generate(&mut rng);
    for mask in [0, 1, 0b1_1111_1111, 0b1_0000_0000] {
        let mut claim = World::new(9, 4).claim();
        claim.disclosure = Seal::new(auditor.public(), mask, &mut rng).ok();
        accepted("a disclosure", &claim);
        let mut z = circuit(&claim).assignment();
        z[5] = covenant_gadgets::Fr::from(0u64);
        assert!(system().first_failing(&z, 0).is_some(), "none is stated");
    }
}

#[test]
fn every_public_input_is_bound() {
    let claim = World::new(1, 4).claim();
    for i in 1..=5 {
        let mut z = circuit(&claim).assignment();
        // Not 1, with which an even exposure would still have the same high bits.
        z[i] += covenant_gadgets::Fr::from(2u64);
        let row = system().first_failing(&z, 0);
        let place = row.map(|row| system().sites[system().rows[row].site as usize].full());
        let expected = ["disclosure", "environment", "lines", "inputs", "disclosure"][i - 1];
        let clause = place.as_deref().and_then(|place| place.split('/').next());
        assert_eq!(clause, Some(expected), "public input {i}: {place:?}");
    }
}
