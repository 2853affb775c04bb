//! Worlds that hold.

use super::super::one;
use super::{for_entity, today, world};
use covenant_gadgets::Fr;
use covenant_statements::{
    Bps, Day,
    price::LAST_SECOND,
    solvency::{
        reserves::Claim,
        sample::{World, symbol},
    },
};

/// Each with its claim.
pub(crate) fn claims() -> Vec<(&'static str, Claim)> {
    let claim = |(name, change): &Case| {
        let mut world = world();
        change(&mut world);
        (*name, world.reserves_claim())
    };
    CASES.iter().map(claim).collect()
}

/// A name and a change that keeps the world valid.
type Case = (&'static str, fn(&mut World));

const CASES: &[Case] = &[
    ("the sample", |_| ()),
    ("one statement", |w| w.reserves.truncate(1)),
    ("a full room", |w| *w = World::new(3, 1, 4, 3)),
    ("one asset", |w| *w = World::new(3, 1, 1, 2)),
    ("own tokens, which the coverage counts zero", |w| w.reserves[0].1.asset = symbol(2).asset()),
    ("two statements of one asset", |w| w.reserves[0].1.asset = w.reserves[1].1.asset),
    ("all encumbered", |w| w.reserves[0].1.encumbered = w.reserves[0].1.quantity),
    ("nothing held", |w| (w.reserves[0].1.quantity, w.reserves[0].1.encumbered) = (0, 0)),
    ("as much as there can be", |w| {
        w.reserves.iter_mut().for_each(|(_, r)| (r.quantity, r.encumbered) = (u64::MAX, 0));
        w.reserves[0].1.asset = w.reserves[1].1.asset;
    }),
    ("nullifiers that could be taken for none", |w| {
        (w.reserves[0].1.nullifier, w.reserves[1].1.nullifier) = (Fr::from(0u64), -one());
    }),
    ("a custodian's only day", |w| {
        let day = today(w);
        w.custodians.iter_mut().for_each(|c| (c.leaf.valid_from, c.leaf.valid_until) = (day, day));
    }),
    ("its own custodian, where the policy takes that", |w| {
        w.policy.own_custodian = true;
        let party = w.custodians[0].leaf.party;
        for_entity(w, party);
    }),
    ("another's custodian, where the policy takes its own", |w| w.policy.own_custodian = true),
    ("the first second of a day", |w| {
        w.as_of = (w.as_of / 86_400) * 86_400;
        w.reserves.iter_mut().for_each(|(_, reserve)| reserve.as_of = w.as_of);
    }),
    ("the last second of all", |w| {
        w.as_of = LAST_SECOND;
        w.reserves.iter_mut().for_each(|(_, reserve)| reserve.as_of = w.as_of);
        w.custodians.iter_mut().for_each(|custodian| custodian.leaf.valid_until = Day::MAX);
    }),
    ("a threshold over the whole", |w| w.threshold = Bps(u32::MAX)),
];
