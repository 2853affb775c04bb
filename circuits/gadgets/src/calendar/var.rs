//! The fiscal year of a day in circuits: the year is hinted, and the day must lie between its first day and the next
//! year's.

use super::{EPOCH, MONTH_START, fiscal_year as native_fiscal_year};
use crate::{
    Fr,
    compare::Uint,
    cs::{Cs, Num},
};
use ark_ff::{Field, PrimeField};

/// Years count below 32·400: what the last quotient of [`first_day`] may be.
const YEARS: u64 = 12_800;

/// The calendar year in which the fiscal year of `day` started, for fiscal years that start on the first of `month`. Refuses
/// months other than 1 to 12. See [`super::fiscal_year`].
pub fn fiscal_year(cs: &mut Cs, day: &Uint, month: &Num) -> Uint {
    let (day_value, month_value) = (small(day.num()), small(month));
    let year = if (1..=12).contains(&month_value) && day_value <= super::LAST_DAY {
        native_fiscal_year(day_value, month_value)
    } else {
        1970
    };
    let selected = month_selector(cs, month, month_value);
    let early = &selected[0] + &selected[1];
    let offset = Num::sum(MONTH_START.iter().map(|m| Fr::from(*m)).zip(&selected));
    // Years count from March here: a fiscal year that starts in January or February belongs to the March year before.
    let march_year = cs.hint("calendar/year", || Fr::from(year) - early.value());
    let start = first_day(cs, &march_year, &offset);
    let next = first_day(cs, &march_year.plus(Fr::ONE), &offset);
    let day = day.num().plus(Fr::from(EPOCH));
    Uint::range(cs, &day - &start, 9);
    Uint::range(cs, (&next - &day).plus(-Fr::ONE), 9);
    // The March year is below YEARS, and `early` is a sum of bits of which one is set.
    Uint::bounded(&march_year + &early, YEARS.into())
}

/// The value as a small integer, 0 where it is not one.
fn small(x: &Num) -> u32 {
    let limbs = x.value().into_bigint().0;
    if limbs[1..] == [0; 3] { u32::try_from(limbs[0]).unwrap_or(0) } else { 0 }
}

/// Twelve bits, one of them set: that of the month.
fn month_selector(cs: &mut Cs, month: &Num, value: u32) -> Vec<Num> {
    let bits = (1..=12).map(|m| cs.hint_bit("calendar/month", || m == value).num().clone());
    let bits: Vec<Num> = bits.collect();
    let ones = std::iter::repeat(Fr::ONE);
    cs.enforce_equal("calendar/one-month", &Num::sum(ones.zip(&bits)), &Num::one());
    let numbers = (1..=12u64).map(Fr::from);
    cs.enforce_equal("calendar/month-number", &Num::sum(numbers.zip(&bits)), month);
    bits
}

/// 365·y + ⌊y/4⌋ − ⌊y/100⌋ + ⌊y/400⌋ + offset; refuses a y that is not below [`YEARS`].
fn first_day(cs: &mut Cs, year: &Num, offset: &Num) -> Num {
    let by4 = quotient(cs, year, 4);
    let by100 = quotient(cs, &by4, 25);
    let by400 = quotient(cs, &by100, 4);
    // Below 32, and so every quotient and the year itself are what integer division gives.
    Uint::range(cs, by400.clone(), 5);
    let minus = -Fr::ONE;
    Num::sum([
        (Fr::from(365u64), year),
        (Fr::ONE, &by4),
        (minus, &by100),
        (Fr::ONE, &by400),
        (Fr::ONE, offset),
    ])
}

/// ⌊x/k⌋ for k ≤ 32: x = k·q + r, 0 ≤ r < k. The caller bounds the last quotient, and so all of them.
fn quotient(cs: &mut Cs, x: &Num, k: u64) -> Num {
    let q = cs.hint("calendar/quotient", || Fr::from(u64::from(small(x)) / k));
    let remainder = x - &q.scale(Fr::from(k));
    let width = k.next_power_of_two().trailing_zeros() as usize;
    Uint::range(cs, remainder.clone(), width);
    if !k.is_power_of_two() {
        Uint::range(cs, &Num::constant(Fr::from(k - 1)) - &remainder, width);
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cs::{Forgery, Mode};

    fn run(day: u32, month: u32, forgeries: impl IntoIterator<Item = Forgery>) -> (Cs, Fr) {
        let mut cs = Cs::with_forgeries(Mode::Full, forgeries);
        let (day, month) = (Uint::input(&mut cs, "test", day, 32), cs.input("test", Fr::from(month)));
        let year = fiscal_year(&mut cs, &day, &month).num().value();
        (cs, year)
    }

    #[test]
    fn agrees_with_the_native_function() {
        for month in 1..=12 {
            for year in [1970u32, 1999, 2000, 2024, 2026, 2099, 2100, 2399, 2400, 9998] {
                let first = super::super::first_of_month(year, month) - EPOCH;
                for day in [first.saturating_sub(1), first, first + 27, first + 364, first + 365] {
                    let (cs, value) = run(day, month, None);
                    assert_eq!(value, Fr::from(native_fiscal_year(day, month)), "{year}-{month}");
                    cs.is_satisfied().unwrap();
                }
            }
        }
    }

    /// January and March add up to April, and look like a year that starts in January.
    #[test]
    fn another_month_by_two_bits() {
        let (honest, _) = run(20_779, 4, None);
        let hints = honest.hints();
        let months: Vec<_> = hints.iter().filter(|hint| hint.name == "calendar/month").collect();
        let year = hints.iter().find(|hint| hint.name == "calendar/year").unwrap();
        let values = [(months[0].var, 1u64), (months[2].var, 1), (months[3].var, 0), (year.var, 2025)];
        let forge = |(var, value)| Forgery { var, replace: Box::new(move |_| Fr::from(value)) };
        let (forged, _) = run(20_779, 4, values.map(forge));
        let refused: Vec<&str> = forged.unsatisfied().map(|constraint| constraint.label).collect();
        assert_eq!(refused, ["calendar/one-month"]);
    }

    #[test]
    fn another_year_month_or_quotient_is_refused() {
        let (honest, _) = run(20_779, 4, None);
        // The hints before are the bits of the input's own range check.
        for hint in honest.hints().iter().skip_while(|h| !h.name.starts_with("calendar/")) {
            for delta in [Fr::ONE, -Fr::ONE, Fr::from(400u64)] {
                let forgery = Forgery { var: hint.var, replace: Box::new(move |v| v + delta) };
                assert!(run(20_779, 4, Some(forgery)).0.is_satisfied().is_err(), "{}", hint.name);
            }
        }
        for month in [0, 13] {
            assert!(run(20_779, month, None).0.is_satisfied().is_err());
        }
    }
}
