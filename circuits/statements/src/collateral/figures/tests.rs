//! Each rule alone: what it takes, and that a unit of value is taken once, by the first rule that takes it.

use super::*;
use crate::{
    Amount, Bps, Day, Fr,
    collateral::{DebtorFigures as Debtors, sample::World},
};

/// Two debtors of no group with two lines each of 100,000, all clean.
fn world() -> World {
    let mut world = World::new(1, 4);
    for (note, line) in world.notes.iter_mut().zip(&mut world.ledger.lines) {
        (note.amount, line.open) = (Amount(100_000), Amount(100_000));
        (note.issue, note.due) = (world.as_of, world.as_of);
        (line.disputed, line.bill_and_hold) = (false, false);
    }
    for debtor in &mut world.ledger.debtors {
        (debtor.aged, debtor.payables, debtor.unapplied_credits) = (Amount(0), Amount(0), Amount(0));
        debtor.same_group = false;
    }
    world.policy.concentration = Bps(10_000);
    world
}

fn figures(change: impl FnOnce(&mut World)) -> Figures {
    let mut world = world();
    change(&mut world);
    Figures::of(&world.claim())
}

/// The first debtor's figures; of its lines, the first is changed.
fn first(change: impl FnOnce(&mut World)) -> Debtors {
    figures(change).debtors[0]
}

fn with(set: impl FnOnce(&mut Debtors)) -> Debtors {
    let mut figures = Debtors { gross: 200_000, ..Debtors::default() };
    set(&mut figures);
    figures
}

/// This many days before the day of judgement.
fn before(world: &World, days: u32) -> Day {
    Day::new(world.as_of.get() - days).unwrap_or_default()
}

fn assert(figures: Debtors, set: impl FnOnce(&mut Debtors)) {
    assert!(figures == with(set));
}

#[test]
fn each_rule_takes_its_own() {
    assert(first(|_| ()), |f| f.eligible = 200_000);
    let one = |taken: fn(&mut Debtors) -> &mut u128| {
        move |f: &mut Debtors| {
            *taken(f) = 100_000;
            f.eligible = 100_000;
        }
    };
    let all = |taken: fn(&mut Debtors) -> &mut u128| move |f: &mut Debtors| *taken(f) = 200_000;
    assert(first(|w| w.notes[0].policy = Fr::from(1u64)), one(|f| &mut f.not_taken));
    assert(first(|w| w.notes[0].issue = before(w, 90)), |f| f.eligible = 200_000);
    assert(first(|w| w.notes[0].issue = before(w, 91)), one(|f| &mut f.aged));
    assert(first(|w| w.notes[0].due = before(w, 60)), |f| f.eligible = 200_000);
    assert(first(|w| w.notes[0].due = before(w, 61)), one(|f| &mut f.aged));
    assert(first(|w| w.ledger.debtors[0].aged = Amount(450_000)), |f| f.eligible = 200_000);
    assert(first(|w| w.ledger.debtors[0].aged = Amount(450_001)), all(|f| &mut f.cross_aged));
    assert(first(|w| w.ledger.debtors[0].affiliate = true), all(|f| &mut f.affiliate));
    assert(first(|w| w.ledger.debtors[0].foreign_uninsured = true), all(|f| &mut f.foreign));
    assert(first(|w| w.ledger.debtors[0].government_unassigned = true), all(|f| &mut f.government));
    assert(first(|w| w.ledger.lines[0].disputed = true), one(|f| &mut f.disputed));
    assert(first(|w| w.ledger.lines[0].bill_and_hold = true), one(|f| &mut f.bill_and_hold));
}

/// Everything at once, and then one rule after the other that no longer takes it.
#[test]
fn a_unit_is_taken_by_the_first_rule() {
    let mut w = world();
    w.notes[0].policy = Fr::from(1u64);
    w.notes[0].issue = before(&w, 91);
    let debtor = &mut w.ledger.debtors[0];
    (debtor.aged, debtor.affiliate, debtor.foreign_uninsured) = (debtor.gross, true, true);
    debtor.government_unassigned = true;
    (w.ledger.lines[0].disputed, w.ledger.lines[0].bill_and_hold) = (true, true);
    let lift: [fn(&mut World); 8] = [
        |w| w.notes[0].policy = w.policy.note_policies[0],
        |w| w.notes[0].issue = w.as_of,
        |w| w.ledger.debtors[0].aged = Amount(0),
        |w| w.ledger.debtors[0].affiliate = false,
        |w| w.ledger.debtors[0].foreign_uninsured = false,
        |w| w.ledger.debtors[0].government_unassigned = false,
        |w| w.ledger.lines[0].disputed = false,
        |w| w.ledger.lines[0].bill_and_hold = false,
    ];
    for (rule, lift) in lift.iter().enumerate() {
        let mut taken = Figures::of(&w.claim()).debtors[0];
        // The first line's 100,000 are there once: in the rule's figure, with the other line's beside it where it takes accounts.
        let parts = taken.parts().map(|part| *part);
        assert!(parts[1 + rule] >= 100_000, "rule {rule}");
        assert_eq!(parts[1..].iter().sum::<u128>(), 200_000, "rule {rule}");
        lift(&mut w);
    }
    assert(Figures::of(&w.claim()).debtors[0], |f| f.eligible = 200_000);
}

#[test]
fn contra_comes_before_credits_and_neither_goes_below_zero() {
    let of = |payables, credits| {
        first(|w| {
            let debtor = &mut w.ledger.debtors[0];
            (debtor.payables, debtor.unapplied_credits) = (Amount(payables), Amount(credits));
        })
    };
    assert(of(30_000, 20_000), |f| (f.contra, f.credits, f.eligible) = (30_000, 20_000, 150_000));
    assert(of(190_000, 20_000), |f| (f.contra, f.credits) = (190_000, 10_000));
    assert(of(u64::MAX, u64::MAX), |f| f.contra = 200_000);
    assert(of(0, u64::MAX), |f| f.credits = 200_000);
}

#[test]
fn a_group_has_one_cap() {
    let of = |same, denominator, bps| {
        figures(|w| {
            w.ledger.debtors[1].same_group = same;
            (w.policy.concentration_of, w.policy.concentration) = (denominator, Bps(bps));
            w.ledger.lines[0].disputed = true;
        })
    };
    let apart = of(false, Denominator::Eligible, 5_000);
    assert_eq!((apart.cap, apart.excess, apart.eligible), (150_000, alloc::vec![0, 50_000], 250_000));
    let together = of(true, Denominator::Eligible, 5_000);
    assert_eq!(
        (together.cap, together.excess, together.eligible),
        (150_000, alloc::vec![0, 150_000], 150_000)
    );
    assert_eq!(of(true, Denominator::Gross, 5_000).cap, 200_000);
    assert_eq!(of(true, Denominator::Eligible, 0).eligible, 0);
    assert_eq!(of(true, Denominator::Eligible, 10_000).concentration, 0);
}

#[test]
fn shares_round_down_and_classes_count_their_least() {
    assert_eq!([share(3, 3_333), share(10_000, 1), share(9_999, 1), share(7, 10_000)], [0, 1, 0, 7]);
    let inventory = |change: fn(&mut World)| figures(change).inventory[0];
    // Cost 120,000, market 110,000, NOLV 90,000: 65 % and 85 %.
    assert_eq!(inventory(|_| ()), 71_500);
    assert_eq!(inventory(|w| w.appraisals[0].1.lots[0].value = 100_001), 65_000);
    assert_eq!(inventory(|w| w.appraisals[0].1.lots[0].nolv = Amount(70_000)), 59_500);
    assert_eq!(inventory(|w| w.policy.inventory[0].sublimit = Amount(1_000)), 1_000);
    assert_eq!(inventory(|w| w.appraisals[0].1.lots[0].eligible = false), 0);
    assert_eq!(figures(|_| ()).property, [90_000, 40_000]);
    // 25,000 at (910,000 − 4,000) / 1,000,000, at 70 %.
    assert_eq!(figures(|_| ()).commodities, [15_855, 0, 0, 0]);
    assert_eq!(figures(|w| w.prices[0].confidence = 909_999).commodities[0], 0);
}

#[test]
fn what_can_be_drawn_is_the_less_of_limit_and_base() {
    let of = |reserves, limit, exposure| {
        let figures = figures(|w| {
            (w.policy.reserves, w.policy.limit) = (Amount(reserves), Amount(limit));
            w.exposure = Amount(exposure);
        });
        (figures.base, figures.availability)
    };
    let (base, _) = of(0, u64::MAX, 0);
    assert_eq!(of(10_000, u64::MAX, 0), (base - 10_000, Some(base - 10_000)));
    assert_eq!(of(u64::MAX, u64::MAX, 0), (0, Some(0)));
    assert_eq!(of(u64::MAX, u64::MAX, 1), (0, None));
    assert_eq!(of(0, 5_000, 5_000), (base, Some(0)));
    assert_eq!(of(0, 5_000, 5_001), (base, None));
    assert_eq!(of(0, u64::MAX, base as u64 + 1), (base, None));
}
