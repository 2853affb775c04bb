//! Calendar dates as days since 1970-01-01.

/// The last day that is read, 9999-12-31.
pub const LAST_DAY: u32 = 2_932_896;

/// Reads `YYYY-MM-DD`, from 1970-01-01 to 9999-12-31, into days since 1970-01-01 (proleptic Gregorian).
///
/// A time zone is refused: an invoice's dates are days at the parties' place, and a zone would move them.
pub fn parse_day(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |range: core::ops::Range<usize>| {
        bytes[range].iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    if year < 1970 || !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
        return None;
    }
    let days_before_month: u32 = (1..month).map(|m| days_in_month(year, m)).sum();
    let absolute = days_before_year(year.into()) + u64::from(days_before_month + day - 1);
    u32::try_from(absolute - days_before_year(1970)).ok()
}

/// The date as `YYYY-MM-DD`.
///
/// Days after [`LAST_DAY`] have years of more than four digits.
pub fn format_day(day: u32) -> String {
    let absolute = u64::from(day) + days_before_year(1970);
    // 146097 days make 400 years; the estimate is never too low, and at most two years too high.
    let mut year = absolute * 400 / 146_097 + 2;
    while days_before_year(year) > absolute {
        year -= 1;
    }
    let mut rest = (absolute - days_before_year(year)) as u32;
    // Leap years repeat every 400 years.
    let cycle_year = (year % 400) as u32;
    let mut month = 1;
    while rest >= days_in_month(cycle_year, month) {
        rest -= days_in_month(cycle_year, month);
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", rest + 1)
}

/// Days of the years from 1 to `year` − 1.
const fn days_before_year(year: u64) -> u64 {
    let past = year - 1;
    past * 365 + past / 4 - past / 100 + past / 400
}

const fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        for (text, day) in [
            ("1970-01-01", 0),
            ("1970-12-31", 364),
            ("2000-02-29", 11_016),
            ("2024-02-29", 19_782),
            ("2026-11-22", 20_779),
            ("9999-12-31", LAST_DAY),
        ] {
            assert_eq!(parse_day(text), Some(day), "{text}");
            assert_eq!(format_day(day), text);
        }
    }

    #[test]
    fn every_day_of_two_centuries_round_trips() {
        for day in 0..73_000 {
            assert_eq!(parse_day(&format_day(day)), Some(day));
        }
    }

    #[test]
    fn refuses_other_forms() {
        for text in [
            "",
            "2026-11-31",
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "1969-12-31",
            "2026-11-22Z",
            "2026-11-22+01:00",
            "2026-1-22",
            "22.11.2026",
            "20261122",
            "2026-11-2a",
            "+026-11-22",
            "２026-11-2",
        ] {
            assert_eq!(parse_day(text), None, "{text:?}");
        }
    }

    #[test]
    fn formatting_never_fails() {
        for day in [LAST_DAY + 1, u32::MAX - 1, u32::MAX] {
            assert!(format_day(day).len() > 10);
        }
    }
}
