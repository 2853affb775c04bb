//! One valid world, and single changes each of which breaks one rule.

mod figures;
mod lines;
mod policy;
mod tape;

use super::{one, world};
use covenant_statements::{
    Day,
    pool::{Claim, Rule, sample::World},
};

/// A change to the world before anything is signed, or to the claim after.
pub(crate) enum Change {
    /// Signatures and tranches follow: the rule alone is broken.
    World(fn(&mut World)),
    /// Signatures follow, tranches and bounds stay.
    Stated(fn(&mut World)),
    /// Signatures stay: something was altered.
    Claim(fn(&World, &mut Claim)),
}

impl Change {
    /// The sample with this change.
    pub(crate) fn claim(&self) -> Claim {
        let mut world = world();
        match self {
            Self::World(change) => {
                change(&mut world);
                world.settle();
                world.claim()
            }
            Self::Stated(change) => {
                change(&mut world);
                world.claim()
            }
            Self::Claim(change) => {
                let mut claim = world.claim();
                change(&world, &mut claim);
                claim
            }
        }
    }
}

/// Name, change, the rule that the native check names with its row, and the circuit's clause, where that is not the rule's own.
pub(crate) type Mutation = (&'static str, Change, Rule, Option<u32>, Option<&'static str>);

/// Every mutation, clause by clause.
pub(crate) fn table() -> Vec<Mutation> {
    [policy::table(), lines::table(), tape::table(), figures::table()].into_iter().flatten().collect()
}

fn shift(day: &mut Day, days: i64) {
    *day = Day::new((i64::from(day.get()) + days) as u32).unwrap();
}

/// The tape of this world, to be changed and then signed as it stands.
fn detach(world: &mut World, change: fn(&mut covenant_statements::pool::Tape)) {
    world.tape = world.tape();
    world.detached = true;
    change(&mut world.tape);
}
