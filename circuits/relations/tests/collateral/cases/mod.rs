//! Claims that hold and that do not, for every test target that judges them.

pub(crate) mod mutations;
pub(crate) mod random;
pub(crate) mod valid;

use covenant_statements::{Day, collateral::sample::World};

pub(crate) fn shifted(day: Day, days: i64) -> Day {
    Day::new((i64::from(day.get()) + days) as u32).unwrap()
}

/// A change of a world.
pub(crate) type Edit = fn(&mut World);
