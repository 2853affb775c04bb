//! Currencies of ISO 4217 and their minor units.

use covenant_statements::{Currency, Day};

/// Currencies with two fraction digits, the usual case.
const TWO: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD \
    CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ \
    GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT \
    MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD \
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED \
    VES WST XAD XCD XCG YER ZAR ZMW ZWG";
/// Currencies without a minor unit.
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
/// Currencies with three fraction digits.
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
/// Currencies with four fraction digits.
const FOUR: &str = "CLF UYW";

/// Currencies that the euro replaced since UBL 2.1, and their last day; all had two fraction digits.
const REPLACED: [(&str, &str); 4] =
    [("LVL", "2013-12-31"), ("LTL", "2014-12-31"), ("HRK", "2022-12-31"), ("BGN", "2025-12-31")];

/// Reads a code of three upper-case letters. Codes without a minor unit of account (metals, test codes) are refused, and
/// withdrawn ones but those that [`is_valid_on`] knows the last day of.
pub fn parse(code: &str) -> Option<Currency> {
    let currency: Currency = code.parse().ok()?;
    minor_digits(currency).map(|_| currency)
}

/// Whether a currency that [`parse`] gave was one on a day: a document counts in the currencies of its issue day.
pub fn is_valid_on(currency: Currency, day: Day) -> bool {
    last_day(currency).is_none_or(|last| last.parse().is_ok_and(|last: Day| day <= last))
}

fn last_day(currency: Currency) -> Option<&'static str> {
    REPLACED.iter().find(|(code, _)| *code == currency.as_str()).map(|(_, last)| *last)
}

/// Fraction digits of an amount in a currency; `None` if it is not on the list.
pub fn minor_digits(currency: Currency) -> Option<u32> {
    [(2, TWO), (0, NONE), (3, THREE), (4, FOUR)]
        .into_iter()
        .find(|(_, list)| list.split_ascii_whitespace().any(|known| known == currency.as_str()))
        .map(|(digits, _)| digits)
        .or_else(|| last_day(currency).map(|_| 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minor_units_are_those_of_iso_4217() {
        for (code, digits) in
            [("EUR", 2), ("USD", 2), ("HUF", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("TND", 3), ("CLF", 4)]
        {
            assert_eq!(parse(code).and_then(minor_digits), Some(digits), "{code}");
        }
    }

    #[test]
    fn refuses_other_codes() {
        for code in ["", "EU", "EURO", "eur", "XXX", "XTS", "XAU", "DEM", "   ", "E R", "ÄU"] {
            assert_eq!(parse(code), None, "{code:?}");
        }
    }

    #[test]
    fn a_replaced_currency_is_one_until_its_last_day() {
        let day = |text: &str| text.parse::<Day>().expect(text);
        for (code, last) in REPLACED {
            let currency = parse(code).expect(code);
            assert_eq!(minor_digits(currency), Some(2));
            assert!(
                is_valid_on(currency, day(last))
                    && !is_valid_on(currency, Day::new(day(last).get() + 1).unwrap()),
                "{code}"
            );
        }
        assert!(is_valid_on(parse("EUR").unwrap(), day("2026-11-29")));
    }

    #[test]
    fn no_code_is_listed_twice() {
        let mut all: Vec<&str> =
            [TWO, NONE, THREE, FOUR].iter().flat_map(|l| l.split_ascii_whitespace()).collect();
        all.extend(REPLACED.map(|(code, _)| code));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|code| parse(code).is_some()));
    }
}
