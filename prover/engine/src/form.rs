//! The radix of stored coordinates.

/// The Montgomery radix in which coordinates are stored.
///
/// `x` is stored as `x · 2^256 mod p` or as `x · 2^260 mod p`, four 64-bit limbs, least
/// significant first. The first is arkworks' own form; the second is what five limbs of 52 bits need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Radix 2^256, the portable backend's.
    R256,
    /// Radix 2^260, the AVX-512 backend's.
    R260,
}
