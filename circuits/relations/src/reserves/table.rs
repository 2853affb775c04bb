//! The entries of the table of circuits: two tiers.

use super::{ReservesCircuit, Room, ledger, refused};
use crate::{Circuit, Pin, Relation, Sample};
use covenant_statements::solvency::{reserves::TIERS, sample::World};

const fn pin(constraints: usize, witness: usize, digest: &'static str) -> Pin {
    Pin { constraints, witness, digest }
}

/// Reserves of 8 and 64 statements.
pub(crate) const RELATIONS: [Relation; 2] = [
    tier(
        0,
        pin(83_226, 83_177, "40ba53447427e28480e19985dd13a3780ce1ee607d63e46a07635f22e6be6891"),
        |seed| sample(seed, 0),
        Some(small),
    ),
    tier(
        1,
        pin(629_466, 629_473, "b45b335921ee3619efcd7093f95226cd1dd5a2747088ffb49be73941cae96069"),
        |seed| sample(seed, 1),
        None,
    ),
];

const fn tier(i: usize, pin: Pin, sample: Sample, small: Option<Sample>) -> Relation {
    Relation { info: &TIERS[i], pin, ledger: ledger::LEDGER, refused: refused::refused, sample, small }
}

/// Statements that nearly fill the tier, of the assets of a scope with some.
fn sample(seed: u64, i: usize) -> Box<dyn Circuit> {
    let room = Room::of(&TIERS[i]);
    let world = World::new(seed, 2, 5, room.statements - 1);
    Box::new(ReservesCircuit { claim: world.reserves_claim(), info: &TIERS[i], room })
}

/// The room of the circuit that the gates go through: all in which tiers differ, and as little of it as can be.
pub(super) const SMALL_ROOM: Room = Room { statements: 2, assets: 3 };

/// What the gates go through: two statements of two assets.
#[must_use]
pub fn small(seed: u64) -> Box<dyn Circuit> {
    refused::small(&refused::world(seed))
}
