//! The fiscal year: the year y with first(y, m) ≤ issue < first(y + 1, m), in the proleptic Gregorian calendar.

use crate::{
    Bit, Element, Made,
    integers::{Days, constant, low, require},
};
use ark_bn254::Fr;
use ark_r1cs_std::{GR1CSVar, alloc::AllocVar, cmp::CmpGadget, eq::EqGadget, prelude::UInt16};
use covenant_gadgets::calendar;

/// Days from 0001-01-01 to 1970-01-01.
const EPOCH: u64 = 719_162;
/// Days of a common year before each month.
const BEFORE: [u64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// ⌊n / d⌋ of 16 bits: n = q·d + rest, rest < d.
fn quotient(n: &Element, d: u16) -> Made<Element> {
    let (cs, value) = (n.cs(), low(n)?);
    let q = UInt16::new_witness(cs.clone(), || Ok((value / u64::from(d)) as u16))?;
    let rest = UInt16::new_witness(cs, || Ok((value % u64::from(d)) as u16))?;
    require(&rest.is_lt(&UInt16::constant(d))?)?;
    (q.to_fp()? * Fr::from(d) + rest.to_fp()?).enforce_equal(n)?;
    q.to_fp()
}

/// The leap days of the years 1 to n.
fn leap_days(n: &Element) -> Made<Element> {
    Ok(quotient(n, 4)? - quotient(n, 100)? + quotient(n, 400)?)
}

/// Days from 0001-01-01 to the first of the month of year y.
fn first(y: &Element, months: &[Bit]) -> Made<Element> {
    let before: Element =
        months.iter().zip(BEFORE).map(|(is, days)| Element::from(is.clone()) * Fr::from(days)).sum();
    let by_february = &months[0] | &months[1];
    // The last year whose 29th of February is over: from March on this one.
    let over = y - Element::from(by_february);
    Ok((y - Fr::from(1u64)) * Fr::from(365u64) + leap_days(&over)? + before)
}

/// The fiscal year of a day, for fiscal years that start with month m; the prover says which year it is.
pub(crate) fn fiscal_year(issue: &Days, m: &Element) -> Made<Element> {
    let (day, month) = (issue.value()?.min(calendar::LAST_DAY), low(m)?.clamp(1, 12));
    fiscal_year_by(issue, m, calendar::fiscal_year(day, month as u32) as u16)
}

/// m ∈ 1 … 12, and y is the fiscal year of the day.
pub(crate) fn fiscal_year_by(issue: &Days, m: &Element, y: u16) -> Made<Element> {
    let months: Vec<Bit> = (1..=12).map(|i| m.is_eq(&constant(i))).collect::<Made<_>>()?;
    require(&Bit::kary_or(&months)?)?;
    let y = UInt16::new_witness(issue.cs(), || Ok(y))?.to_fp()?;
    // Of 32 bits, and from 0001-01-01 on: a fiscal year may start before 1970.
    let as_days = |count: Element| Ok(Days::from_fp(&count)?.0);
    let day = as_days(issue.to_fp()? + Fr::from(EPOCH))?;
    require(&as_days(first(&y, &months)?)?.is_le(&day)?)?;
    require(&day.is_lt(&as_days(first(&(&y + Fr::from(1u64)), &months)?)?)?)?;
    Ok(y)
}
