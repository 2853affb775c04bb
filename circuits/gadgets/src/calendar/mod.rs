//! Days since 1970-01-01 and fiscal years, in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date
//! algorithms").

#[cfg(feature = "r1cs")]
pub mod var;

/// Days before each month, counted from March: January and February belong to the year before.
pub const MONTH_START: [u32; 12] = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
/// Days from 0000-03-01 to 1970-01-01.
pub const EPOCH: u32 = 719_468;
/// The last day that has a fiscal year here: 9999-12-31, what ISO 8601 writes with four digits.
pub const LAST_DAY: u32 = 2_932_896;

/// The day number of the first of `month` (1 to 12) of `year`, plus [`EPOCH`]; the addend keeps it positive.
#[must_use]
pub fn first_of_month(year: u32, month: u32) -> u32 {
    let y = if month <= 2 { year - 1 } else { year };
    365 * y + y / 4 - y / 100 + y / 400 + MONTH_START[month as usize - 1]
}

/// (year, month, day) of a day number.
#[must_use]
pub fn civil(day: u32) -> (u32, u32, u32) {
    let z = u64::from(day) + u64::from(EPOCH);
    let (era, doe) = (z / 146_097, z % 146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (d, m) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    ((yoe + era * 400 + u64::from(m <= 2)) as u32, m as u32, d as u32)
}

/// The day number of a calendar date from 1970 to 9999; `None` if there is no such date.
#[must_use]
pub fn day_number(year: u32, month: u32, day: u32) -> Option<u32> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 || day > 31 {
        return None;
    }
    let number = first_of_month(year, month) + day - 1 - EPOCH;
    (civil(number) == (year, month, day)).then_some(number)
}

/// The calendar year in which the fiscal year of `day` started, for fiscal years that start on the first of `month`.
#[must_use]
pub fn fiscal_year(day: u32, month: u32) -> u32 {
    let (year, m, _) = civil(day);
    if m >= month { year } else { year - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        assert_eq!(day_number(1970, 1, 1), Some(0));
        assert_eq!(day_number(2026, 11, 22), Some(20_779));
        assert_eq!(day_number(2024, 2, 29), Some(19_782));
        assert_eq!(day_number(2100, 2, 29), None);
        assert_eq!(day_number(9999, 12, 31), Some(LAST_DAY));
        assert_eq!(day_number(2026, 4, 31), None);
    }

    #[test]
    fn every_day_goes_both_ways() {
        for day in (0..=LAST_DAY).step_by(7) {
            let (y, m, d) = civil(day);
            assert_eq!(day_number(y, m, d), Some(day));
        }
    }

    #[test]
    fn fiscal_years_turn_on_their_first_day() {
        let april = day_number(2026, 4, 1).unwrap();
        assert_eq!((fiscal_year(april - 1, 4), fiscal_year(april, 4)), (2025, 2026));
        let january = day_number(2027, 1, 1).unwrap();
        assert_eq!((fiscal_year(january - 1, 1), fiscal_year(january, 1)), (2026, 2027));
    }
}
