//! Worlds that hold: the sample, and every limit exactly met.

use super::world;
use covenant_statements::{
    Amount, Bps, Day, Fr,
    pool::{Claim, Figure, TRANCHES, sample::World},
};

/// Each case with its claim.
pub(crate) fn claims() -> Vec<(&'static str, Claim)> {
    let claim = |(name, change): &Case| {
        let mut world = world();
        change(&mut world);
        world.settle();
        (*name, world.claim())
    };
    CASES.iter().map(claim).collect()
}

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
