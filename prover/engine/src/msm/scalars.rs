//! Scalars, classified by magnitude and cut into signed digits.
//!
//! Real witnesses are mostly bits and small values: a scalar costs only the windows its magnitude
//! reaches. A scalar `s` is taken as the smaller of `s` and `r - s`, with a sign.

use ark_bn254::Fr;
use ark_ff::{BigInt, PrimeField};
use rayon::prelude::*;
use zeroize::Zeroize;

use crate::EngineError;

/// Upper bounds of the classes in bits; zeros have no class and ±1 is the first.
const CLASS_BITS: [u32; CLASSES] = [1, 16, 32, 64, 128, 253];
const CLASSES: usize = 6;

/// Widest window: a digit is an `i16`.
const MAX_WIDTH: u32 = 16;

/// Scalars whose digits lie together, window after window.
pub(crate) const BLOCK: usize = 1024;

/// Scalars classified in one piece of parallel work.
const CHUNK: usize = 1 << 13;

/// `(r - 1) / 2`, the largest magnitude.
const HALF: BigInt<4> = Fr::MODULUS_MINUS_ONE_DIV_TWO;

/// The scalars of an MSM in the form in which windows read them; wiped when dropped.
///
/// Serves any number of [`crate::Bases`] of the same length: `A`, `B` and `L` of a Groth16 key share one.
pub struct Scalars {
    len: usize,
    pub(crate) classes: Vec<Class>,
}

/// Scalars of similar magnitude, with one window width.
pub(crate) struct Class {
    /// Their indices, ascending.
    pub(crate) indices: Vec<u32>,
    /// Bits per window.
    pub(crate) width: u32,
    /// Windows per scalar.
    pub(crate) windows: usize,
    /// Digits in `[-2^(width-1), 2^(width-1))`, or ±1 for width 1: for each block of [`BLOCK`]
    /// scalars, for each window, one digit per scalar.
    digits: Vec<i16>,
}

/// A magnitude below `2^253` with its sign in the uppermost bit.
type Signed = [u64; 4];
const SIGN: u64 = 1 << 63;

impl Scalars {
    /// Classifies `scalars`. Linear; parallel over rayon's current pool.
    ///
    /// # Errors
    /// [`EngineError::TooLarge`] beyond `2^31 - 1` scalars.
    pub fn new(scalars: &[Fr]) -> Result<Self, EngineError> {
        Self::from_parts(&[scalars])
    }

    /// As [`Scalars::new`] for a sequence given in pieces.
    pub(crate) fn from_parts(parts: &[&[Fr]]) -> Result<Self, EngineError> {
        let len: usize = parts.iter().map(|part| part.len()).sum();
        if len >= 1 << 31 {
            return Err(EngineError::TooLarge(len));
        }
        let mut signed: Vec<Signed> = Vec::with_capacity(len);
        for part in parts {
            signed.par_extend(part.par_iter().map(signed_magnitude));
        }
        let lists: Vec<[Vec<u32>; CLASSES]> =
            signed.par_chunks(CHUNK).enumerate().map(|(i, chunk)| classify(i * CHUNK, chunk)).collect();
        let classes = (0..CLASSES)
            .filter_map(|class| {
                let indices: Vec<u32> = lists.iter().flat_map(|lists| lists[class].iter().copied()).collect();
                (!indices.is_empty()).then(|| Class::new(indices, CLASS_BITS[class], &signed))
            })
            .collect();
        signed.par_chunks_mut(CHUNK).for_each(|chunk| chunk.as_flattened_mut().zeroize());
        Ok(Self { len, classes })
    }

    /// How many scalars there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Drop for Scalars {
    fn drop(&mut self) {
        for class in &mut self.classes {
            class.digits.zeroize();
            class.indices.zeroize();
        }
    }
}

impl Class {
    fn new(indices: Vec<u32>, bits: u32, signed: &[Signed]) -> Self {
        let (width, windows) = if bits == 1 { (1, 1) } else { window_width(indices.len(), bits) };
        let mut digits = vec![0i16; indices.len().div_ceil(BLOCK) * BLOCK * windows];
        digits.par_chunks_mut(BLOCK * windows).zip(indices.par_chunks(BLOCK)).for_each(|(block, indices)| {
            for (slot, &index) in indices.iter().enumerate() {
                let scalar = &signed[index as usize];
                if width == 1 {
                    block[slot] = if scalar[3] & SIGN != 0 { -1 } else { 1 };
                } else {
                    cut(scalar, width, windows, |window, digit| block[window * BLOCK + slot] = digit);
                }
            }
        });
        Self { indices, width, windows, digits }
    }

    /// Buckets per window: the magnitudes a digit can have.
    pub(crate) fn buckets(&self) -> usize {
        1 << (self.width - 1)
    }

    /// The digits of `window` for the indices of each block: pairs of equal length.
    pub(crate) fn blocks(&self, window: usize) -> impl Iterator<Item = (&[u32], &[i16])> {
        self.indices.chunks(BLOCK).enumerate().map(move |(block, indices)| {
            let start = (block * self.windows + window) * BLOCK;
            (indices, &self.digits[start..start + indices.len()])
        })
    }
}

fn signed_magnitude(scalar: &Fr) -> Signed {
    let mut value = scalar.into_bigint();
    if value <= HALF {
        return value.0;
    }
    let mut negated = Fr::MODULUS;
    ark_ff::BigInteger::sub_with_borrow(&mut negated, &value);
    value.0.zeroize();
    negated.0[3] |= SIGN;
    negated.0
}

/// The indices of each class in a chunk that starts at `first`.
fn classify(first: usize, chunk: &[Signed]) -> [Vec<u32>; CLASSES] {
    let mut lists: [Vec<u32>; CLASSES] = Default::default();
    for (i, scalar) in chunk.iter().enumerate() {
        if let Some(class) = class_of(scalar) {
            lists[class].push((first + i) as u32);
        }
    }
    lists
}

fn class_of(scalar: &Signed) -> Option<usize> {
    let [low, second, third, mut top] = *scalar;
    top &= !SIGN;
    if (third | top) != 0 {
        return Some(5);
    }
    if second != 0 {
        return Some(4);
    }
    match low {
        0 => None,
        1 => Some(0),
        2..0x1_0000 => Some(1),
        0x1_0000..0x1_0000_0000 => Some(2),
        _ => Some(3),
    }
}

/// Signed digits of a scalar, least significant window first: `Σ digit · 2^(width · window)`.
///
/// A digit above `2^(width-1) - 1` borrows `2^width` from the next window. For a negative scalar
/// the bound is one higher, so that the negated digits keep to the same range. The top window does
/// not borrow: with one bit to spare its digit is at most `2^(width-1)`, and for the width of 16,
/// where that is no `i16`, no class ends at a window's end.
#[inline(always)]
fn cut(scalar: &Signed, width: u32, windows: usize, mut put: impl FnMut(usize, i16)) {
    let negative = scalar[3] & SIGN != 0;
    let magnitude = [scalar[0], scalar[1], scalar[2], scalar[3] & !SIGN];
    let bound = (1i32 << (width - 1)) + i32::from(negative);
    let (mut carry, mut bit) = (0i32, 0);
    for window in 0..windows {
        let (limb, shift) = ((bit / 64) as usize, bit % 64);
        let mut raw = magnitude[limb & 3] >> shift;
        if shift + width > 64 && limb < 3 {
            raw |= magnitude[limb + 1] << (64 - shift);
        }
        // Past 256 bits there is nothing but the last borrow.
        let raw = if limb < 4 { raw } else { 0 };
        let digit = (raw & ((1 << width) - 1)) as i32 + carry;
        carry = i32::from(digit >= bound && window + 1 < windows);
        let digit = digit - (carry << width);
        let digit = if negative { -digit } else { digit };
        debug_assert!(digit.unsigned_abs() <= 1 << (width - 1) && digit < 1 << 15);
        put(window, digit as i16);
        bit += width;
    }
}

/// The width of least estimated cost for `count` scalars of `bits` bits, and its number of windows.
///
/// In units of one batched addition: `count` per window to fill the buckets, 2.8 per bucket to
/// reduce them, and a constant for the last doublings and the partly filled batches.
fn window_width(count: usize, bits: u32) -> (u32, usize) {
    let cost = |width: u32| {
        let windows = u64::from((bits + 1).div_ceil(width));
        let buckets = 1u64 << (width - 1);
        windows * (10 * count as u64 + 28 * buckets + 4000)
    };
    let width = (2..=MAX_WIDTH).min_by_key(|&width| cost(width)).unwrap_or(MAX_WIDTH);
    (width, (bits + 1).div_ceil(width) as usize)
}
