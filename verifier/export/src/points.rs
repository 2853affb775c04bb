//! The words of keys and proofs. Their bytes are `covenant-verifier`'s encoding, 32 bytes a coordinate, which its types have checked.

use ark_bn254::Fq;
use ark_ff::{BigInt, PrimeField};
use covenant_verifier::groth16::VerifyingKey;

/// A coordinate or a public input, big-endian.
pub(crate) type Word = [u8; 32];

/// A point of G2 as EIP-197 orders it: x.c1, x.c0, y.c1, y.c0.
#[derive(Clone, Copy)]
pub(crate) struct G2(pub(crate) [Word; 4]);

impl G2 {
    /// −P: both parts of y negated.
    pub(crate) fn negated(self) -> Self {
        let [x1, x0, y1, y0] = self.0;
        Self([x1, x0, negate(y1), negate(y0)])
    }
}

/// A verifying key's coordinates.
pub(crate) struct KeyWords {
    pub(crate) alpha: [Word; 2],
    pub(crate) beta: G2,
    pub(crate) gamma: G2,
    pub(crate) delta: G2,
    pub(crate) input_points: Vec<[Word; 2]>,
}

impl From<&VerifyingKey> for KeyWords {
    fn from(key: &VerifyingKey) -> Self {
        let words = words(&key.to_bytes());
        let g2 = |at: usize| G2([words[at], words[at + 1], words[at + 2], words[at + 3]]);
        let input_points = words[14..].as_chunks::<2>().0.to_vec();
        Self { alpha: [words[0], words[1]], beta: g2(2), gamma: g2(6), delta: g2(10), input_points }
    }
}

/// Splits bytes into words; a rest of less than 32 bytes is dropped.
pub(crate) fn words(bytes: &[u8]) -> Vec<Word> {
    bytes.as_chunks::<32>().0.to_vec()
}

/// A word as an integer.
pub(crate) fn integer(word: &Word) -> BigInt<4> {
    let limb = |i: usize| {
        let mut bytes = [0u8; 8];
        bytes.copy_from_slice(&word[24 - 8 * i..32 - 8 * i]);
        u64::from_be_bytes(bytes)
    };
    BigInt::new([limb(0), limb(1), limb(2), limb(3)])
}

/// An integer as a word.
pub(crate) fn word(value: BigInt<4>) -> Word {
    let mut word = [0u8; 32];
    for (chunk, limb) in word.as_chunks_mut::<8>().0.iter_mut().rev().zip(value.0) {
        *chunk = limb.to_be_bytes();
    }
    word
}

/// q − y for a coordinate below q.
fn negate(coordinate: Word) -> Word {
    word((-Fq::from_bigint(integer(&coordinate)).unwrap_or_default()).into_bigint())
}

/// A word as `0x` and 64 digits.
pub(crate) fn hex_word(word: &Word) -> String {
    format!("0x{}", hex::encode(word))
}
