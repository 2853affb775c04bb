//! The normal form of invoice numbers: printable ASCII, trimmed, upper case, 1 to 64 bytes.

#[cfg(feature = "r1cs")]
pub mod var;

/// The most bytes a number has.
pub const MAX_LEN: usize = 64;

/// Whether the bytes are in normal form: 0x20–0x7E without lower-case letters, no blank at either end, 1 to 64 of them.
#[must_use]
pub fn is_normal(bytes: &[u8]) -> bool {
    let ends_black = bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ');
    (1..=MAX_LEN).contains(&bytes.len())
        && ends_black
        && bytes.iter().all(|b| matches!(b, 0x20..=0x60 | 0x7b..=0x7e))
}
