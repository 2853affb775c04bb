//! The entries of the table of circuits: four tiers of certificates and four of rewrites.

use super::{
    CollateralCircuit, RewriteCircuit, Shape,
    ledger::{LEDGER, REWRITE_LEDGER},
    refused::{refused, refused_rewrites},
    small::{small, small_rewrite},
};
use crate::{Circuit, Pin, Relation, Sample};
use covenant_statements::{
    Claim as _,
    collateral::{Claim, Rewrite, TIERS, rewrite, sample::World},
};

const fn pin(constraints: usize, witness: usize, digest: &'static str) -> Pin {
    Pin { constraints, witness, digest }
}

/// Certificates of 16, 64, 256 and 1,024 lines.
pub(crate) const RELATIONS: [Relation; 4] = [
    certificate(
        0,
        pin(118_312, 118_284, "7ae6d20e22dc9edcee7410d76415277a343b1656fb26e461bf3067bf76a03ccb"),
        |seed| certified(seed, 0),
    ),
    certificate(
        1,
        pin(199_499, 199_327, "187ff8fb411c8d160de30a372e99332c8cde139c6ea15abeaa31b95123d25152"),
        |seed| certified(seed, 1),
    ),
    certificate(
        2,
        pin(526_321, 525_573, "e88bee1c203ea08d99ed056672c7ee5b2b4dbdd4aa473f32023233eab7f526b1"),
        |seed| certified(seed, 2),
    ),
    certificate(
        3,
        pin(1_840_073, 1_837_021, "5a3f265f509d3d253d90153bf4d6c61f27baeca57a4b9f55731f2ea537568789"),
        |seed| certified(seed, 3),
    ),
];

/// Rewrites of 16, 64, 256 and 1,024 lines.
pub(crate) const REWRITES: [Relation; 4] = [
    release(
        0,
        pin(121_807, 121_781, "8b544d1c4b1e13f312f49a900432bc5409a803bf8847875590bc4d4aac86e382"),
        |seed| released(seed, 0),
    ),
    release(
        1,
        pin(227_474, 227_304, "7a6786fb1afb2e76d9c68e55bdc10a67298287d567cd96c86b8efda47f07c366"),
        |seed| released(seed, 1),
    ),
    release(
        2,
        pin(652_216, 651_470, "6e73a908c6336bd1fd5e5fca807a7a8a0e12504906470857a50b896fbfe325dd"),
        |seed| released(seed, 2),
    ),
    release(
        3,
        pin(2_357_648, 2_354_598, "1c94e01001816c7ab047983221085f5f36ab51429a8e7920f13fc269542f9e4f"),
        |seed| released(seed, 3),
    ),
];

/// The gates go through a small circuit that stands for all tiers.
const fn small_of(tier: usize, small: Sample) -> Option<Sample> {
    if tier == 0 { Some(small) } else { None }
}

const fn certificate(tier: usize, pin: Pin, sample: Sample) -> Relation {
    Relation { info: &TIERS[tier], pin, ledger: LEDGER, refused, sample, small: small_of(tier, small) }
}

const fn release(tier: usize, pin: Pin, sample: Sample) -> Relation {
    Relation {
        info: &rewrite::TIERS[tier],
        pin,
        ledger: REWRITE_LEDGER,
        refused: refused_rewrites,
        sample,
        small: small_of(tier, small_rewrite),
    }
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
