//! Figures, tranches, bounds.

use super::{
    Change::{Stated as S, World as W},
    Mutation,
};
use covenant_statements::{
    Amount, Bps,
    pool::{Figure, Rule::*, TRANCHES, sample::World},
};

/// Balances at the largest there are, of loans that are due at the cut-off.
fn owe(w: &mut World, balances: [u64; 3]) {
    for (i, balance) in balances.into_iter().enumerate() {
        (w.notes[i].amount, w.notes[i].due) = (Amount(u64::MAX), w.tape.cut_off);
        w.tape.lines[i].balance = Amount(balance);
        (w.tape.lines[i].days_past_due, w.notes[i].rate) = (0, Bps(0));
    }
    w.policy.loss = [[0, 0, 0, 0, 0, 10_000].map(Bps); 8];
}

/// Two loans that are worth more than they owe.
fn grow(w: &mut World, rate: u32, balances: [u64; 3]) {
    owe(w, balances);
    w.policy.discount = Bps(0);
    for note in &mut w.notes {
        note.due = covenant_statements::Day::new(note.due.get() + 360).unwrap();
        note.rate = Bps(rate);
    }
}

pub(super) fn table() -> Vec<Mutation> {
    vec![
        (
            "nothing owed",
            W(|w| w.tape.lines.iter_mut().for_each(|line| line.balance = Amount(0))),
            NoBalance,
            None,
            None,
        ),
        ("2^64 owed by two", W(|w| owe(w, [u64::MAX, 1, 0])), BalanceOverflow, None, None),
        ("2^64 owed by one", W(|w| owe(w, [u64::MAX, 0, 1])), BalanceOverflow, None, None),
        ("three times the most", W(|w| owe(w, [u64::MAX; 3])), BalanceOverflow, None, None),
        ("a value of 2^64", W(|w| grow(w, 1, [u64::MAX, 0, 0])), ValueOverflow, Some(0), None),
        ("values of 2^64 together", W(|w| grow(w, 10_000, [1 << 62, 1 << 62, 0])), ValueOverflow, None, None),
        ("a fourth tranche of three", S(|w| w.tranches[3] = Amount(1)), TrancheUnused, Some(3), None),
        ("no senior tranche", S(|w| w.tranches[0] = Amount(0)), SeniorEmpty, None, None),
        (
            "a senior tranche one bps under its least share",
            S(|w| (w.policy.min_senior, w.policy.max_senior) = (Bps(6_001), Bps(7_500))),
            SeniorBelowMinimum,
            None,
            None,
        ),
        (
            "a senior tranche over its greatest share",
            S(|w| w.policy.max_senior = Bps(5_999)),
            SeniorAboveMaximum,
            None,
            None,
        ),
        (
            "a reserve that is not stated",
            S(|w| (w.reserve, w.policy.max_senior) = (Amount(0), Bps(6_000))),
            SeniorAboveMaximum,
            None,
            None,
        ),
        ("a buffer that is not there", S(|w| w.tranches[1..].fill(Amount(0))), Buffer, Some(0), None),
        ("a second buffer that is not there", S(|w| w.tranches[2] = Amount(1)), Buffer, Some(1), None),
        (
            "a unit covered by all that there is",
            S(|w| {
                owe(w, [u64::MAX, 0, 0]);
                w.policy.min_senior = Bps(0);
                w.policy.buffers = [0; TRANCHES].map(Bps);
                w.tranches = [1, 1, 1, 0].map(Amount);
            }),
            OvercollateralisationOverflow,
            Some(0),
            None,
        ),
        (
            "a figure one over its bound",
            S(|w| w.bounds[Figure::TopObligor as usize].0 = 1),
            OverBound,
            Some(Figure::TopObligor as u32),
            None,
        ),
        (
            "a hidden net asset value over its bound",
            S(|w| {
                w.policy.bounded = vec![Figure::NetAssetValue];
                w.settle();
                w.bounds[Figure::NetAssetValue as usize].0 -= Figure::NetAssetValue as u64 + 1;
            }),
            OverBound,
            Some(Figure::NetAssetValue as u32),
            None,
        ),
    ]
}
