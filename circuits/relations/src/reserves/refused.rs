//! Claims that one rule each refuses: cases for the gates, in a room of two statements and three assets.

use super::{ReservesCircuit, table::SMALL_ROOM};
use crate::{Circuit, Refused};
use covenant_statements::{
    Day, Fr,
    solvency::sample::{World, symbol},
};

/// A change after which one rule refuses the sample, with what it is.
type Change = (&'static str, fn(&mut World));

/// Two statements, two assets.
pub(super) fn world(seed: u64) -> World {
    World::new(seed, 1, 2, SMALL_ROOM.statements)
}

/// The circuit that the gates go through.
pub(super) fn small(world: &World) -> Box<dyn Circuit> {
    Box::new(ReservesCircuit::with_room(world.reserves_claim(), SMALL_ROOM))
}

/// Another day than the moment's.
fn day(world: &World, by: i64) -> Day {
    let days = i64::try_from(world.as_of / 86_400).unwrap_or_default() + by;
    Day::new(u32::try_from(days).unwrap_or_default()).unwrap_or(Day::MAX)
}

/// The moment after the end of 9999, for everybody.
fn after_the_end(world: &mut World) {
    world.as_of = Day::MAX.end_unix_seconds() + 1;
    world.reserves.iter_mut().for_each(|(_, reserve)| reserve.as_of = world.as_of);
}

const CHANGES: &[Change] = &[
    ("an asset twice", |w| w.scope.assets[1] = w.scope.assets[0].clone()),
    ("a moment after 9999", |w| {
        after_the_end(w);
        w.custodians.iter_mut().for_each(|custodian| custodian.leaf.valid_until = Day::MAX);
    }),
    ("no statement", |w| w.reserves.clear()),
    ("an asset that the scope does not have", |w| w.reserves[1].1.asset = symbol(4).asset()),
    ("an asset of the id zero", |w| w.reserves[1].1.asset.0 = Fr::from(0u64)),
    ("more encumbered than there is", |w| w.reserves[0].1.encumbered = w.reserves[0].1.quantity + 1),
    ("its own custodian", |w| w.entity = w.custodians[0].leaf.party),
    ("a custodian not valid yet", |w| w.custodians[0].leaf.valid_from = day(w, 1)),
    ("a custodian no longer valid", |w| w.custodians[1].leaf.valid_until = day(w, -1)),
    ("one nullifier in two statements", |w| w.reserves[1].1.nullifier = w.reserves[0].1.nullifier),
];

/// The statements follow whose custody it is.
fn changed(change: fn(&mut World)) -> World {
    let mut world = world(1);
    change(&mut world);
    let entity = world.entity;
    world.reserves.iter_mut().for_each(|(_, reserve)| reserve.entity = entity);
    world
}

/// Each with its name; all are of the same world.
pub(super) fn refused() -> Vec<Refused> {
    CHANGES.iter().map(|(name, change)| (*name, small(&changed(*change)))).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_is_refused() {
        for (name, circuit) in super::refused() {
            assert!(circuit.check().is_err(), "{name}");
            assert!(circuit.full().is_satisfied().is_err(), "{name}");
        }
    }
}
