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
        pin(82_890, 82_841, "2eee77ff7181ca775bb823031f1c5fb8b6d2aaacfb9410764428f572db991454"),
        |seed| sample(seed, 0),
        Some(small),
    ),
    tier(
        1,
        pin(626_778, 626_785, "b980f76605dcffd78744814b9036d77ca365de2806a958a3d34a9062e70804bb"),
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
