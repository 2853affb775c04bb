//! The entries of the table of circuits: four tiers of certificates and four of rewrites.

use super::{CollateralCircuit, RewriteCircuit, Shape};
use crate::{Circuit, Pin, Relation};
use covenant_soundness::Ledger;
use covenant_statements::{
    Claim as _,
    collateral::{Claim, Rewrite, TIERS, rewrite, sample::World},
};

const fn pin(constraints: usize, witness: usize, digest: &'static str) -> Pin {
    Pin { constraints, witness, digest }
}

const LEDGER: Ledger = Ledger { caught_by: &[], equivalent: &[], free: &[], undeletable: &[] };

/// Certificates of 16, 64, 256 and 1,024 lines.
pub(crate) const RELATIONS: [Relation; 4] = [
    certificate(
        0,
        pin(118_357, 118_329, "1117ef2b95237e0ef7f1c2d0678d85824e312b636467ee4563786ef40d741400"),
        |seed| certified(seed, 0),
    ),
    certificate(
        1,
        pin(199_688, 199_516, "73b1e699b4f43d1a2fe72c1f3efa62a24bbb467833b7a50dea7d32969b6ecbde"),
        |seed| certified(seed, 1),
    ),
    certificate(
        2,
        pin(527_086, 526_338, "8f2b2d0c15cc744b26905f92409e896ee2e0744bbb8111f74c349f472d85e725"),
        |seed| certified(seed, 2),
    ),
    certificate(
        3,
        pin(1_843_142, 1_840_090, "9df617ea0ca2acf7ddefabf2f1f1623ef1e025e2b83a059a5caeba38b526b11b"),
        |seed| certified(seed, 3),
    ),
];

/// Rewrites of 16, 64, 256 and 1,024 lines.
pub(crate) const REWRITES: [Relation; 4] = [
    release(
        0,
        pin(121_852, 121_826, "7c31b36dc76ce9cb52df32f8a5ac73ffaf6b2a74e0fd9a20108996bd629afbd1"),
        |seed| released(seed, 0),
    ),
    release(
        1,
        pin(227_663, 227_493, "abb703692e66fe85443f501866ae767829a4a352c6eceb95e48bfa01a1ccea70"),
        |seed| released(seed, 1),
    ),
    release(
        2,
        pin(652_981, 652_235, "c51a2906e1a2c0f93a4fdd2f95ec0d910a705c5c58f09c4261dd43e8834c555a"),
        |seed| released(seed, 2),
    ),
    release(
        3,
        pin(2_360_717, 2_357_667, "a9da88c62b76890c8bef28d60ce2db7fe4b34e0e65757c8b5819656900e4fa91"),
        |seed| released(seed, 3),
    ),
];

const fn certificate(tier: usize, pin: Pin, sample: fn(u64) -> Box<dyn Circuit>) -> Relation {
    Relation { info: &TIERS[tier], pin, ledger: LEDGER, refused: Vec::new, sample, small: None }
}

const fn release(tier: usize, pin: Pin, sample: fn(u64) -> Box<dyn Circuit>) -> Relation {
    Relation { info: &rewrite::TIERS[tier], pin, ledger: LEDGER, refused: Vec::new, sample, small: None }
}

/// A full vault of the tier.
fn claim(seed: u64, tier: usize) -> Claim {
    World::new(seed, TIERS[tier].lines.map_or(0, |lines| lines as usize)).claim()
}

fn certified(seed: u64, tier: usize) -> Box<dyn Circuit> {
    let info = &TIERS[tier];
    Box::new(CollateralCircuit { claim: claim(seed, tier), info, shape: Shape::of(info) })
}

/// Every fifth line leaves.
fn released(seed: u64, tier: usize) -> Box<dyn Circuit> {
    let (info, claim) = (&rewrite::TIERS[tier], claim(seed, tier));
    let released = (0..claim.notes.len()).map(|line| line % 5 == 2).collect();
    let claim = Rewrite { claim, released };
    debug_assert!(claim.check().is_ok());
    Box::new(RewriteCircuit { claim, info, shape: Shape::of(info) })
}
