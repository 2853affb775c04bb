//! What must be accepted: the sample, and every limit exactly met.

use super::{ROOM, full, world};
use covenant_relations::{Circuit, pool::PoolCircuit};
use covenant_statements::{
    Amount, Bps, Day, Fr,
    pool::{Figure, TRANCHES, check, sample::World},
};

/// A name and a change that keeps the world valid.
type Case = (&'static str, fn(&mut World));

fn shifted(day: Day, days: i64) -> Day {
    Day::new((i64::from(day.get()) + days) as u32).unwrap()
}

const CASES: &[Case] = &[
    ("the sample", |_| ()),
    ("one line", |w| *w = World::new(3, 1)),
    ("a full room", |w| *w = World::new(3, 4)),
    ("one group of all", |w| w.tape.obligors[1].same_group = true),
    ("obligors that owe as much as each other", |w| {
        w.tape.lines[0].balance = Amount(300);
        w.tape.lines[1].balance = Amount(500);
        w.tape.lines[2].balance = Amount(200);
    }),
    ("an obligor that owes nothing any more", |w| w.tape.lines[1].balance = Amount(0)),
    ("more largest obligors than there are", |w| w.policy.top_obligors = 3),
    ("the whole amount owed", |w| w.tape.lines[1].balance = w.notes[1].amount),
    ("due at the cut-off", |w| w.notes[0].due = w.tape.cut_off),
    ("matured, and late since then", |w| {
        w.notes[0].due = shifted(w.tape.cut_off, -45);
        w.tape.lines[0].days_past_due = 45;
    }),
    ("matured, and paid", |w| {
        w.notes[0].due = shifted(w.tape.cut_off, -45);
        (w.tape.lines[0].days_past_due, w.tape.lines[0].balance) = (0, Amount(0));
    }),
    ("the longest term", |w| w.notes[0].due = shifted(w.tape.cut_off, 65_535)),
    ("issued at the cut-off", |w| w.notes[2].issue = w.tape.cut_off),
    ("29 days late", |w| w.tape.lines[0].days_past_due = 29),
    ("30 days late", |w| w.tape.lines[0].days_past_due = 30),
    ("59 days late", |w| w.tape.lines[0].days_past_due = 59),
    ("60 days late", |w| w.tape.lines[0].days_past_due = 60),
    ("89 days late", |w| w.tape.lines[0].days_past_due = 89),
    ("90 days late", |w| w.tape.lines[0].days_past_due = 90),
    ("as late as can be", |w| w.tape.lines[0].days_past_due = u16::MAX),
    ("in default on the first day", |w| {
        (w.tape.lines[0].defaulted, w.tape.lines[0].days_past_due) = (true, 0);
    }),
    ("in default, and late", |w| (w.tape.lines[0].defaulted, w.tape.lines[0].days_past_due) = (true, 400)),
    ("grades at the band's ends", |w| (w.tape.lines[0].grade, w.tape.lines[1].grade) = (1, 6)),
    ("all grades", |w| {
        (w.policy.min_grade, w.policy.max_grade) = (0, 7);
        (w.tape.lines[0].grade, w.tape.lines[1].grade) = (0, 7);
    }),
    ("loans that pay all along", |w| w.policy.bullet = false),
    ("no discount", |w| w.policy.discount = Bps(0)),
    ("the highest discount", |w| w.policy.discount = Bps(65_535)),
    ("the highest rate on nothing", |w| {
        w.notes[0].rate = Bps(u32::MAX);
        w.tape.lines[0].balance = Amount(0);
    }),
    ("nothing is lost but in default", |w| w.policy.loss = [[0, 0, 0, 0, 0, 10_000].map(Bps); 8]),
    ("the servicer's own loans, where the policy takes that", |w| {
        w.policy.own_servicer = true;
        w.roles.owner = w.roles.servicer;
        w.notes.iter_mut().for_each(|note| note.creditor = w.roles.owner);
    }),
    ("four note policies", |w| {
        w.policy.note_policies.extend([Fr::from(0u64), -Fr::from(1u64), Fr::from(5u64)]);
        w.notes[1].policy = Fr::from(0u64);
    }),
    ("the servicer's only day", |w| {
        (w.servicer.leaf.valid_from, w.servicer.leaf.valid_until) = (w.tape.cut_off, w.tape.cut_off);
    }),
    ("one tranche", |w| {
        w.policy.tranches = 1;
        w.policy.buffers = [0; TRANCHES].map(Bps);
    }),
    ("four tranches", |w| w.policy.tranches = 4),
    ("two figures for an auditor", |w| drop(w.disclose(0b11))),
    ("all figures for an auditor", |w| drop(w.disclose((1 << 28) - 1))),
    ("nothing is hidden", |w| w.policy.bounded.clear()),
    ("everything is hidden that may be", |w| {
        w.policy.bounded =
            Figure::ALL.iter().map(|(figure, _)| *figure).filter(|figure| !figure.is_stated()).collect();
    }),
    ("as much as there can be", |w| {
        for (note, line) in w.notes.iter_mut().zip(&mut w.tape.lines) {
            (note.amount, note.due, line.balance) = (Amount(u64::MAX), w.tape.cut_off, Amount(0));
        }
        w.tape.lines[0].balance = Amount(u64::MAX - 7);
        w.tape.lines[2].balance = Amount(7);
    }),
];

#[test]
fn what_is_valid_is_accepted_with_the_same_public_inputs() {
    for (name, change) in CASES {
        let mut world = world();
        change(&mut world);
        world.settle();
        let claim = world.claim();
        assert_eq!(check(&claim), Ok(()), "{name}");
        let cs = full(&claim);
        assert_eq!(cs.is_satisfied(), Ok(()), "{name}");
        assert_eq!(cs.public_inputs(), claim.public_inputs().unwrap().to_array(), "{name}");
        assert_eq!(PoolCircuit::with_room(&claim, ROOM).assignment(), cs.assignment(), "{name}");
    }
}

#[test]
fn room_moves_no_public_input() {
    let claim = world().claim();
    for room in [3, 4, 9] {
        let cs = PoolCircuit::with_room(&claim, room).full();
        assert_eq!(cs.is_satisfied(), Ok(()));
        assert_eq!(cs.public_inputs(), claim.public_inputs().unwrap().to_array());
    }
}

#[test]
fn a_line_stays_within_the_budget() {
    let count =
        |room: usize| PoolCircuit::with_room(World::new(1, room).claim(), room).full().constraints().len();
    let (small, large) = (count(33), count(66));
    let line = (large - small) / 33;
    let all = |lines: usize| (large + line * (lines - 66)) / lines;
    assert!(line <= 2_300 && count(64) / 64 <= 2_300 && all(1024) <= 2_300);
    assert!(all(1024) * 1024 < 1 << 21, "the largest tier's domain");
}
