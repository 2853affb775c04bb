//! Amounts of a currency on the command line.

use covenant_ingest::currency::minor_digits;
use covenant_ingest::decimal::Decimal;
use covenant_statements::{Amount, Currency};

use crate::failure::{Failure, Result};

/// An amount in a currency, such as `1000000.00`; `field` names it in errors.
pub(crate) fn parse(text: &str, currency: Currency, field: &str) -> Result<Amount> {
    let refuse = |code: &'static str, message: &str| Failure::input(code, message).at(field);
    let decimal = Decimal::parse(text)
        .ok_or_else(|| refuse("amount/format", "not a plain decimal number such as 123.45"))?;
    if decimal.is_negative() {
        return Err(refuse("amount/negative", "the amount is negative"));
    }
    let digits = fraction_digits(currency);
    if decimal.fraction_digits() > digits {
        return Err(refuse("amount/precision", "more fraction digits than the currency has"));
    }
    let minor = decimal.to_minor_units(digits);
    minor.map(Amount).ok_or_else(|| refuse("amount/too-large", "the amount is too large"))
}

/// Fraction digits of a currency; of one that no list has, none.
pub(crate) fn fraction_digits(currency: Currency) -> u32 {
    minor_digits(currency).unwrap_or(0)
}

/// Minor units as a decimal number of the currency.
pub(crate) fn decimal(minor: u128, currency: Currency) -> String {
    of_digits(minor, fraction_digits(currency))
}

/// Smallest units as a decimal number with so many fraction digits.
pub(crate) fn of_digits(units: u128, digits: u32) -> String {
    let whole = 10u128.pow(digits);
    match digits {
        0 => units.to_string(),
        _ => format!("{}.{:0width$}", units / whole, units % whole, width = digits as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_come_back_and_others_do_not() {
        let euro: Currency = "EUR".parse().unwrap();
        let code = |text| parse(text, euro, "exposure").map_err(|failure| failure.code.into_owned());
        assert_eq!(code("1000000.00"), Ok(Amount(100_000_000)));
        assert_eq!(code("184467440737095516.15"), Ok(Amount(u64::MAX)));
        for (text, wrong) in [
            ("184467440737095516.16", "amount/too-large"),
            ("-1", "amount/negative"),
            ("1.001", "amount/precision"),
            ("1e6", "amount/format"),
            ("NaN", "amount/format"),
            ("", "amount/format"),
        ] {
            assert_eq!(code(text), Err(wrong.to_owned()), "{text}");
        }
        assert_eq!(decimal(u128::from(u64::MAX) + 1, euro), "184467440737095516.16");
        assert_eq!(decimal(7, euro), "0.07");
        assert_eq!(decimal(7, "JPY".parse().unwrap()), "7");
        assert_eq!(of_digits(u64::MAX.into(), 9), "18446744073.709551615");
    }
}
