//! The scalar field of BN254 and its one encoding: 32 bytes big-endian, canonical.

use alloc::{string::String, vec::Vec};
use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField};

/// Why bytes or text are not a canonical field element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// Not exactly 32 bytes, or not `0x` and 64 lower-case hexadecimal digits.
    #[error("not 32 bytes in lower-case hexadecimal with 0x")]
    Format,
    /// An integer that is not below the modulus.
    #[error("not below the field's modulus")]
    NotCanonical,
}

/// The integer of an ASCII tag of at most 31 bytes, big-endian, as a field element.
///
/// # Panics
/// If the tag is longer than 31 bytes; tags are constants of the program.
#[must_use]
pub fn ascii(tag: &str) -> Fr {
    assert!(tag.len() <= 31, "a tag has at most 31 bytes");
    Fr::from_be_bytes_mod_order(tag.as_bytes())
}

/// 32 bytes, big-endian.
#[must_use]
pub fn to_be_bytes(x: &Fr) -> [u8; 32] {
    let mut out = [0u8; 32];
    out.copy_from_slice(&x.into_bigint().to_bytes_be());
    out
}

/// Reads 32 big-endian bytes; refuses integers that are not below the modulus.
pub fn from_be_bytes(bytes: &[u8]) -> Result<Fr, FieldError> {
    if bytes.len() != 32 {
        return Err(FieldError::Format);
    }
    let mut limbs = [0u64; 4];
    for (limb, chunk) in limbs.iter_mut().rev().zip(bytes.chunks_exact(8)) {
        *limb = chunk.iter().fold(0, |acc, b| (acc << 8) | u64::from(*b));
    }
    Fr::from_bigint(ark_ff::BigInt(limbs)).ok_or(FieldError::NotCanonical)
}

/// `0x` and 64 lower-case hexadecimal digits.
#[must_use]
pub fn to_hex(x: &Fr) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(66);
    out.push_str("0x");
    for b in to_be_bytes(x) {
        out.push(char::from(DIGITS[usize::from(b >> 4)]));
        out.push(char::from(DIGITS[usize::from(b & 15)]));
    }
    out
}

/// Reads what [`to_hex`] writes, and nothing else.
pub fn from_hex(text: &str) -> Result<Fr, FieldError> {
    let digits = text.strip_prefix("0x").ok_or(FieldError::Format)?;
    from_be_bytes(&hex_bytes(digits)?)
}

/// Reads an even number of lower-case hexadecimal digits.
pub fn hex_bytes(digits: &str) -> Result<Vec<u8>, FieldError> {
    let nibble = |c: u8| match c {
        b'0'..=b'9' => Ok(c - b'0'),
        b'a'..=b'f' => Ok(c - b'a' + 10),
        _ => Err(FieldError::Format),
    };
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(
            |p| {
                if let [hi, lo] = p {
                    Ok((nibble(*hi)? << 4) | nibble(*lo)?)
                } else {
                    Err(FieldError::Format)
                }
            },
        )
        .collect()
}

/// Lower-case hexadecimal digits of bytes, without a prefix.
#[must_use]
pub fn bytes_hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|b| [b >> 4, b & 15])
        .map(|n| char::from_digit(u32::from(n), 16).unwrap_or('0'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use ark_ff::AdditiveGroup;

    #[test]
    fn hex_is_canonical_both_ways() {
        let x = ascii("covenant/party-id");
        assert_eq!(from_hex(&to_hex(&x)), Ok(x));
        assert_eq!(from_hex(&to_hex(&Fr::ZERO)), Ok(Fr::ZERO));
        assert_eq!(from_hex(&to_hex(&x).to_uppercase()), Err(FieldError::Format));
        assert_eq!(from_hex(&to_hex(&x)[..64]), Err(FieldError::Format));
        let modulus = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001".to_string();
        assert_eq!(from_hex(&modulus), Err(FieldError::NotCanonical));
        assert!(from_hex("0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000000").is_ok());
    }
}
