//! Amounts, rates, days, currencies, networks.

use crate::{Fr, ValueError};
use alloc::{format, string::String};
use core::{fmt, str::FromStr};
use covenant_gadgets::{calendar, field};
use zeroize::Zeroize;

/// Money in minor units of one ISO 4217 currency, which stands beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize)]
pub struct Amount(pub u64);

/// A rate in basis points, hundredths of a percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize)]
pub struct Bps(pub u32);

/// Days since 1970-01-01, up to 9999-12-31.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize)]
pub struct Day(u32);

/// Three upper-case ASCII letters of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Development and production are different networks: nothing signed or proved for one holds on the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Network {
    /// Keys of an untrusted setup on one machine.
    Development,
    /// Keys of a ceremony.
    Production,
}

impl Day {
    /// 9999-12-31; also stands for "without end".
    pub const MAX: Self = Self(calendar::LAST_DAY);
    /// 1970-01-01; also stands for "without beginning".
    pub const MIN: Self = Self(0);

    /// Days since 1970-01-01; refused after 9999-12-31.
    pub const fn new(days: u32) -> Result<Self, ValueError> {
        if days > calendar::LAST_DAY {
            return Err(ValueError::new("day", "at most 9999-12-31"));
        }
        Ok(Self(days))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The day that holds a moment in seconds since 1970-01-01T00:00:00Z.
    pub fn of_unix_seconds(seconds: u64) -> Result<Self, ValueError> {
        let days =
            u32::try_from(seconds / 86_400).map_err(|_| ValueError::new("day", "at most 9999-12-31"))?;
        Self::new(days)
    }

    /// The last second of the day: (D + 1)·86400 − 1.
    #[must_use]
    pub const fn end_unix_seconds(self) -> u64 {
        (self.0 as u64 + 1) * 86_400 - 1
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = calendar::civil(self.0);
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

impl FromStr for Day {
    type Err = ValueError;

    /// Reads `YYYY-MM-DD` from 1970 on, and nothing else.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError::new("day", "YYYY-MM-DD from 1970-01-01 to 9999-12-31");
        let shape = text.len() == 10
            && text
                .bytes()
                .enumerate()
                .all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
        if !shape {
            return Err(error);
        }
        let part = |range: core::ops::Range<usize>| text[range].parse::<u32>().map_err(|_| error);
        calendar::day_number(part(0..4)?, part(5..7)?, part(8..10)?).map(Self).ok_or(error)
    }
}

impl Currency {
    /// The code as a 24-bit big-endian integer.
    #[must_use]
    pub const fn code(self) -> u32 {
        (self.0[0] as u32) << 16 | (self.0[1] as u32) << 8 | self.0[2] as u32
    }

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Currency {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        match text.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|x| x.is_ascii_uppercase()) => Ok(Self([*a, *b, *c])),
            _ => Err(ValueError::new("currency", "three upper-case letters of ISO 4217")),
        }
    }
}

impl Network {
    /// The name that is hashed and signed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Development => "covenant-development",
            Self::Production => "covenant-production",
        }
    }

    /// The name as a field element.
    #[must_use]
    pub fn to_field(self) -> Fr {
        field::ascii(self.name())
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Network {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        [Self::Development, Self::Production]
            .into_iter()
            .find(|n| n.name() == text)
            .ok_or(ValueError::new("network", "covenant-development or covenant-production"))
    }
}

impl fmt::Display for Bps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Amount {
    /// The amount as a decimal with `digits` fraction digits, the currency's.
    #[must_use]
    pub fn to_decimal(self, digits: u32) -> String {
        let unit = 10u64.pow(digits.min(18));
        if digits == 0 {
            return format!("{}", self.0);
        }
        format!("{}.{:0width$}", self.0 / unit, self.0 % unit, width = digits as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_one_form() {
        assert_eq!("2026-11-22".parse::<Day>().map(Day::get), Ok(20_779));
        assert_eq!(format!("{}", Day(20_779)), "2026-11-22");
        for bad in
            ["2026-2-30", "2026-02-30", "1969-12-31", "10000-01-01", "2026/11/22", "+026-11-22", "2026-11-2२"]
        {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
        assert_eq!(Day(0).end_unix_seconds(), 86_399);
    }

    #[test]
    fn currencies_and_amounts() {
        assert_eq!("EUR".parse::<Currency>().map(Currency::code), Ok(0x45_55_52));
        assert!("eur".parse::<Currency>().is_err() && "EURO".parse::<Currency>().is_err());
        assert_eq!(Amount(12_345).to_decimal(2), "123.45");
        assert_eq!(Amount(5).to_decimal(3), "0.005");
        assert_eq!(Amount(5).to_decimal(0), "5");
    }
}
