//! The entries of the table of circuits: three rooms for chunks by three for assets.

use super::{CoverageCircuit, Room, ledger, refused};
use crate::{Circuit, Pin, Relation, Sample};
use covenant_statements::solvency::{
    coverage::{ROOMS, TIERS},
    sample::World,
};

const fn pin(constraints: usize, witness: usize, digest: &'static str) -> Pin {
    Pin { constraints, witness, digest }
}

/// Coverages of 4, 16 and 64 chunks of 1, 8 and 32 columns.
pub(crate) const RELATIONS: [Relation; 9] = [
    tier(
        0,
        pin(41_597, 41_639, "4b2e8257ec8d86f03b3acfdafb69f7d55d73495eb2469c77334650e13c577b00"),
        |seed| sample(seed, 0),
        None,
    ),
    tier(
        1,
        pin(51_341, 51_347, "e4b0d6bc5e76da6f83dd265f59c1ac789d4ba6c71041b8ca79bd880030105bf4"),
        |seed| sample(seed, 1),
        None,
    ),
    tier(
        2,
        pin(90_317, 90_179, "65d6c9becfb67978b12945e8149c3e9fd0b006736ee1640370a25b4a423cae3a"),
        |seed| sample(seed, 2),
        None,
    ),
    tier(
        3,
        pin(65_441, 65_525, "fd68b70c5488ac6648fa49cd87544c3e7c42fb4be16c5b386259a43ce147a533"),
        |seed| sample(seed, 3),
        Some(small),
    ),
    tier(
        4,
        pin(90_713, 90_677, "75629629fbb126c645ede98d5bf74eef312373019415e5cea6240d699a1bdaa7"),
        |seed| sample(seed, 4),
        None,
    ),
    tier(
        5,
        pin(191_801, 191_285, "0d2398fda6724e43a4dcbd50075da7843509c2b232fd918cab36f8294cb723a9"),
        |seed| sample(seed, 5),
        None,
    ),
    tier(
        6,
        pin(146_465, 146_693, "ddeb68dfed21e19cc205546d240c0946bf2eef3754038d75994b77455eb08a3e"),
        |seed| sample(seed, 6),
        None,
    ),
    tier(
        7,
        pin(217_421, 217_241, "bfdca859fea1bbff02ed2a56f3bb0b4248fbe9f473cd0a9b326779dcde66fac0"),
        |seed| sample(seed, 7),
        None,
    ),
    tier(
        8,
        pin(501_245, 499_433, "d264a82d55bdcf5b98d64420fa3918f3dd6dbbade01b1aa990df499e6a3c5502"),
        |seed| sample(seed, 8),
        None,
    ),
];

const fn tier(i: usize, pin: Pin, sample: Sample, small: Option<Sample>) -> Relation {
    Relation { info: &TIERS[i], pin, ledger: ledger::LEDGER, refused: refused::refused, sample, small }
}

/// Chunks and assets that nearly fill the tier, and fill it where it has room for one asset.
fn sample(seed: u64, i: usize) -> Box<dyn Circuit> {
    let (chunks, columns) = ROOMS[i];
    let assets = if columns == 1 { 1 } else { columns - 1 };
    let world = World::new(seed, chunks - 1, assets, 2);
    Box::new(CoverageCircuit { claim: world.coverage_claim(), info: &TIERS[i], room: Room::of(&TIERS[i]) })
}

/// The room of the circuit that the gates go through: all in which tiers differ, and as little of it as can be.
pub(super) const SMALL_ROOM: Room = Room { chunks: 2, columns: 8, assets: 3, authorities: 2 };

/// What the gates go through: a chunk of two assets that leaves room, or for every second seed two of three; figures are disclosed.
#[must_use]
pub fn small(seed: u64) -> Box<dyn Circuit> {
    refused::small(&if seed.is_multiple_of(2) { refused::full_world(seed) } else { refused::world(seed) })
}
