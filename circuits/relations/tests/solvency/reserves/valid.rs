//! What must be accepted is, with the same public inputs, in any room.

use super::{ROOM, circuit, for_entity, full, today, world};
use crate::one;
use covenant_gadgets::Fr;
use covenant_relations::{
    Circuit,
    reserves::{ReservesCircuit, Room},
};
use covenant_statements::{
    AssetId, Bps, Day,
    price::LAST_SECOND,
    solvency::{
        reserves::check,
        sample::{World, symbol},
    },
};

/// A name and a change that keeps the world valid.
type Case = (&'static str, fn(&mut World));

const CASES: &[Case] = &[
    ("the sample", |_| ()),
    ("one statement", |w| w.reserves.truncate(1)),
    ("a full room", |w| *w = World::new(3, 1, 4, 3)),
    ("one asset", |w| *w = World::new(3, 1, 1, 2)),
    ("own tokens, which the coverage counts zero", |w| w.reserves[0].1.asset = symbol(2).asset()),
    ("two statements of one asset", |w| w.reserves[0].1.asset = w.reserves[1].1.asset),
    ("all encumbered", |w| w.reserves[0].1.encumbered = w.reserves[0].1.quantity),
    ("nothing held", |w| (w.reserves[0].1.quantity, w.reserves[0].1.encumbered) = (0, 0)),
    ("as much as there can be", |w| {
        w.reserves.iter_mut().for_each(|(_, r)| (r.quantity, r.encumbered) = (u64::MAX, 0));
        w.reserves[0].1.asset = w.reserves[1].1.asset;
    }),
    ("nullifiers that could be taken for none", |w| {
        (w.reserves[0].1.nullifier, w.reserves[1].1.nullifier) = (Fr::from(0u64), -one());
    }),
    ("a custodian's only day", |w| {
        let day = today(w);
        w.custodians.iter_mut().for_each(|c| (c.leaf.valid_from, c.leaf.valid_until) = (day, day));
    }),
    ("its own custodian, where the policy takes that", |w| {
        w.policy.own_custodian = true;
        let party = w.custodians[0].leaf.party;
        for_entity(w, party);
    }),
    ("another's custodian, where the policy takes its own", |w| w.policy.own_custodian = true),
    ("the first second of a day", |w| {
        w.as_of = (w.as_of / 86_400) * 86_400;
        w.reserves.iter_mut().for_each(|(_, reserve)| reserve.as_of = w.as_of);
    }),
    ("the last second of all", |w| {
        w.as_of = LAST_SECOND;
        w.reserves.iter_mut().for_each(|(_, reserve)| reserve.as_of = w.as_of);
        w.custodians.iter_mut().for_each(|custodian| custodian.leaf.valid_until = Day::MAX);
    }),
    ("a threshold over the whole", |w| w.threshold = Bps(u32::MAX)),
];

#[test]
fn what_is_valid_is_accepted_with_the_same_public_inputs() {
    for (name, change) in CASES {
        let mut world = world();
        change(&mut world);
        let claim = world.reserves_claim();
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
