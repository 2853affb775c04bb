//! Random claims, of which some hold: the valid world with several changes.

use super::super::{pick, shifted};
use super::{disclose, world};
use covenant_statements::{
    Bps, Role,
    solvency::{
        MAX_ACCOUNTS,
        coverage::Claim,
        sample::{World, symbol},
    },
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

type Edit = fn(&mut World, &mut ChaCha8Rng);

const EDITS: &[Edit] = &[
    |w, rng| w.threshold = Bps(pick(rng, &[0, 1, 9_999, 10_000, 10_999, 11_000, 11_001, u32::MAX])),
    |w, rng| {
        let (chunk, asset) = (rng.gen_range(0..2), rng.gen_range(0..w.chunks[0].totals.len()));
        w.chunks[chunk].totals[asset] = pick(rng, &[0, 1, 1 << 50, (1 << 84) - 1, 1 << 84]);
    },
    |w, rng| w.chunks[rng.gen_range(0..2)].count = pick(rng, &[0, 1, MAX_ACCOUNTS, MAX_ACCOUNTS + 1]),
    |w, rng| w.reserves[rng.gen_range(0..2)].1.quantity = pick(rng, &[1_000, 1 << 40, u64::MAX]),
    |w, rng| w.reserves[rng.gen_range(0..2)].1.asset = symbol(rng.gen_range(0..3)).asset(),
    |w, rng| {
        let asset = rng.gen_range(0..w.scope.assets.len());
        w.scope.assets[asset].own = rng.gen_bool(0.5);
    },
    |w, rng| {
        let asset = rng.gen_range(0..w.scope.assets.len());
        w.scope.assets[asset].decimals = rng.gen_range(0..=10);
    },
    |w, rng| {
        let price = &mut w.prices[rng.gen_range(0..3)];
        price.price = pick(rng, &[1, price.price, 10 * price.price, u64::MAX]);
        price.confidence = 0;
    },
    |w, rng| {
        let at = w.as_of;
        w.prices[rng.gen_range(0..3)].published_at = pick(rng, &[at - 3_601, at - 3_600, at, at + 1]);
    },
    |w, rng| w.as_of += pick(rng, &[0, 1, 2_400, 2_401, 86_400]),
    |w, rng| w.price_day = shifted(w.price_day, pick(rng, &[-1, 0, 1])),
    |w, rng| w.signing = pick(rng, &[&[0, 1][..], &[1, 2], &[2, 1], &[1, 1], &[0], &[0, 1, 2]]).to_vec(),
    |w, rng| w.scope.quorum.needed = rng.gen_range(0..=2),
    |w, rng| w.scope.quorum.authorities.truncate(rng.gen_range(1..=3)),
    |w, rng| {
        let (day, leaf) = (w.price_day, &mut w.authorities[rng.gen_range(0..3)].leaf);
        leaf.valid_from = shifted(day, pick(rng, &[-1, 0, 1]));
    },
    |w, rng| {
        let (day, leaf) = (w.price_day, &mut w.authorities[rng.gen_range(0..3)].leaf);
        leaf.valid_until = shifted(day, pick(rng, &[-1, 0, 1]));
    },
    |w, rng| {
        w.authorities[rng.gen_range(0..3)].leaf.role = pick(rng, &[Role::PriceAuthority, Role::Custodian])
    },
    |w, rng| w.policy.max_price_age_seconds = pick(rng, &[0, 1_199, 1_200, u32::MAX]),
    |w, rng| disclose(w, rng.gen_range(0..4)),
    |w, _| drop(w.chunks.pop()),
];

/// A world with up to three changes.
pub(crate) fn claim(seed: u64) -> Claim {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut world = world();
    for _ in 0..rng.gen_range(1..=3) {
        // The last edit takes a chunk that others change.
        let edits = if world.chunks.len() == 2 { EDITS } else { &EDITS[4..EDITS.len() - 1] };
        pick(&mut rng, edits)(&mut world, &mut rng);
    }
    world.coverage_claim()
}
