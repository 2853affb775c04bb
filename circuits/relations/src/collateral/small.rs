//! Circuits as small as they can be with constraints of every kind, for the gates of soundness; the tiers have more of each.

use super::{CollateralCircuit, RewriteCircuit, Shape};
use crate::Circuit;
use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::{
    Amount,
    collateral::{self, Claim, Rewrite, rewrite, sample::World},
    disclosure::Seal,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

/// Three lines, one appraisal of two lots, one commodity, two signatures of its price.
pub(super) const ROOM: Shape = Shape { lines: 3, appraisals: 1, lots: 2, authorities: 2, commodities: 1 };

/// The sample's world cut down to this room, of which lines fill all but debtors.
pub(super) fn world(seed: u64) -> World {
    world_of(seed, ROOM.lines)
}

/// With fewer lines.
pub(super) fn world_of(seed: u64, lines: usize) -> World {
    let mut world = World::new(seed, lines);
    let (_, other) = world.appraisals.swap_remove(1);
    let (_, appraisal) = &mut world.appraisals[0];
    appraisal.lots.truncate(1);
    appraisal.lots.extend(other.lots.last().copied());
    world.exposure = Amount(150_000);
    world
}

/// A claim of this world, with figures for an auditor.
pub(super) fn claim(world: &World) -> Claim {
    let mut rng = ChaCha20Rng::seed_from_u64(world.seed);
    let auditor = SecretKey::generate(&mut rng).public();
    let disclosure = Seal::new(auditor, 0b1_0000_0010, &mut rng).ok();
    Claim { disclosure, ..world.claim() }
}

pub(super) fn circuit(claim: Claim) -> Box<dyn Circuit> {
    Box::new(CollateralCircuit { claim, info: &collateral::TIERS[0], shape: ROOM })
}

/// One line in three leaves.
pub(super) fn released(claim: Claim) -> Rewrite {
    let released = (0..claim.notes.len()).map(|line| line % 3 == 1).collect();
    Rewrite { claim: Claim { disclosure: None, exposure: Amount(50_000), ..claim }, released }
}

pub(super) fn rewrite_circuit(claim: Rewrite) -> Box<dyn Circuit> {
    Box::new(RewriteCircuit { claim, info: &rewrite::TIERS[0], shape: ROOM })
}

/// A small certificate.
pub(super) fn small(seed: u64) -> Box<dyn Circuit> {
    circuit(claim(&world(seed)))
}

/// A small rewrite.
pub(super) fn small_rewrite(seed: u64) -> Box<dyn Circuit> {
    rewrite_circuit(released(world(seed).claim()))
}
