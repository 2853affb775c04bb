//! Claims that hold and that do not, for every test target that judges them.

pub(crate) mod coverage;
pub(crate) mod reserves;

use covenant_gadgets::Fr;
use covenant_statements::Day;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

pub(crate) fn one() -> Fr {
    Fr::from(1u64)
}

/// So many days later.
pub(crate) fn shifted(day: Day, days: i64) -> Day {
    Day::new((i64::from(day.get()) + days) as u32).unwrap()
}

fn pick<T: Copy>(rng: &mut ChaCha8Rng, values: &[T]) -> T {
    values[rng.gen_range(0..values.len())]
}
