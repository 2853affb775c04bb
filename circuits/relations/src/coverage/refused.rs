//! Claims that one rule each refuses: cases for the gates, in a room of two chunks and three assets.

use super::{CoverageCircuit, attacks::attacks, table::SMALL_ROOM};
use crate::{Circuit, Refused};
use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::{
    Bps, Day,
    disclosure::Seal,
    solvency::{
        MAX_ACCOUNTS,
        coverage::Claim,
        reserves::totals::TOTAL_BITS,
        sample::{World, symbol},
    },
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

/// A change after which one rule refuses the sample, with what it is.
type Change = (&'static str, fn(&mut World));

/// One chunk of two assets, the second the entity's own; a statement of the first covers all.
pub(super) fn world(seed: u64) -> World {
    let mut world = World::new(seed, 1, 2, 1);
    world.scope.assets[1].own = true;
    disclosed(world)
}

/// Two chunks of three assets: all the room there is.
pub(super) fn full_world(seed: u64) -> World {
    disclosed(World::new(seed, 2, 3, 2))
}

fn disclosed(mut world: World) -> World {
    let mut rng = ChaCha20Rng::seed_from_u64(world.seed);
    let auditor = SecretKey::generate(&mut rng).public();
    world.disclosure = Seal::new(auditor, 0b11, &mut rng).ok();
    world
}

/// The circuit that the gates go through.
pub(super) fn small(world: &World) -> Box<dyn Circuit> {
    circuit(world.coverage_claim())
}

pub(super) fn circuit(claim: Claim) -> Box<dyn Circuit> {
    Box::new(CoverageCircuit::with_room(claim, SMALL_ROOM))
}

/// The day after or before another.
fn day(day: Day, by: i64) -> Day {
    Day::new(u32::try_from(i64::from(day.get()) + by).unwrap_or_default()).unwrap_or(Day::MAX)
}

const CHANGES: &[Change] = &[
    ("a scope of another version", |w| w.scope.version = 2),
    ("an asset twice", |w| w.scope.assets[1].symbol = w.scope.assets[0].symbol.clone()),
    ("an asset of ten decimals", |w| w.scope.assets[1].decimals = 10),
    ("an authority twice", |w| w.scope.quorum.authorities[1] = w.scope.quorum.authorities[0]),
    ("a quorum of three of two", |w| {
        w.scope.quorum.authorities.truncate(2);
        w.scope.quorum.needed = 3;
        w.signing = vec![0, 1];
    }),
    ("a quorum of none of some", |w| w.scope.quorum.needed = 0),
    ("a policy of another version", |w| w.policy.version = 2),
    ("no threshold", |w| w.threshold = Bps(0)),
    ("no chunk", |w| w.chunks.clear()),
    ("a chunk without an account", |w| w.chunks[0].count = 0),
    ("a chunk of more accounts than any circuit takes", |w| w.chunks[0].count = MAX_ACCOUNTS + 1),
    ("a total of 85 bits", |w| {
        w.chunks[0].totals[0] = 1 << TOTAL_BITS;
        w.scope.assets.iter_mut().for_each(|asset| asset.decimals = 9);
    }),
    ("something owed beyond the scope's assets", |w| w.chunks[0].totals.push(1)),
    ("a price after the moment", |w| w.prices[0].published_at = w.as_of + 1),
    ("a stale price", |w| w.prices[1].published_at = w.as_of - 3_601),
    ("prices signed for tomorrow", |w| w.price_day = day(w.price_day, 1)),
    ("authorities out of their order", |w| w.signing = vec![2, 0]),
    ("an authority no longer valid", |w| w.authorities[0].leaf.valid_until = day(w.price_day, -1)),
    ("an authority not yet valid", |w| w.authorities[2].leaf.valid_from = day(w.price_day, 1)),
    ("not covered", |w| w.threshold = Bps(20_000)),
    ("own tokens as reserves", |w| w.reserves[0].1.asset = symbol(1).asset()),
    // Valid, but with more than this room has.
    ("no room for a third signature", |w| {
        w.scope.quorum.needed = 3;
        w.signing = vec![0, 1, 2];
    }),
];

/// Each with its name; all are of the same world.
pub(super) fn refused() -> Vec<Refused> {
    changed().into_iter().chain(attacks()).collect()
}

fn changed() -> Vec<Refused> {
    let changed = |(name, change): &Change| {
        let mut world = world(1);
        change(&mut world);
        (*name, small(&world))
    };
    CHANGES.iter().map(changed).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_is_refused() {
        for (name, circuit) in super::changed() {
            assert!(circuit.check().is_err() || name.starts_with("no room"), "{name}");
            assert!(circuit.full().is_satisfied().is_err(), "{name}");
        }
    }
}
