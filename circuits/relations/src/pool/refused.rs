//! Claims that one rule each refuses: cases for the gates, at a room of four lines.

use super::{PoolCircuit, attacks::attacks, table::SMALL_ROOM};
use crate::{Circuit, Refused};
use covenant_statements::{
    Amount, Bps, Day, PartyId,
    pool::{Figure, sample::World},
};

/// A change after which one rule refuses the sample, with what it is.
type Change = (&'static str, fn(&mut World));

/// Three lines, two obligors; the tranches stay as they are.
pub(super) fn world(seed: u64) -> World {
    let mut world = World::new(seed, SMALL_ROOM - 1);
    world.tape.obligors[1].same_group = false;
    world.policy.top_obligors = 1;
    world.policy.bounded = vec![Figure::Coupon, Figure::TopObligor];
    world.settle();
    world
}

/// The circuit that the gates go through.
pub(super) fn small(world: &World) -> Box<dyn Circuit> {
    Box::new(PoolCircuit::with_room(world.claim(), SMALL_ROOM))
}

fn day(day: Day, by: i64) -> Day {
    Day::new((i64::from(day.get()) + by) as u32).unwrap_or(Day::MAX)
}

const CHANGES: &[Change] = &[
    ("another version", |w| w.policy.version = 2),
    ("losses that fall", |w| w.policy.loss[7][1] = Bps(1)),
    ("none of the largest obligors", |w| w.policy.top_obligors = 0),
    ("a least senior share over the greatest", |w| w.policy.min_senior = Bps(7_501)),
    ("a note of an unlisted policy", |w| w.notes[2].policy = 9u64.into()),
    ("one obligation in two notes", |w| w.notes[2].nullifier = w.notes[0].nullifier),
    ("issued the day after the cut-off", |w| w.notes[1].issue = day(w.tape.cut_off, 1)),
    ("due 65,536 days after the cut-off", |w| w.notes[0].due = day(w.tape.cut_off, 65_536)),
    ("one minor unit over the amount", |w| w.tape.lines[1].balance.0 = w.notes[1].amount.0 + 1),
    ("a grade below the band", |w| w.tape.lines[0].grade = 0),
    ("a grade above the band", |w| w.tape.lines[0].grade = 7),
    ("a matured loan shown as current", |w| w.notes[0].due = day(w.tape.cut_off, -1)),
    ("another servicer's tape", |w| std::mem::swap(&mut w.servicer, &mut w.other)),
    ("a key not valid yet", |w| w.servicer.leaf.valid_from = day(w.tape.cut_off, 1)),
    ("a key that expired the day before", |w| w.servicer.leaf.valid_until = day(w.tape.cut_off, -1)),
    ("an originator that services its own loans", |w| {
        w.roles.owner = w.roles.servicer;
        w.notes.iter_mut().for_each(|note| note.creditor = w.roles.owner);
    }),
    ("one obligor in two rows", |w| w.tape.obligors[1].party = w.tape.obligors[0].party),
    ("a first row of a group above", |w| w.tape.obligors[0].same_group = true),
    ("a debtor that the tape does not name", |w| w.notes[2].debtor = PartyId(9u64.into())),
    ("nothing owed", |w| w.tape.lines.iter_mut().for_each(|line| line.balance = Amount(0))),
    ("a fourth tranche of three", |w| w.tranches[3] = Amount(1)),
    ("no senior tranche", |w| w.tranches[0] = Amount(0)),
    ("a senior tranche under its least share", |w| w.policy.min_senior = Bps(6_001)),
    ("a senior tranche over its greatest share", |w| w.policy.max_senior = Bps(5_999)),
    ("a buffer that is not there", |w| w.tranches[1..].fill(Amount(0))),
    ("a figure over its bound", |w| w.bounds[Figure::TopObligor as usize] = Amount(1)),
];

/// Each with its name; all are of the same world.
pub(super) fn refused() -> Vec<Refused> {
    changed().chain(attacks()).collect()
}

fn changed() -> impl Iterator<Item = Refused> {
    let claim = |(name, change): &Change| {
        let mut world = world(1);
        change(&mut world);
        (*name, small(&world))
    };
    CHANGES.iter().map(claim)
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_is_refused() {
        for (name, circuit) in super::changed() {
            assert!(circuit.check().is_err(), "{name}");
            assert!(circuit.full().is_satisfied().is_err(), "{name}");
        }
    }
}
