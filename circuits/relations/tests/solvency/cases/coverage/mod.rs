//! Coverages.

pub(crate) mod mutations;
pub(crate) mod random;
pub(crate) mod valid;

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::{disclosure::Seal, solvency::sample::World};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

/// Two chunks of three assets, the third of which is the entity's own token; figures are disclosed.
pub(crate) fn world() -> World {
    let mut world = World::new(1, 2, 3, 2);
    disclose(&mut world, 0b11);
    world
}

pub(crate) fn disclose(world: &mut World, mask: u32) {
    let mut rng = ChaCha20Rng::seed_from_u64(world.seed);
    let auditor = SecretKey::generate(&mut rng).public();
    world.disclosure = Seal::new(auditor, mask, &mut rng).ok();
}

/// Reserves of the first asset in these units, and nothing else: what they are worth is the caller's to know.
pub(crate) fn only(world: &mut World, quantity: u64) {
    world.reserves.truncate(1);
    let reserve = &mut world.reserves[0].1;
    reserve.asset = covenant_statements::solvency::sample::symbol(0).asset();
    (reserve.quantity, reserve.encumbered) = (quantity, 0);
}
