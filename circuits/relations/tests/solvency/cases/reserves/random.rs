//! Random claims, of which some hold: the valid world with several changes.

use super::super::{one, pick, shifted};
use super::{for_entity, today, world};
use covenant_gadgets::Fr;
use covenant_statements::{
    AssetId, Network, Role,
    solvency::{
        reserves::Claim,
        sample::{World, symbol},
    },
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

type Edit = fn(&mut World, &mut ChaCha8Rng);

const EDITS: &[Edit] = &[
    |w, rng| w.reserves[rng.gen_range(0..2)].1.quantity = pick(rng, &[0, 1, 999, u64::MAX]),
    |w, rng| {
        let reserve = &mut w.reserves[rng.gen_range(0..2)].1;
        reserve.encumbered = pick(rng, &[0, 1, reserve.quantity, reserve.quantity.saturating_add(1)]);
    },
    |w, rng| {
        let ids = [
            symbol(0).asset(),
            symbol(1).asset(),
            symbol(2).asset(),
            symbol(3).asset(),
            AssetId(Fr::from(0u64)),
        ];
        w.reserves[rng.gen_range(0..2)].1.asset = pick(rng, &ids);
    },
    |w, rng| w.reserves[rng.gen_range(0..2)].0 = rng.gen_range(0..2),
    |w, rng| w.reserves[rng.gen_range(0..2)].1.nullifier = pick(rng, &[Fr::from(0u64), one(), -one()]),
    |w, rng| w.policy.own_custodian = rng.gen_bool(0.5),
    |w, rng| {
        let entity = pick(rng, &[w.entity, w.custodians[0].leaf.party, w.custodians[1].leaf.party]);
        for_entity(w, entity);
    },
    |w, rng| {
        let day = today(w);
        w.custodians[rng.gen_range(0..2)].leaf.valid_from = shifted(day, pick(rng, &[-1, 0, 1]));
    },
    |w, rng| {
        let day = today(w);
        w.custodians[rng.gen_range(0..2)].leaf.valid_until = shifted(day, pick(rng, &[-1, 0, 1]));
    },
    |w, rng| {
        w.custodians[rng.gen_range(0..2)].leaf.role =
            pick(rng, &[Role::Custodian, Role::Custodian, Role::Servicer])
    },
    |w, rng| {
        let by = pick(rng, &[0, 1, 86_400]);
        w.as_of += by;
        let moved = rng.gen_bool(0.7);
        w.reserves.iter_mut().for_each(|(_, reserve)| reserve.as_of += if moved { by } else { 0 });
    },
    |w, rng| w.scope.assets.truncate(rng.gen_range(1..=3)),
    |w, rng| w.scope.assets[0].symbol = symbol(pick(rng, &[0, 0, 1, 2])),
    |w, rng| {
        w.reserves[1].1.network =
            pick(rng, &[Network::Development, Network::Development, Network::Production])
    },
];

/// A world with up to three changes.
pub(crate) fn claim(seed: u64) -> Claim {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut world = world();
    for _ in 0..rng.gen_range(1..=3) {
        pick(&mut rng, EDITS)(&mut world, &mut rng);
    }
    world.reserves_claim()
}
