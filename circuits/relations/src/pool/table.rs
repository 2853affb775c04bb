//! The entries of the table of circuits: three tiers.

use super::{PoolCircuit, ledger, refused};
use crate::{Circuit, Pin, Relation, Sample};
use covenant_statements::pool::{FIGURES, TIERS, sample::World};

const fn pin(constraints: usize, witness: usize, digest: &'static str) -> Pin {
    Pin { constraints, witness, digest }
}

/// Pools of 64, 256 and 1,024 lines.
pub(crate) const RELATIONS: [Relation; 3] = [
    tier(
        0,
        pin(140_322, 138_586, "e6842d633d9322df5b4a8d5479a0a1b88659b635246212c67bef8a20b31fcf3d"),
        |seed| sample(seed, 0),
        Some(small),
    ),
    tier(
        1,
        pin(469_995, 463_459, "6751db9397c19813e2eaeac4b7faae91853f3da86074ec5bc4847a5a733a9798"),
        |seed| sample(seed, 1),
        None,
    ),
    tier(
        2,
        pin(1_785_856, 1_760_120, "6c78ef202ab67d7028314771eb39b29214fb3c47d0b8a5f2c956388d8f757b1f"),
        |seed| sample(seed, 2),
        None,
    ),
];

const fn tier(i: usize, pin: Pin, sample: Sample, small: Option<Sample>) -> Relation {
    Relation { info: &TIERS[i], pin, ledger: ledger::LEDGER, refused: refused::refused, sample, small }
}

/// A pool that nearly fills its tier.
fn sample(seed: u64, i: usize) -> Box<dyn Circuit> {
    let room = TIERS[i].lines.map_or(0, |lines| lines as usize);
    Box::new(PoolCircuit { claim: World::new(seed, room - 3).claim(), info: &TIERS[i], room })
}

/// Lines that the gates' circuit has room for.
pub(super) const SMALL_ROOM: usize = 4;

/// What the gates go through, since the room is all in which tiers differ: a pool that leaves room, and for every second seed one that is full and discloses figures to an auditor.
#[must_use]
pub fn small(seed: u64) -> Box<dyn Circuit> {
    let mut world = refused::world(seed);
    if seed.is_multiple_of(2) {
        world = World::new(seed, SMALL_ROOM);
        world.disclose((1 << FIGURES) - 1);
    }
    refused::small(&world)
}
