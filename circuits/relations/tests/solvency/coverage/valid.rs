//! What must be accepted is, with the same public inputs, in any room.

use super::{ROOM, circuit, full, world};
use crate::cases::coverage::valid::{claims, plain};
use covenant_gadgets::eddsa::SecretKey;
use covenant_relations::{
    Circuit,
    coverage::{CoverageCircuit, Room},
};
use covenant_statements::{
    disclosure::Seal,
    solvency::{
        coverage::{Figures, check},
        reserves::totals::TOTAL_BITS,
        sample::World,
    },
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

#[test]
fn what_is_valid_is_accepted_with_the_same_public_inputs() {
    for (name, claim) in claims() {
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
