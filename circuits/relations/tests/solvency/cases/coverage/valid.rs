//! Worlds that hold: the sample, and every limit exactly met.

use super::super::shifted;
use super::{disclose, only, world};
use covenant_statements::{
    Bps, Day, PartyId,
    price::LAST_SECOND,
    solvency::{MAX_ACCOUNTS, coverage::Claim, sample::World},
};

/// Each with its claim.
pub(crate) fn claims() -> Vec<(&'static str, Claim)> {
    let claim = |(name, change): &Case| {
        let mut world = world();
        change(&mut world);
        (*name, world.coverage_claim())
    };
    CASES.iter().map(claim).collect()
}

/// A name and a change that keeps the world valid.
type Case = (&'static str, fn(&mut World));

/// One asset without decimals at a price of one, this much owed of it and this much held.
pub(crate) fn plain(world: &mut World, [owed, held]: [u64; 2]) {
    *world = World::new(1, 2, 2, 1);
    for asset in &mut world.scope.assets {
        asset.decimals = 0;
    }
    world.prices[0].price = 1;
    world.prices[0].confidence = 0;
    world.chunks[0].totals = vec![u128::from(owed), 0];
    world.chunks[1].totals = vec![0, 0];
    only(world, held);
}

const CASES: &[Case] = &[
    ("the sample", |_| ()),
    ("one chunk", |w| *w = World::new(3, 1, 3, 1)),
    ("a full room", |w| *w = World::new(3, 3, 4, 2)),
    ("exactly covered", |w| plain(w, [1_000_003, 1_000_003])),
    ("exactly half covered, rounded up", |w| {
        plain(w, [1_000_003, 500_002]);
        w.threshold = Bps(5_000);
    }),
    ("covered three times and a ten-thousandth", |w| {
        plain(w, [10_000, 30_001]);
        w.threshold = Bps(30_001);
    }),
    ("the greatest threshold on one unit", |w| {
        plain(w, [1, 429_497]);
        w.threshold = Bps(u32::MAX);
    }),
    ("nothing owed", |w| {
        plain(w, [0, 0]);
        w.threshold = Bps(u32::MAX);
    }),
    ("the least threshold", |w| {
        plain(w, [10_000, 1]);
        w.threshold = Bps(1);
    }),
    ("one account a chunk", |w| w.chunks.iter_mut().for_each(|chunk| chunk.count = 1)),
    ("as many accounts as a chunk takes", |w| w.chunks[0].count = MAX_ACCOUNTS),
    ("the largest total, of own tokens in reserve", |w| {
        plain(w, [0, 0]);
        w.scope.assets[0].own = true;
        w.chunks[0].totals[0] = 0;
    }),
    ("an asset that nobody owes or holds", |w| w.chunks.iter_mut().for_each(|chunk| chunk.totals[1] = 0)),
    ("a price of this very second", |w| w.prices[0].published_at = w.as_of),
    ("the oldest price", |w| w.prices[1].published_at = w.as_of - 3_600),
    ("a price that is all doubt but one", |w| w.prices[0].confidence = w.prices[0].price - 1),
    ("prices signed the day before", |w| w.price_day = shifted(w.price_day, -1)),
    ("prices that others have in their tree", |w| {
        let more = World::new(1, 1, 32, 1).prices;
        w.prices.extend_from_slice(&more[3..]);
    }),
    ("a quorum of one", |w| (w.scope.quorum.needed, w.signing) = (1, vec![1])),
    ("one authority", |w| {
        w.scope.quorum.authorities.truncate(1);
        (w.scope.quorum.needed, w.signing) = (1, vec![0]);
    }),
    ("five authorities", |w| {
        w.scope.quorum.authorities.extend([7u64, 8].map(|id| PartyId(id.into())));
        w.signing = vec![1, 2];
    }),
    ("an authority's only days", |w| {
        let day = w.price_day;
        w.authorities.iter_mut().for_each(|a| (a.leaf.valid_from, a.leaf.valid_until) = (day, day));
    }),
    ("the last second of all", |w| {
        w.as_of = LAST_SECOND;
        w.prices.iter_mut().for_each(|price| price.published_at = LAST_SECOND);
        w.price_day = Day::MAX;
        w.authorities.iter_mut().for_each(|authority| authority.leaf.valid_until = Day::MAX);
    }),
    ("nine decimals and none", |w| {
        plain(w, [10, 10]);
        (w.scope.assets[0].decimals, w.scope.assets[1].decimals) = (9, 0);
    }),
    ("an own custodian's policy", |w| w.policy.own_custodian = true),
    ("one figure for an auditor", |w| disclose(w, 0b10)),
    ("nothing for an auditor", |w| w.disclosure = None),
];
