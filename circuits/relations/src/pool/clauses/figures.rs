//! The figures of the lines.

use super::{
    super::witness::{DAYS_BITS, LineVar, WHOLE, Witness},
    groups,
    lines::Terms,
    value::{Kept, value},
};
use crate::Cs;
use ark_ff::PrimeField;
use covenant_gadgets::{
    compare::{Uint, bits},
    cs::{Bit, Num},
    division,
};
use covenant_statements::{
    Fr,
    pool::{FIGURES, Figure, State},
};

/// Bits of a figure.
pub(super) const FIGURE_BITS: usize = 64;
/// Bits of an average rate, an average of days, a share.
const RATE_BITS: usize = 32;
const MATURITY_BITS: usize = 16;
const SHARE_BITS: usize = 14;

/// The figures in their order; zero until they are known.
pub(in super::super) struct Figures(Vec<Uint>);

impl Figures {
    pub(super) fn get(&self, figure: Figure) -> &Uint {
        &self.0[figure as usize]
    }

    pub(super) fn set(&mut self, figure: usize, value: Uint) {
        self.0[figure] = value;
    }

    pub(in super::super) fn in_order(&self) -> &[Uint] {
        &self.0
    }
}

/// What the lines come to.
struct Totals {
    states: Vec<Vec<Bit>>,
    amounts: [Uint; State::COUNT],
    coupon: Uint,
    maturity: Uint,
    value: Uint,
}

pub(super) fn enforce(cs: &mut Cs, w: &Witness, terms: &[Terms], owed: &[Uint]) -> Figures {
    let balance = Uint::sum(w.lines.iter().map(|line| (1, &line.balance)));
    let balance = Uint::range(cs, balance.num().clone(), FIGURE_BITS);
    // Nothing owed would be −1 here.
    let less_one = Uint::range(cs, balance.num().plus(-Fr::from(1u64)), FIGURE_BITS);
    let totals = totals(cs, w, terms);
    let mut figures = Figures(vec![Uint::constant(0); FIGURES]);
    let used: Vec<Uint> = w.used.bits().iter().map(Uint::from).collect();
    figures.set(Figure::Lines as usize, Uint::sum(used.iter().map(|used| (1, used))));
    let average = |cs: &mut Cs, sum, bits| division::floor(cs, sum, &balance, bits).0;
    let coupon = cs.scoped("coupon", |cs| average(cs, &totals.coupon, RATE_BITS));
    let maturity = cs.scoped("maturity", |cs| average(cs, &totals.maturity, MATURITY_BITS));
    figures.set(Figure::Coupon as usize, coupon);
    figures.set(Figure::Maturity as usize, maturity);
    let nav = Uint::range(cs, totals.value.num().clone(), FIGURE_BITS);
    figures.set(Figure::NetAssetValue as usize, nav);
    buckets(&mut figures, &totals);
    // ⌈10000·part / balance⌉
    let share = |cs: &mut Cs, part: &Uint| {
        let numerator = Uint::sum([(WHOLE, part), (1, &less_one)]);
        division::floor(cs, &numerator, &balance, SHARE_BITS).0
    };
    cs.scoped("groups", |cs| {
        let groups = groups::totals(cs, w, owed);
        figures.set(Figure::Obligors as usize, cs.scoped("count", |cs| groups::count(cs, &groups)));
        let one = cs.scoped("largest", |cs| groups::largest(cs, &groups));
        figures.set(Figure::TopObligor as usize, cs.scoped("share", |cs| share(cs, &one)));
        let n = &w.policy.fields.top_obligors;
        let many = cs.scoped("largest-together", |cs| groups::largest_together(cs, &groups, n));
        figures.set(Figure::TopObligors as usize, cs.scoped("share", |cs| share(cs, &many)));
    });
    figures.set(Figure::Balance as usize, balance);
    figures
}

fn totals(cs: &mut Cs, w: &Witness, terms: &[Terms]) -> Totals {
    let kept = cs.scoped("kept", |cs| Kept::of(cs, w));
    let mut states = Vec::with_capacity(w.lines.len());
    let (mut values, mut coupons, mut maturities) = (Vec::new(), Vec::new(), Vec::new());
    let mut amounts: [Vec<Uint>; State::COUNT] = Default::default();
    for ((line, used), Terms { days, .. }) in w.lines.iter().zip(w.used.bits()).zip(terms) {
        let of_line = cs.scoped("state", |cs| line_states(cs, line, used));
        for (amounts, state) in amounts.iter_mut().zip(&of_line) {
            amounts.push(Uint::only_if(cs, "figures/bucket", state, &line.balance));
        }
        coupons.push(Uint::product(cs, "figures/coupon", &line.balance, &line.rate));
        maturities.push(Uint::product(cs, "figures/maturity", &line.balance, days));
        values.push(cs.scoped("value", |cs| value(cs, w, &kept, line, &of_line, days)));
        states.push(of_line);
    }
    let sum = |parts: &[Uint]| Uint::sum(parts.iter().map(|part| (1, part)));
    Totals {
        states,
        amounts: amounts.each_ref().map(|parts| sum(parts)),
        coupon: sum(&coupons),
        maturity: sum(&maturities),
        value: sum(&values),
    }
}

/// Which state a line is in: one of six, and none where there is no line. Days past due are within the state's.
fn line_states(cs: &mut Cs, line: &LineVar, used: &Bit) -> Vec<Bit> {
    let days = line.days_past_due.num().value().into_bigint().0[0];
    let is_in = |state: usize| {
        let (first, last) = State::DAYS[state];
        used.value() && !line.defaulted.value() && (u64::from(first)..=u64::from(last)).contains(&days)
    };
    let mut states: Vec<Bit> =
        (0..State::BUCKETS).map(|state| cs.hint_bit("figures/state", || is_in(state))).collect();
    states.push(line.defaulted.clone());
    let one = Num::sum(states.iter().map(|state| (Fr::from(1u64), state.num())));
    cs.enforce_equal("figures/one-state", &one, used.num());
    let limit = |side: fn(&(u16, u16)) -> u16| {
        let limits = State::DAYS.iter().map(|days| Fr::from(side(days)));
        Num::sum(limits.zip(states.iter().map(Bit::num)))
    };
    let (first, last) = (limit(|days| days.0), limit(|days| days.1));
    let days = line.days_past_due.num();
    cs.scoped("first", |cs| bits(cs, &(days - &first), DAYS_BITS));
    cs.scoped("last", |cs| bits(cs, &(&last - days), DAYS_BITS));
    states
}

/// Balances and numbers of lines by state; what is in default is in the last bucket too.
fn buckets(figures: &mut Figures, totals: &Totals) {
    let counts: [Uint; State::COUNT] = core::array::from_fn(|state| {
        let bits: Vec<Uint> = totals.states.iter().map(|states| Uint::from(&states[state])).collect();
        Uint::sum(bits.iter().map(|bit| (1, bit)))
    });
    let defaulted = State::Defaulted as usize;
    for bucket in 0..State::BUCKETS {
        let with = |parts: &[Uint; State::COUNT]| match bucket == State::Defaulted.bucket() {
            true => parts[bucket].plus(&parts[defaulted]),
            false => parts[bucket].clone(),
        };
        figures.set(Figure::Current as usize + bucket, with(&totals.amounts));
        figures.set(Figure::CurrentLines as usize + bucket, with(&counts));
    }
    figures.set(Figure::Defaulted as usize, totals.amounts[defaulted].clone());
}
