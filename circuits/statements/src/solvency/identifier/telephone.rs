//! Telephone numbers: E.164 with its `+`.

use crate::ValueError;
use alloc::string::String;

/// `+` and digits. Blanks, hyphens and dots between digits go. Parentheses are refused, since `+44 (0)20` is read with the zero or without
/// it; so is a number without its country, and `00` for `+`, which some countries write otherwise.
pub(super) fn normalise(written: &str) -> Result<String, ValueError> {
    const FORM: ValueError = ValueError::new("identifier", "a telephone number, + and 7 to 15 digits");
    let digits = written.strip_prefix('+').ok_or(FORM)?;
    let ends = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit());
    let between = |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'.');
    if !ends(digits.bytes().next()) || !ends(digits.bytes().last()) || !digits.bytes().all(between) {
        return Err(FORM);
    }
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    if digits.starts_with('0') || !(7..=15).contains(&digits.len()) {
        return Err(FORM);
    }
    Ok(alloc::format!("+{digits}"))
}
