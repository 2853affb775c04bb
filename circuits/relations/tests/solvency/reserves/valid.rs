//! What must be accepted is, with the same public inputs, in any room.

use super::{ROOM, circuit, full, world};
use crate::cases::reserves::valid::claims;
use covenant_gadgets::Fr;
use covenant_relations::{
    Circuit,
    reserves::{ReservesCircuit, Room},
};
use covenant_statements::{
    AssetId,
    solvency::{reserves::check, sample::World},
};

#[test]
fn what_is_valid_is_accepted_with_the_same_public_inputs() {
    for (name, claim) in claims() {
        assert_eq!(check(&claim), Ok(()), "{name}");
        let cs = full(&claim);
        assert_eq!(cs.is_satisfied(), Ok(()), "{name}");
        assert_eq!(cs.public_inputs(), claim.public_inputs().to_array(), "{name}");
        assert_eq!(circuit(&claim).assignment(), cs.assignment(), "{name}");
    }
}

#[test]
fn room_moves_no_public_input() {
    let claim = world().reserves_claim();
    for (statements, assets) in [(2, 3), (5, 8), (6, 32)] {
        let cs = ReservesCircuit::with_room(&claim, Room { statements, assets }).full();
        assert_eq!(cs.is_satisfied(), Ok(()));
        assert_eq!(cs.public_inputs(), claim.public_inputs().to_array());
    }
}

/// Somebody's statement of an asset of the id zero is of no asset, also where the scope leaves room.
#[test]
fn no_asset_has_the_id_of_no_asset() {
    let mut world = world();
    world.reserves[0].1.asset = AssetId(Fr::from(0u64));
    let claim = world.reserves_claim();
    assert!(world.scope.assets.len() < ROOM.assets && full(&claim).is_satisfied().is_err());
}

#[test]
fn a_statement_stays_within_the_budget() {
    let count = |statements: usize| {
        let claim = World::new(1, 1, 3, statements).reserves_claim();
        ReservesCircuit::with_room(&claim, Room { statements, assets: 32 }).full().constraints().len()
    };
    assert!((count(12) - count(2)) / 10 <= 9_800);
}
