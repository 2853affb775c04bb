//! The scalars of one block as magnitudes with signs, and their classes.
//!
//! A scalar `s` is taken as the smaller of `s` and `r - s`, with a sign: the small negative numbers of a circuit are
//! small, and every magnitude is below `2^253`.

use ark_bn254::Fr;
use ark_ff::{BigInt, BigInteger, PrimeField};
use zeroize::Zeroize;

/// Scalars that are cut together: their magnitudes and digits stay in the L1 cache.
pub(crate) const BLOCK: usize = 1024;

/// The sign, in the uppermost word of a magnitude: set means negative.
pub(crate) const SIGN: u64 = 1 << 63;

/// Upper bounds of the classes in bits: ±1 is the first.
pub(crate) const CLASS_BITS: [u32; CLASSES] = [1, 8, 16, 32, 64, 128, 253];
pub(crate) const CLASSES: usize = 7;
/// The class of zero, which has no digits.
pub(crate) const NO_CLASS: u8 = CLASSES as u8;

/// `(r - 1) / 2`, the largest magnitude.
pub(crate) const HALF: BigInt<4> = Fr::MODULUS_MINUS_ONE_DIV_TWO;

/// Up to [`BLOCK`] scalars; wiped when dropped.
pub(crate) struct Magnitudes {
    /// Word after word, least significant first.
    pub(crate) words: [[u64; BLOCK]; 4],
    pub(crate) classes: [u8; BLOCK],
}

impl Drop for Magnitudes {
    fn drop(&mut self) {
        self.words.as_flattened_mut().zeroize();
        self.classes.zeroize();
    }
}

impl Magnitudes {
    /// Of no scalars.
    pub(crate) fn blank() -> Box<Self> {
        Box::new(Self { words: [[0; BLOCK]; 4], classes: [NO_CLASS; BLOCK] })
    }

    /// One scalar after the other, from `first` on.
    pub(crate) fn fill(&mut self, scalars: &[Fr], first: usize) {
        for (place, scalar) in scalars.iter().enumerate().skip(first) {
            let magnitude = signed_magnitude(scalar);
            for (words, word) in self.words.iter_mut().zip(magnitude) {
                words[place] = word;
            }
            self.classes[place] = class_of(&magnitude);
        }
    }

    /// The words of one scalar.
    pub(crate) fn at(&self, place: u16) -> [u64; 4] {
        self.words.each_ref().map(|words| words[usize::from(place)])
    }
}

fn signed_magnitude(scalar: &Fr) -> [u64; 4] {
    let value = scalar.into_bigint();
    if value <= HALF {
        return value.0;
    }
    let mut negated = Fr::MODULUS;
    negated.sub_with_borrow(&value);
    negated.0[3] |= SIGN;
    negated.0
}

/// The smallest class that has the magnitude.
fn class_of(magnitude: &[u64; 4]) -> u8 {
    let [low, second, third, top] = *magnitude;
    if (third | top & !SIGN) != 0 {
        return 6;
    }
    if second != 0 {
        return 5;
    }
    match low {
        0 => NO_CLASS,
        1 => 0,
        2..0x100 => 1,
        0x100..0x1_0000 => 2,
        0x1_0000..0x1_0000_0000 => 3,
        _ => 4,
    }
}
