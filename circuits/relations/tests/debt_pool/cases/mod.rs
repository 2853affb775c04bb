//! Claims that hold and that do not, for every test target that judges them.

pub(crate) mod mutations;
pub(crate) mod random;
pub(crate) mod valid;

use covenant_statements::{Bps, Fr, pool::sample::World};

/// Three lines in a room of four: two obligors, one of them with two lines, one line late.
pub(crate) fn world() -> World {
    let mut world = World::new(1, 3);
    world.tape.obligors[1].same_group = false;
    world.policy.top_obligors = 1;
    world.policy.min_senior = Bps(3_000);
    world.settle();
    world
}

pub(crate) fn one() -> Fr {
    Fr::from(1u64)
}
