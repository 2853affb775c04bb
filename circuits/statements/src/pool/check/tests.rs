//! Figures worked out by hand, and the edges of every limit.

use super::*;
use crate::{
    Amount, Bps, Day, Fr, PartyId,
    pool::{Figure, State, TRANCHES, sample::World},
};
use Figure::*;

fn figures(world: &World) -> Figures {
    let claim = world.claim();
    assert_eq!(check(&claim), Ok(()));
    Figures::of(&claim).unwrap()
}

fn verdict(world: &World) -> Result<(), Violation> {
    check(&world.claim())
}

fn shifted(day: Day, days: i64) -> Day {
    Day::new((i64::from(day.get()) + days) as u32).unwrap()
}

/// Five lines of 100, 200, … at round rates; nothing lost but what the test says.
fn plain(lines: usize) -> World {
    let mut world = World::new(1, lines);
    for (i, (note, line)) in world.notes.iter_mut().zip(&mut world.tape.lines).enumerate() {
        note.amount = Amount(100 * (i as u64 + 1));
        (note.rate, note.due) = (Bps(1_200), shifted(world.tape.cut_off, 360));
        (line.balance, line.days_past_due, line.defaulted, line.grade) = (note.amount, 0, false, 1);
    }
    world.policy.loss = [[0, 0, 0, 0, 0, 10_000].map(Bps); 8];
    world.policy.discount = Bps(1_200);
    world.policy.bounded.clear();
    world.settle();
    world
}

#[test]
fn samples_are_valid_at_every_size() {
    for lines in [1, 2, 3, 4, 13, 64, 65, 130] {
        let figures = figures(&World::new(lines as u64, lines));
        assert_eq!(figures.get(Lines), lines as u64);
        let parts =
            |first: Figure| (0..State::BUCKETS).map(|b| figures.in_order()[first as usize + b]).sum::<u64>();
        assert_eq!(figures.get(Balance), parts(Current), "buckets partition the balance");
        assert_eq!(figures.get(Lines), parts(CurrentLines), "and the lines");
    }
    assert!(figures(&World::new(1, 64)).in_order()[..18].iter().all(|figure| *figure > 0));
}

/// 1,500 in five loans at 12 % for a year, discounted at 12 %: worth 1,500 while nothing is late.
#[test]
fn figures_by_hand() {
    let mut world = plain(5);
    let found = figures(&world);
    let of = |figures: &Figures, list: &[Figure]| {
        list.iter().map(|f| figures.get(*f)).collect::<alloc::vec::Vec<_>>()
    };
    assert_eq!(of(&found, &[Balance, Lines, Coupon, Maturity, NetAssetValue]), [1_500, 5, 1_200, 360, 1_500]);
    // Debtors 0, 1, 2 have lines (0, 3), (1, 4), (2): 500, 700, 300; 0 and 1 are one group.
    assert_eq!(of(&found, &[Obligors, TopObligor, TopObligors]), [2, 8_000, 10_000]);
    // The second loan, 200, is 30 days late and loses 10 %; the fifth, 500, is in default.
    for row in &mut world.policy.loss {
        row[2..5].fill(Bps(1_000));
    }
    (world.tape.lines[1].days_past_due, world.tape.lines[4].defaulted) = (30, true);
    world.settle();
    let found = figures(&world);
    assert_eq!(of(&found, &[Current, Days1To29, Days30To59, Days60To89, Days90]), [800, 0, 200, 0, 500]);
    assert_eq!(of(&found, &[CurrentLines, Days30To59Lines, Days90Lines, Defaulted]), [3, 1, 1, 500]);
    assert_eq!(found.get(NetAssetValue), 100 + 180 + 300 + 400);
    // Loans that pay all along are worth their balance discounted: ⌊100/1.12⌋ + ⌊180/1.12⌋ + ⌊300/1.12⌋ + ⌊400/1.12⌋.
    world.policy.bullet = false;
    world.settle();
    assert_eq!(figures(&world).get(NetAssetValue), 89 + 160 + 267 + 357);
}

#[test]
fn tranches_by_hand() {
    let mut world = plain(5);
    world.policy.tranches = 2;
    (world.policy.min_senior, world.policy.max_senior) = (Bps(5_000), Bps(7_500));
    world.policy.buffers = [2_500, 0, 0, 0].map(Bps);
    (world.tranches, world.reserve) = ([1_200, 400, 0, 0].map(Amount), Amount(100));
    // Assets 1,600: the senior tranche is exactly 75 % of them, and the one below exactly 25 % of all tranches.
    let found = figures(&world);
    assert_eq!((found.get(Overcollateralisation1), found.get(Overcollateralisation2)), (13_333, 10_000));
    assert_eq!((found.get(Tranche3), found.get(Overcollateralisation3)), (0, 0));
    for (tranches, rule) in [
        ([1_201, 401, 0, 0], Rule::SeniorAboveMaximum),
        ([799, 400, 0, 0], Rule::SeniorBelowMinimum),
        ([0, 400, 0, 0], Rule::SeniorEmpty),
    ] {
        world.tranches = tranches.map(Amount);
        assert_eq!(verdict(&world), Err(Violation::of(rule)));
    }
    world.tranches = [1_200, 399, 0, 0].map(Amount);
    assert_eq!(verdict(&world), Err(Violation::at(Rule::Buffer, 0)));
    world.tranches = [1_200, 400, 0, 1].map(Amount);
    assert_eq!(verdict(&world), Err(Violation::at(Rule::TrancheUnused, 3)));
    world.tranches = [800, 400, 0, 0].map(Amount);
    assert_eq!(figures(&world).get(Overcollateralisation1), 20_000, "exactly the least share");
}

#[test]
fn sums_at_their_bounds() {
    let mut world = plain(2);
    let cut_off = world.tape.cut_off;
    let owed = |world: &mut World, balances: [u64; 2]| {
        for (i, balance) in balances.into_iter().enumerate() {
            (world.notes[i].amount, world.tape.lines[i].balance) = (Amount(u64::MAX), Amount(balance));
            world.notes[i].due = cut_off;
        }
        world.settle();
        (world.tranches, world.reserve) = ([1 << 63, 1 << 62, 1 << 61, 0].map(Amount), Amount(0));
    };
    owed(&mut world, [u64::MAX, 0]);
    assert_eq!(figures(&world).get(NetAssetValue), u64::MAX);
    owed(&mut world, [u64::MAX - 1, 1]);
    assert_eq!(figures(&world).get(Balance), u64::MAX);
    owed(&mut world, [u64::MAX, 1]);
    assert_eq!(verdict(&world), Err(Violation::of(Rule::BalanceOverflow)));
    owed(&mut world, [0, 0]);
    assert_eq!(verdict(&world), Err(Violation::of(Rule::NoBalance)));
    // A rate over the discount makes a loan worth more than it owes.
    owed(&mut world, [u64::MAX, 0]);
    (world.notes[0].due, world.notes[0].rate) = (shifted(cut_off, 360), Bps(1_201));
    assert_eq!(verdict(&world), Err(Violation::at(Rule::ValueOverflow, 0)));
    world.notes[0].rate = Bps(1_200);
    assert_eq!(figures(&world).get(NetAssetValue), u64::MAX);
    // A senior tranche of one minor unit under all that there can be.
    world.policy.min_senior = Bps(0);
    world.policy.buffers = [0; TRANCHES].map(Bps);
    world.tranches = [1, 0, 0, 0].map(Amount);
    assert_eq!(verdict(&world), Err(Violation::at(Rule::OvercollateralisationOverflow, 0)));
}

#[test]
fn losses_of_all_and_nothing() {
    let mut world = plain(3);
    world.policy.loss = [[10_000; 6].map(Bps); 8];
    world.reserve = Amount(1_000);
    world.tranches = [700, 200, 100, 0].map(Amount);
    assert_eq!(figures(&world).get(NetAssetValue), 0);
    world.policy.loss = [[9_999, 10_000, 10_000, 10_000, 10_000, 10_000].map(Bps); 8];
    assert_eq!(figures(&world).get(NetAssetValue), 0, "a hundredth of a hundredth of 300 rounds down");
    world.policy.loss = [[0, 0, 0, 0, 0, 10_000].map(Bps); 8];
    world.policy.max_senior = Bps(10_000);
    world.policy.min_senior = Bps(0);
    world.tranches = [1_600, 1, 1, 0].map(Amount);
    world.policy.buffers = [0; TRANCHES].map(Bps);
    assert_eq!(verdict(&world), Ok(()), "the senior tranche is all assets");
    world.tranches[0] = Amount(1_601);
    assert_eq!(verdict(&world), Err(Violation::of(Rule::SeniorAboveMaximum)));
}

#[test]
fn days_at_their_limits() {
    let cut_off = World::new(1, 4).tape.cut_off;
    let with = |due: i64, late: u16, balance: u64| {
        let mut world = World::new(1, 4);
        world.notes[0].due = shifted(cut_off, due);
        (world.tape.lines[0].days_past_due, world.tape.lines[0].balance) = (late, Amount(balance));
        world.settle();
        verdict(&world)
    };
    let matured = Err(Violation::at(Rule::Matured, 0));
    for (due, late, balance, expected) in [
        (0, 0, 5, Ok(())),
        (-1, 0, 5, matured),
        (-1, 1, 5, Ok(())),
        (-1, 0, 0, Ok(())),
        (-30, 29, 5, matured),
        (-30, 31, 5, Ok(())),
        (65_535, 0, 5, Ok(())),
        (65_536, 0, 5, Err(Violation::at(Rule::Term, 0))),
    ] {
        assert_eq!(with(due, late, balance), expected, "due {due}, {late} days late, {balance} owed");
    }
    let mut world = World::new(1, 4);
    world.notes[2].issue = cut_off;
    assert_eq!(verdict(&world), Ok(()));
    world.notes[2].issue = shifted(cut_off, 1);
    assert_eq!(verdict(&world), Err(Violation::at(Rule::IssuedAfterCutOff, 2)));
}

#[test]
fn lines_grades_and_sizes() {
    for (lines, expected) in
        [(1, Ok(())), (64, Ok(())), (1024, Ok(())), (1025, Err(Violation::of(Rule::TooManyLines)))]
    {
        assert_eq!(verdict(&World::new(2, lines)), expected, "{lines} lines");
    }
    let mut none = World::new(1, 1);
    (none.notes, none.tape.lines, none.tape.obligors) = Default::default();
    assert_eq!(verdict(&none), Err(Violation::of(Rule::NoBalance)), "an empty pool");
    for (grade, ok) in [(0, false), (1, true), (6, true), (7, false), (8, false), (255, false)] {
        let mut world = World::new(1, 4);
        world.tape.lines[1].grade = grade;
        world.settle();
        assert_eq!(verdict(&world).is_ok(), ok, "grade {grade}");
    }
    let mut world = World::new(1, 4);
    world.tape.lines[3].balance = world.notes[3].amount;
    world.settle();
    assert_eq!(verdict(&world), Ok(()));
    world.tape.lines[3].balance.0 += 1;
    assert_eq!(verdict(&world), Err(Violation::at(Rule::BalanceOverAmount, 3)));
}

#[test]
fn bounds_hold_and_hide() {
    let mut world = World::new(1, 4);
    world.policy.bounded = Figure::ALL.iter().map(|(figure, _)| *figure).filter(|f| !f.is_stated()).collect();
    world.settle();
    let claim = world.claim();
    assert_eq!(check(&claim), Ok(()));
    let shown = Figures::of(&claim).unwrap().shown(claim.policy.bounded_mask(), &claim.bounds);
    for (i, ((figure, _), shown)) in Figure::ALL.iter().zip(&shown).enumerate() {
        let mut claim = claim.clone();
        claim.bounds[i].0 = shown.saturating_sub(i as u64);
        assert_eq!(check(&claim), Ok(()), "{} at its bound", figure.name());
        if let (false, Some(under)) = (figure.is_stated(), claim.bounds[i].0.checked_sub(1)) {
            claim.bounds[i].0 = under;
            assert_eq!(check(&claim), Err(Violation::at(Rule::OverBound, i)), "{}", figure.name());
        }
    }
    // The public value of a hidden net asset value is no amount.
    let public = claim.public_inputs().unwrap();
    assert!(public.nav != Fr::from(shown[NetAssetValue as usize]));
}

#[test]
fn obligors_once_each_and_no_other() {
    let rule = |change: fn(&mut World)| {
        let mut world = World::new(1, 8);
        change(&mut world);
        verdict(&world)
    };
    let twice: fn(&mut World) = |w| w.tape.obligors[2].party = w.tape.obligors[0].party;
    assert_eq!(rule(twice), Err(Violation::at(Rule::ObligorTwice, 2)));
    assert_eq!(rule(|w| w.tape.obligors[0].same_group = true), Err(Violation::at(Rule::FirstOfGroup, 0)));
    assert_eq!(
        rule(|w| w.notes[5].debtor = PartyId(Fr::from(3u64))),
        Err(Violation::at(Rule::ObligorMissing, 5))
    );
    let extra: fn(&mut World) =
        |w| w.tape.obligors.push(crate::pool::Obligor { party: PartyId(Fr::from(3u64)), same_group: false });
    assert_eq!(rule(extra), Err(Violation::at(Rule::ObligorWithoutLine, 4)));
}
