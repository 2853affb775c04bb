//! Reserves.

pub(crate) mod mutations;
pub(crate) mod random;
pub(crate) mod valid;

use covenant_statements::{Day, PartyId, solvency::sample::World};

/// Two statements of three assets, the third of which is the entity's own token. The world has them in the claim's order.
pub(crate) fn world() -> World {
    let mut world = World::new(1, 1, 3, 2);
    world.reserves.sort_by_key(|(_, reserve)| reserve.nullifier);
    world
}

/// The day of the moment.
pub(crate) fn today(world: &World) -> Day {
    world.setting().day().unwrap()
}

/// The entity is another, and all statements are for it.
pub(crate) fn for_entity(world: &mut World, entity: PartyId) {
    world.entity = entity;
    world.reserves.iter_mut().for_each(|(_, reserve)| reserve.entity = entity);
}
