//! Exact decimals, for amounts, quantities, prices and percentages.
//!
//! A value is an integer of at most 38 digits over a power of ten; nothing is ever rounded unless
//! [`Decimal::round_half_up`] is called, and what does not fit is `None`. The number of fraction digits is kept as
//! written, since rules speak about it (EN 16931, BR-DEC).

use core::{cmp::Ordering, fmt};

/// Digits that a written decimal may have, leading and trailing zeros included.
pub const MAX_DIGITS: usize = 28;

/// Fraction digits that a result may have; two factors of 28 fit.
const MAX_SCALE: u32 = 56;

/// An exact decimal number: mantissa · 10^(−scale).
///
/// Equality and order are those of the numbers (1.0 = 1.00), the text form keeps the digits as written.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    /// Zero, without fraction digits.
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };

    /// A whole number.
    pub const fn from_units(units: u64) -> Self {
        Self { mantissa: units as i128, scale: 0 }
    }

    /// mantissa · 10^(−scale), or `None` when the scale is larger than a result's may be.
    pub fn of_parts(mantissa: i128, scale: u32) -> Option<Self> {
        (scale <= MAX_SCALE).then_some(Self { mantissa, scale })
    }

    /// Reads the lexical form of `xs:decimal` (XML Schema Part 2, 3.2.3.1): a sign or none, digits, a point among them or
    /// none. `.50` and `1.` are numbers.
    ///
    /// Refused (`None`): an exponent, blanks, grouping, a comma, no digit at all, more than [`MAX_DIGITS`] digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, whole, fraction) = lexical(text)?;
        if whole.len() + fraction.len() > MAX_DIGITS {
            return None;
        }
        // 28 digits stay far below 2^127.
        let mantissa = whole.bytes().chain(fraction.bytes());
        let mantissa = mantissa.fold(0i128, |number, digit| number * 10 + i128::from(digit - b'0'));
        let scale = fraction.len() as u32;
        Some(Self { mantissa: if negative { -mantissa } else { mantissa }, scale })
    }

    /// Fraction digits as written, trailing zeros included.
    pub const fn fraction_digits(self) -> u32 {
        self.scale
    }

    /// Fraction digits that the number needs: those written, less the zeros at its end.
    pub fn needed_digits(self) -> u32 {
        let (mut mantissa, mut digits) = (self.mantissa, self.scale);
        while digits > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            digits -= 1;
        }
        digits
    }

    /// Whether the number is below zero.
    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Whether the number is zero.
    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The sum, or `None` when it has too many digits.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let mantissa = self.rescaled(scale)?.checked_add(other.rescaled(scale)?)?;
        Some(Self { mantissa, scale })
    }

    /// The difference, or `None` when it has too many digits.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(Self { mantissa: other.mantissa.checked_neg()?, scale: other.scale })
    }

    /// The product, or `None` when it has too many digits.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let scale = self.scale + other.scale;
        let mantissa = self.mantissa.checked_mul(other.mantissa)?;
        (scale <= MAX_SCALE).then_some(Self { mantissa, scale })
    }

    /// This number of hundredths: the decimal point moved by two places.
    pub fn percent(self) -> Option<Self> {
        (self.scale + 2 <= MAX_SCALE).then_some(Self { mantissa: self.mantissa, scale: self.scale + 2 })
    }

    /// The sum of many numbers, or `None` when it has too many digits.
    pub fn checked_sum(numbers: impl IntoIterator<Item = Self>) -> Option<Self> {
        numbers.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Rounded to `digits` fraction digits, a half away from zero.
    ///
    /// EN 16931 rounds "half up" and applies it to magnitudes, so that a credit mirrors its invoice.
    pub fn round_half_up(self, digits: u32) -> Self {
        if self.scale <= digits {
            return self;
        }
        // A divisor that does not fit is more than twice any mantissa: the quotient is zero.
        let Some(divisor) = 10i128.checked_pow(self.scale - digits) else {
            return Self { mantissa: 0, scale: digits };
        };
        let (quotient, rest) = (self.mantissa / divisor, self.mantissa % divisor);
        let carry = if rest.unsigned_abs() >= divisor.unsigned_abs().div_ceil(2) {
            self.mantissa.signum()
        } else {
            0
        };
        Self { mantissa: quotient + carry, scale: digits }
    }

    /// The number in units of 10^(−digits), if it is a whole, non-negative number of them below 2^64.
    pub fn to_minor_units(self, digits: u32) -> Option<u64> {
        if self.scale <= digits {
            return u64::try_from(self.rescaled(digits)?).ok();
        }
        let divisor = 10i128.checked_pow(self.scale - digits)?;
        (self.mantissa % divisor == 0).then(|| u64::try_from(self.mantissa / divisor).ok())?
    }

    /// The mantissa at a scale that is not smaller than the number's.
    fn rescaled(self, scale: u32) -> Option<i128> {
        self.mantissa.checked_mul(10i128.checked_pow(scale - self.scale)?)
    }
}

/// Sign, digits before the point, digits after it, of an `xs:decimal`.
fn lexical(text: &str) -> Option<(bool, &str, &str)> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = [whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    (all_digits && whole.len() + fraction.len() > 0).then_some((negative, whole, fraction))
}

/// A decimal number that is shown as written and never computed with: a quantity, a price. EN 16931-1 (6.5.3 to 6.5.5)
/// puts no limit on its digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Numeral(String);

impl Numeral {
    /// Reads what [`Decimal::parse`] reads, of any length.
    pub fn parse(text: &str) -> Option<Self> {
        lexical(text).map(|_| Self(text.to_owned()))
    }
}

impl fmt::Display for Numeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

crate::model::redacted!(Numeral);

impl serde::Serialize for Numeral {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.scale > other.scale {
            return other.cmp(self).reverse();
        }
        match self.rescaled(other.scale) {
            Some(mantissa) => mantissa.cmp(&other.mantissa),
            // What overflows is larger in magnitude than anything that fits.
            None => self.mantissa.signum().cmp(&0),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if scale == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

impl serde::Serialize for Decimal {
    /// As a string: a JSON number would pass through floats in most readers.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dec(text: &str) -> Decimal {
        Decimal::parse(text).expect("a decimal")
    }

    #[test]
    fn refuses_what_is_no_plain_decimal() {
        for text in [
            "",
            "-",
            "+",
            ".",
            "-.",
            "1e2",
            "1E2",
            " 1",
            "1 ",
            "1,5",
            "1_000",
            "0x1",
            "NaN",
            "INF",
            "--1",
            "+-1",
            "1.2.3",
            "１",
            "12345678901234567890123456789",
            "0.0000000000000000000000000000",
        ] {
            assert!(Decimal::parse(text).is_none(), "{text:?}");
        }
        for (text, want) in [("1.", "1"), (".50", "0.50"), ("-.5", "-0.5"), ("+01.0", "1.0")] {
            assert_eq!(dec(text).to_string(), want);
        }
        assert!(Decimal::parse("1234567890123456789012345678").is_some());
        assert!(Decimal::parse("0.000000000000000000000000000").is_some());
    }

    #[test]
    fn a_numeral_has_the_form_of_a_decimal_and_any_length() {
        let long = format!("-{}.{}", "9".repeat(60), "3".repeat(60));
        assert_eq!(Numeral::parse(&long).map(|numeral| numeral.to_string()), Some(long));
        for text in ["", ".", "1e2", "1 ", "1.2.3"] {
            assert!(Numeral::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn rounds_a_half_away_from_zero() {
        for (text, digits, want) in [
            ("0.125", 2, "0.13"),
            ("0.124999", 2, "0.12"),
            ("-0.125", 2, "-0.13"),
            ("2.5", 0, "3"),
            ("-2.5", 0, "-3"),
            ("0.5", 0, "1"),
            ("0.49", 0, "0"),
            ("1.2", 2, "1.2"),
            ("999.995", 2, "1000.00"),
        ] {
            assert_eq!(dec(text).round_half_up(digits).to_string(), want);
        }
        let tiny = Decimal { mantissa: 5, scale: MAX_SCALE };
        assert!(tiny.round_half_up(2).is_zero());
    }

    #[test]
    fn converts_to_minor_units_exactly() {
        assert_eq!(dec("1190.05").to_minor_units(2), Some(119_005));
        assert_eq!(dec("1190.050").to_minor_units(2), Some(119_005));
        assert_eq!(dec("1190.055").to_minor_units(2), None);
        assert_eq!(dec("-0.01").to_minor_units(2), None);
        assert_eq!(dec("184467440737095516.15").to_minor_units(2), Some(u64::MAX));
        assert_eq!(dec("184467440737095516.16").to_minor_units(2), None);
        assert_eq!(dec("1234567890123456789012345678").to_minor_units(20), None);
    }

    #[test]
    fn needs_no_zeros_at_its_end() {
        for (text, digits) in [("1.50", 1), ("1.00", 0), ("0.00", 0), ("100", 0), ("-0.010", 2), ("1.05", 2)]
        {
            assert_eq!(dec(text).needed_digits(), digits, "{text}");
        }
        assert_eq!(Decimal::of_parts(15, 1), Some(dec("1.5")));
        assert!(Decimal::of_parts(1, MAX_SCALE + 1).is_none());
    }

    #[test]
    fn reports_overflow_instead_of_wrapping() {
        let huge = dec("9999999999999999999999999999");
        let tiny = dec("0.000000000000000000000000001");
        assert!(huge.checked_add(tiny).is_none());
        assert!(huge.checked_mul(huge).is_none());
        assert!(tiny < huge);
        assert!(huge > tiny);
        assert!(Decimal { mantissa: -huge.mantissa, scale: 0 } < tiny);
    }

    proptest! {
        #[test]
        fn text_round_trips(text in "-?(0|[1-9][0-9]{0,13})(\\.[0-9]{1,14})?") {
            let number = dec(&text);
            prop_assert_eq!(dec(&number.to_string()), number);
            if !number.is_zero() || !text.starts_with('-') {
                prop_assert_eq!(number.to_string(), text);
            }
        }

        #[test]
        fn arithmetic_is_that_of_integers(a in -1_000_000_000i64..1_000_000_000, b in -1_000_000_000i64..1_000_000_000) {
            let cents = |n: i64| Decimal { mantissa: n.into(), scale: 2 };
            prop_assert_eq!(cents(a).checked_add(cents(b)), Some(cents(a + b)));
            prop_assert_eq!(cents(a).checked_sub(cents(b)), Some(cents(a - b)));
            prop_assert_eq!(cents(a).checked_mul(cents(b)), Some(Decimal { mantissa: i128::from(a) * i128::from(b), scale: 4 }));
            prop_assert_eq!(cents(a).cmp(&cents(b)), a.cmp(&b));
        }

        #[test]
        fn scale_changes_no_number(a in any::<i64>(), zeros in 0u32..10) {
            let plain = Decimal { mantissa: a.into(), scale: 2 };
            let padded = Decimal { mantissa: i128::from(a) * 10i128.pow(zeros), scale: 2 + zeros };
            prop_assert_eq!(plain, padded);
            prop_assert_eq!(padded.round_half_up(2), plain);
            prop_assert_eq!(padded.to_minor_units(2), u64::try_from(a).ok());
        }

        #[test]
        fn rounding_stays_within_half_a_unit(a in any::<i64>(), scale in 0u32..12, digits in 0u32..6) {
            let number = Decimal { mantissa: a.into(), scale };
            let error = number.checked_sub(number.round_half_up(digits)).unwrap();
            let half = Decimal { mantissa: 5, scale: digits + 1 };
            let minus_half = Decimal { mantissa: -5, scale: digits + 1 };
            prop_assert!(minus_half <= error && error <= half);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = Decimal::parse(&text);
        }
    }
}
