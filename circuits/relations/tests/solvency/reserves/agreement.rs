//! On random claims the native check and the circuit accept the same ones, and make the same values public.

use super::{full, today, world};
use crate::{cases, one, shifted};
use covenant_gadgets::Fr;
use covenant_statements::{
    AssetId, Network, Role,
    solvency::{
        reserves::{Claim, check},
        sample::{World, symbol},
    },
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

type Edit = fn(&mut World, &mut ChaCha8Rng);

fn pick<T: Copy>(rng: &mut ChaCha8Rng, values: &[T]) -> T {
    values[rng.gen_range(0..values.len())]
}

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
        super::for_entity(w, entity);
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

fn claim(seed: u64) -> Claim {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut world = world();
    for _ in 0..rng.gen_range(1..=3) {
        pick(&mut rng, EDITS)(&mut world, &mut rng);
    }
    world.reserves_claim()
}

#[test]
fn native_check_and_circuit_agree_on_random_changes() {
    let cases = cases();
    let verdict = |seed: u64| {
        let claim = claim(seed);
        let (native, cs) = (check(&claim), full(&claim));
        let circuit = cs.is_satisfied();
        assert_eq!(native.is_ok(), circuit.is_ok(), "seed {seed}: natively {native:?}, circuit {circuit:?}");
        if native.is_ok() {
            assert_eq!(cs.public_inputs(), claim.public_inputs().to_array());
        }
        u64::from(native.is_ok())
    };
    let accepted: u64 = (0..cases).into_par_iter().map(verdict).sum();
    assert!(
        accepted * 10 > cases && (cases - accepted) * 5 > cases,
        "{accepted} of {cases} hold: too few of a kind"
    );
}
