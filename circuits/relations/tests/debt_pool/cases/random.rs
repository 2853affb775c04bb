//! Worlds with several fields changed at once, to values at and beside the limits.

use super::world;
use covenant_statements::{
    Amount, Bps, Day, PartyId,
    pool::{Claim, Figure, sample::World},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

type Edit = fn(&mut World, &mut ChaCha8Rng);

fn line(rng: &mut ChaCha8Rng) -> usize {
    rng.gen_range(0..3)
}

fn beside(rng: &mut ChaCha8Rng, day: Day) -> Day {
    let days = [-91, -90, -60, -30, -29, -1, 0, 1, 360, 65_535, 65_536];
    Day::new((i64::from(day.get()) + days[rng.gen_range(0..days.len())]) as u32).unwrap_or(Day::MAX)
}

fn pick<T: Copy>(rng: &mut ChaCha8Rng, values: &[T]) -> T {
    values[rng.gen_range(0..values.len())]
}

const EDITS: &[Edit] = &[
    |w, rng| w.tape.lines[line(rng)].days_past_due = pick(rng, &[0, 1, 29, 30, 59, 60, 89, 90, 91, u16::MAX]),
    |w, rng| w.tape.lines[line(rng)].defaulted = rng.gen_bool(0.5),
    |w, rng| w.tape.lines[line(rng)].grade = pick(rng, &[0, 1, 3, 6, 7, 8]),
    |w, rng| {
        let i = line(rng);
        let amount = w.notes[i].amount.0;
        w.tape.lines[i].balance = Amount(pick(rng, &[0, 1, amount - 1, amount, amount + 1]));
    },
    |w, rng| {
        let i = line(rng);
        w.notes[i].amount = Amount(pick(rng, &[1, 1 << 63, u64::MAX]));
        w.tape.lines[i].balance = w.notes[i].amount;
    },
    |w, rng| {
        let (i, day) = (line(rng), beside(rng, w.tape.cut_off));
        w.notes[i].due = day;
    },
    |w, rng| {
        let (i, day) = (line(rng), beside(rng, w.tape.cut_off));
        w.notes[i].issue = day;
    },
    |w, rng| w.notes[line(rng)].rate = Bps(pick(rng, &[0, 1, 600, 10_000, u32::MAX])),
    |w, rng| {
        let (i, j) = (line(rng), line(rng));
        w.notes[i].debtor = pick(rng, &[w.notes[j].debtor, PartyId(7u64.into())]);
    },
    |w, rng| w.tape.obligors[rng.gen_range(0..2)].same_group = rng.gen_bool(0.5),
    |w, _| w.tape.obligors.swap(0, 1),
    |w, rng| w.policy.top_obligors = pick(rng, &[0, 1, 2, 3, 4]),
    |w, rng| w.policy.bullet = rng.gen_bool(0.5),
    |w, rng| w.policy.discount = Bps(pick(rng, &[0, 1, 600, 65_535, 65_536])),
    |w, rng| {
        let (grade, state) = (rng.gen_range(0..8), rng.gen_range(0..6));
        w.policy.loss[grade][state] = Bps(pick(rng, &[0, 1, 400, 9_999, 10_000, 10_001]));
    },
    |w, rng| w.policy.tranches = pick(rng, &[0, 1, 2, 3, 4, 5]),
    |w, rng| w.policy.min_senior = Bps(pick(rng, &[0, 5_999, 6_000, 6_001])),
    |w, rng| w.policy.max_senior = Bps(pick(rng, &[5_999, 6_000, 6_001, 10_000, 10_001])),
    |w, rng| w.policy.buffers[rng.gen_range(0..4)] = Bps(pick(rng, &[0, 1, 3_000, 10_000, 10_001])),
    |w, rng| {
        let bounded = Figure::ALL.iter().map(|(figure, _)| *figure);
        w.policy.bounded = bounded.filter(|figure| !figure.is_stated() && rng.gen_bool(0.5)).collect();
    },
    |w, rng| (w.policy.min_grade, w.policy.max_grade) = pick(rng, &[(0, 7), (1, 6), (2, 5), (6, 1)]),
    |w, rng| {
        let from = beside(rng, w.tape.cut_off);
        w.servicer.leaf.valid_from = from.min(w.tape.cut_off.max(from));
    },
];

/// What follows the signatures: stated balances and bounds.
const STATED: &[Edit] = &[
    |w, rng| {
        let k = rng.gen_range(0..4);
        w.tranches[k].0 = pick(rng, &[0, 1, w.tranches[k].0, w.tranches[k].0 + 1, u64::MAX]);
    },
    |w, rng| w.reserve = Amount(pick(rng, &[0, 1, u64::MAX])),
    |w, rng| {
        let i = rng.gen_range(0..w.bounds.len());
        w.bounds[i].0 = w.bounds[i].0.saturating_sub(pick(rng, &[0, i as u64, i as u64 + 1]));
    },
];

/// The sample with one to four changes.
pub(crate) fn claim(seed: u64) -> Claim {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut world = world();
    for _ in 0..rng.gen_range(1..=4) {
        pick(&mut rng, EDITS)(&mut world, &mut rng);
    }
    world.settle();
    if rng.gen_ratio(1, 3) {
        pick(&mut rng, STATED)(&mut world, &mut rng);
    }
    world.claim()
}
