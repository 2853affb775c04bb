//! What must be accepted is, with the same public inputs, in any room; every limit exactly met.

use super::{ROOM, circuit, disclose, full, only, world};
use covenant_gadgets::eddsa::SecretKey;
use covenant_relations::{
    Circuit,
    coverage::{CoverageCircuit, Room},
};
use covenant_statements::{
    Bps, Day, PartyId,
    disclosure::Seal,
    price::LAST_SECOND,
    solvency::{
        MAX_ACCOUNTS,
        coverage::{Figures, check},
        reserves::totals::TOTAL_BITS,
        sample::World,
    },
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

/// A name and a change that keeps the world valid.
type Case = (&'static str, fn(&mut World));

/// One asset without decimals at a price of one, this much owed of it and this much held.
pub(super) fn plain(world: &mut World, [owed, held]: [u64; 2]) {
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
    ("prices signed the day before", |w| w.price_day = crate::shifted(w.price_day, -1)),
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

#[test]
fn what_is_valid_is_accepted_with_the_same_public_inputs() {
    for (name, change) in CASES {
        let mut world = world();
        change(&mut world);
        let claim = world.coverage_claim();
        assert_eq!(check(&claim), Ok(()), "{name}");
        let cs = full(&claim);
        assert_eq!(cs.is_satisfied(), Ok(()), "{name}");
        assert_eq!(cs.public_inputs(), claim.public_inputs().to_array(), "{name}");
        assert_eq!(circuit(&claim).assignment(), cs.assignment(), "{name}");
    }
}

#[test]
fn room_moves_no_public_input() {
    let claim = world().coverage_claim();
    for (chunks, assets, authorities) in [(2, 3, 2), (5, 8, 3)] {
        let cs = CoverageCircuit::with_room(&claim, Room { chunks, assets, authorities, ..ROOM }).full();
        assert_eq!(cs.is_satisfied(), Ok(()));
        assert_eq!(cs.public_inputs(), claim.public_inputs().to_array());
    }
}

/// A total of 2⁸⁴ − 1 is taken on both sides, where its value is.
#[test]
fn totals_go_to_their_last_bit() {
    let most = (1u128 << TOTAL_BITS) - 1;
    let mut world = world();
    plain(&mut world, [0, 0]);
    world.scope.assets[0].decimals = 9;
    world.chunks[0].totals[0] = most;
    let mut claim = world.coverage_claim();
    claim.reserves.totals[0] = most;
    claim.reserves_commitment = claim.reserves.commitment(claim.environment());
    assert_eq!(check(&claim), Ok(()));
    assert_eq!(full(&claim).is_satisfied(), Ok(()));
}

#[test]
fn figures_are_disclosed_as_they_are() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let auditor = SecretKey::generate(&mut rng);
    let mut world = world();
    world.disclosure = Seal::new(auditor.public(), 0b11, &mut rng).ok();
    let claim = world.coverage_claim();
    assert_eq!(full(&claim).is_satisfied(), Ok(()));
    let stated = claim.public_inputs().disclosure;
    let opened = claim.disclosed().unwrap().open(&auditor, 2, claim.context, stated).unwrap();
    let figures = Figures::of(&claim).unwrap();
    assert_eq!(opened.in_order(), [Some(figures.reserves), Some(figures.liabilities)]);
    assert!(figures.reserves > figures.liabilities && figures.liabilities > 0);
}

/// What a chunk and an asset cost all in, as the page says.
#[test]
fn a_chunk_and_an_asset_stay_within_the_budget() {
    let count = |chunks: usize, columns: usize, assets: usize| {
        let room = Room { chunks, columns, assets, authorities: 3 };
        let world = if columns == 1 { World::new(1, 1, 1, 1) } else { World::new(1, 1, 2, 1) };
        CoverageCircuit::with_room(world.coverage_claim(), room).full().constraints().len()
    };
    let chunk = |columns: usize| (count(6, columns, columns) - count(2, columns, columns)) / 4;
    assert!(chunk(1) <= 850 && chunk(8) <= 2_200);
    assert!((count(2, 8, 8) - count(2, 8, 4)) / 4 <= 3_000);
}
