//! Decimal numbers that have one form.

/// A number in ASCII digits without sign and leading zeros; at most 2^63 - 1.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let one_form = text == "0" || !text.starts_with('0');
    if !one_form || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| i64::try_from(*number).is_ok())
}
