//! The figures of a pool, by exact arithmetic. Shares of the tape's balance that speak against a pool are rounded up, what speaks for
//! it down.

use super::{Claim, FIGURES, Figure, Rule, State, Violation, check::require, check::require_at};
use crate::{Amount, Day, PartyId};
use alloc::{collections::BTreeMap, vec::Vec};
use core::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The whole in basis points.
const WHOLE: u128 = 10_000;
/// D: a year of 360 days, in days and basis points.
const YEAR: u128 = WHOLE * 360;

/// A pool's figures, in the order of [`Figure::ALL`]. Never printed, wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Figures([u64; FIGURES]);

impl fmt::Debug for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Figures([redacted])")
    }
}

impl Figures {
    /// The figures of a claim.
    ///
    /// # Errors
    /// A rule of the clauses `figures` and `tranches`.
    pub fn of(claim: &Claim) -> Result<Self, Violation> {
        let mut figures = Self([0; FIGURES]);
        figures.take_lines(claim)?;
        figures.take_obligors(claim);
        figures.take_tranches(claim)?;
        Ok(figures)
    }

    /// A figure.
    #[must_use]
    pub fn get(&self, figure: Figure) -> u64 {
        self.0[figure as usize]
    }

    /// All in their order.
    #[must_use]
    pub fn in_order(&self) -> &[u64; FIGURES] {
        &self.0
    }

    /// What is shown: the figures, or their bounds where the policy hides them.
    #[must_use]
    pub fn shown(&self, bounded: u32, bounds: &[Amount; FIGURES]) -> [u64; FIGURES] {
        core::array::from_fn(|i| if bounded >> i & 1 == 1 { bounds[i].0 } else { self.0[i] })
    }

    fn set(&mut self, figure: Figure, value: u64) {
        self.0[figure as usize] = value;
    }

    /// Balance, averages, buckets and net asset value.
    fn take_lines(&mut self, claim: &Claim) -> Result<(), Violation> {
        let cut_off = claim.tape.cut_off;
        let (mut balance, mut coupon, mut maturity, mut nav) = (0u128, 0u128, 0u128, 0u128);
        let mut amounts = [0u128; State::BUCKETS];
        let mut counts = [0u64; State::BUCKETS];
        let mut defaulted = 0u128;
        for (note, line) in claim.notes.iter().zip(&claim.tape.lines) {
            let owed = u128::from(line.balance.0);
            let state = State::of(line.days_past_due, line.defaulted);
            balance += owed;
            coupon += owed * u128::from(note.rate.0);
            maturity += owed * days(cut_off, note.due);
            amounts[state.bucket()] += owed;
            counts[state.bucket()] += 1;
            defaulted += if line.defaulted { owed } else { 0 };
        }
        require(balance > 0, Rule::NoBalance)?;
        let whole = u64::try_from(balance).map_err(|_| Violation::of(Rule::BalanceOverflow))?;
        for i in 0..claim.notes.len().min(claim.tape.lines.len()) {
            nav += u128::from(claim.line_value(i).ok_or(Violation::at(Rule::ValueOverflow, i))?);
        }
        let nav = u64::try_from(nav).map_err(|_| Violation::of(Rule::ValueOverflow))?;
        self.set(Figure::Balance, whole);
        self.set(Figure::Lines, claim.notes.len() as u64);
        // Averages are at most the largest of what is averaged, parts at most the whole.
        self.set(Figure::Coupon, (coupon / balance) as u64);
        self.set(Figure::Maturity, (maturity / balance) as u64);
        for bucket in 0..State::BUCKETS {
            self.0[Figure::Current as usize + bucket] = amounts[bucket] as u64;
            self.0[Figure::CurrentLines as usize + bucket] = counts[bucket];
        }
        self.set(Figure::Defaulted, defaulted as u64);
        self.set(Figure::NetAssetValue, nav);
        Ok(())
    }

    /// How many obligors, and the shares of the largest, a group being one.
    fn take_obligors(&mut self, claim: &Claim) {
        let mut groups = claim.groups();
        groups.sort_unstable_by(|a, b| b.cmp(a));
        let balance = u128::from(self.get(Figure::Balance));
        let share = |largest: usize| {
            let owed: u128 = groups.iter().take(largest).sum();
            (owed * WHOLE).div_ceil(balance) as u64
        };
        let (one, many) = (share(1), share(claim.policy.top_obligors as usize));
        self.set(Figure::Obligors, groups.iter().filter(|owed| **owed > 0).count() as u64);
        self.set(Figure::TopObligor, one);
        self.set(Figure::TopObligors, many);
    }

    /// Tranches and reserve as stated, and how they are covered.
    fn take_tranches(&mut self, claim: &Claim) -> Result<(), Violation> {
        let (policy, stated) = (&claim.policy, &claim.tranches);
        let used = policy.tranches as usize;
        let assets = u128::from(self.get(Figure::NetAssetValue)) + u128::from(claim.reserve.0);
        for (k, tranche) in stated.iter().enumerate().skip(used) {
            require_at(k, tranche.0 == 0, Rule::TrancheUnused)?;
        }
        let below = |k: usize| stated[k + 1..].iter().map(|t| u128::from(t.0)).sum::<u128>();
        let above = |k: usize| stated[..=k].iter().map(|t| u128::from(t.0)).sum::<u128>();
        let (senior, all) = (above(0), above(stated.len() - 1));
        require(senior > 0, Rule::SeniorEmpty)?;
        require(WHOLE * senior >= u128::from(policy.min_senior.0) * assets, Rule::SeniorBelowMinimum)?;
        require(WHOLE * senior <= u128::from(policy.max_senior.0) * assets, Rule::SeniorAboveMaximum)?;
        for (k, buffer) in policy.buffers.iter().enumerate() {
            require_at(k, WHOLE * below(k) >= u128::from(buffer.0) * all, Rule::Buffer)?;
        }
        for (k, tranche) in stated.iter().enumerate().take(used) {
            let covered = WHOLE * assets / above(k);
            let covered =
                u64::try_from(covered).map_err(|_| Violation::at(Rule::OvercollateralisationOverflow, k))?;
            self.0[Figure::Tranche1 as usize + k] = tranche.0;
            self.0[Figure::Overcollateralisation1 as usize + k] = covered;
        }
        self.set(Figure::Reserve, claim.reserve.0);
        Ok(())
    }
}

/// max(0, due − cut-off).
fn days(cut_off: Day, due: Day) -> u128 {
    u128::from(due.get().saturating_sub(cut_off.get()))
}

impl Claim {
    /// What a line is worth: ⌊⌊b·(10000 − loss)/10000⌋·N/(D + discount·days)⌋; `None` where that has more than 64 bits, or the line
    /// or its grade is missing.
    #[must_use]
    pub fn line_value(&self, i: usize) -> Option<u64> {
        let (note, line, policy) = (self.notes.get(i)?, self.tape.lines.get(i)?, &self.policy);
        let state = State::of(line.days_past_due, line.defaulted);
        let loss = policy.loss.get(usize::from(line.grade))?[state as usize];
        let left = u128::from(line.balance.0) * WHOLE.saturating_sub(u128::from(loss.0)) / WHOLE;
        let days = days(self.tape.cut_off, note.due);
        let interest = if policy.bullet { u128::from(note.rate.0) * days } else { 0 };
        let value = left.checked_mul(YEAR + interest)? / (YEAR + u128::from(policy.discount.0) * days);
        u64::try_from(value).ok()
    }

    /// What each group of obligors owes, in the tape's order; a line of nobody in the tape is in none.
    #[must_use]
    pub(super) fn groups(&self) -> Vec<u128> {
        let mut rows = BTreeMap::<PartyId, usize>::new();
        let mut groups = Vec::new();
        for obligor in &self.tape.obligors {
            if !obligor.same_group || groups.is_empty() {
                groups.push(0u128);
            }
            rows.entry(obligor.party).or_insert(groups.len() - 1);
        }
        for (note, line) in self.notes.iter().zip(&self.tape.lines) {
            if let Some(group) = rows.get(&note.debtor) {
                groups[*group] += u128::from(line.balance.0);
            }
        }
        groups
    }
}
