//! Reserves, in a room of three statements and four assets.

mod agreement;
mod mutations;
mod raw;
mod valid;

use covenant_relations::{
    Circuit, Cs,
    reserves::{ReservesCircuit, Room},
};
use covenant_statements::{
    Day,
    solvency::{reserves::Claim, sample::World},
};

/// What the circuit of these tests has room for.
const ROOM: Room = Room { statements: 3, assets: 4 };

fn circuit(claim: &Claim) -> ReservesCircuit<&Claim> {
    ReservesCircuit::with_room(claim, ROOM)
}

fn full(claim: &Claim) -> Cs {
    circuit(claim).full()
}

/// Two statements of three assets, the third of which is the entity's own token. The world has them in the claim's order.
fn world() -> World {
    let mut world = World::new(1, 1, 3, 2);
    world.reserves.sort_by_key(|(_, reserve)| reserve.nullifier);
    world
}

/// The day of the moment.
fn today(world: &World) -> Day {
    world.setting().day().unwrap()
}

/// The entity is another, and all statements are for it.
fn for_entity(world: &mut World, entity: covenant_statements::PartyId) {
    world.entity = entity;
    world.reserves.iter_mut().for_each(|(_, reserve)| reserve.entity = entity);
}
