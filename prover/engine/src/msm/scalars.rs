//! Scalars, classified by magnitude and cut into signed digits.
//!
//! Real witnesses are mostly bits and small values: a scalar costs only the windows its magnitude
//! reaches. A scalar `s` is taken as the smaller of `s` and `r - s`, with a sign.

use ark_bn254::Fr;
use ark_ff::{BigInt, BigInteger, One, PrimeField, Zero};
use rayon::prelude::*;
use zeroize::Zeroize;

use crate::EngineError;

/// Upper bounds of the classes in bits; zeros have no class and ±1 is the first.
const CLASS_BITS: [u32; CLASSES] = [1, 16, 32, 64, 128, 253];
const CLASSES: usize = 6;

/// Widest window: a digit is an `i16`.
const MAX_WIDTH: u32 = 16;

/// Scalars that are cut together: their magnitudes and digits stay in the first cache.
pub(crate) const BLOCK: usize = 1024;

/// Scalars from which the sizes of the classes are estimated.
const SAMPLE: usize = 4096;

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
    pub(crate) cut: Cut,
    pub(crate) blocks: Vec<Block>,
}

/// Up to [`BLOCK`] scalars of a class.
pub(crate) struct Block {
    /// Their indices, ascending.
    indices: Vec<u32>,
    /// Window after window, a digit per scalar, in `[-2^(width-1), 2^(width-1))`; ±1 for width 1.
    digits: Vec<i16>,
    /// From a window to the next.
    stride: usize,
}

/// How the scalars of a class are cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    /// Bits per window.
    pub(crate) width: u32,
    /// Windows per scalar.
    pub(crate) windows: usize,
    /// `Σ 2^(width-1) · 2^(width · window)` over all windows but the uppermost.
    offset: [u64; 4],
    /// `Σ 2^(width · window)` over the same.
    ones: [u64; 4],
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
        Self::from_parts(&[], scalars)
    }

    /// As [`Scalars::new`] for the concatenation of two parts.
    pub(crate) fn from_parts(head: &[Fr], tail: &[Fr]) -> Result<Self, EngineError> {
        let len = head.len() + tail.len();
        if len >= 1 << 31 {
            return Err(EngineError::TooLarge(len));
        }
        let at = |index: usize| if index < head.len() { &head[index] } else { &tail[index - head.len()] };
        let cuts = estimate(len, at);
        let blocks: Vec<[Option<Block>; CLASSES]> = (0..len.div_ceil(BLOCK))
            .into_par_iter()
            .map(|block| classify(block * BLOCK..len.min((block + 1) * BLOCK), at, &cuts))
            .collect();
        let mut classes = cuts.map(|cut| Class { cut, blocks: Vec::new() });
        for of_block in blocks {
            for (class, block) in classes.iter_mut().zip(of_block) {
                class.blocks.extend(block);
            }
        }
        let classes = classes.into_iter().filter(|class| !class.blocks.is_empty()).collect();
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

impl Drop for Block {
    fn drop(&mut self) {
        // Whole words at a time, unlike `zeroize` on 16 bits; the black box keeps the stores.
        self.digits.fill(0);
        self.indices.fill(0);
        std::hint::black_box((&self.digits, &self.indices));
    }
}

impl Class {
    /// Buckets per window: the magnitudes a digit can have.
    pub(crate) fn buckets(&self) -> usize {
        1 << (self.cut.width - 1)
    }
}

impl Block {
    /// How many scalars it has.
    pub(crate) fn len(&self) -> usize {
        self.indices.len()
    }

    /// The indices and their digits in `window`.
    pub(crate) fn window(&self, window: usize) -> (&[u32], &[i16]) {
        let start = window * self.stride;
        (&self.indices, &self.digits[start..start + self.indices.len()])
    }
}

/// The cuts of the classes, from a sample of the scalars.
fn estimate<'a>(len: usize, at: impl Fn(usize) -> &'a Fr) -> [Cut; CLASSES] {
    let stride = len.div_ceil(SAMPLE).max(1);
    let mut counts = [0; CLASSES];
    for index in (0..len).step_by(stride) {
        if let Some(class) = class_of(&signed_magnitude(at(index))) {
            counts[class] += stride;
        }
    }
    std::array::from_fn(|class| Cut::new(counts[class].max(stride), CLASS_BITS[class]))
}

fn signed_magnitude(scalar: &Fr) -> Signed {
    // Most of a circuit's witness: known without leaving Montgomery's form.
    if scalar.is_zero() || scalar.is_one() {
        return [u64::from(scalar.is_one()), 0, 0, 0];
    }
    let value = scalar.into_bigint();
    if value <= HALF {
        return value.0;
    }
    let mut negated = Fr::MODULUS;
    negated.sub_with_borrow(&value);
    negated.0[3] |= SIGN;
    negated.0
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

/// The blocks of each class among the scalars of `range`.
fn classify<'a>(
    range: std::ops::Range<usize>,
    at: impl Fn(usize) -> &'a Fr,
    cuts: &[Cut; CLASSES],
) -> [Option<Block>; CLASSES] {
    let first = range.start;
    let mut signed = [[0u64; 4]; BLOCK];
    let mut lists: [Vec<u32>; CLASSES] = Default::default();
    for index in range {
        let magnitude = signed_magnitude(at(index));
        signed[index - first] = magnitude;
        if let Some(class) = class_of(&magnitude) {
            lists[class].push(index as u32);
        }
    }
    let mut class = 0..;
    let blocks = lists.map(|indices| {
        let cut = &cuts[class.next().unwrap_or(0)];
        (!indices.is_empty()).then(|| {
            // A cache line more than a round length, or all windows would compete for the same sets.
            let stride = indices.len() + 32;
            let mut digits = vec![0; stride * cut.windows];
            for (slot, &index) in indices.iter().enumerate() {
                cut.digits(&signed[index as usize - first], &mut digits[slot..], stride);
            }
            Block { indices, digits, stride }
        })
    });
    signed.as_flattened_mut().zeroize();
    blocks
}

impl Cut {
    /// The cut of least estimated cost for `count` scalars of `bits` bits.
    ///
    /// In units of a tenth of a batched addition: `count` per window to fill the buckets, 2.8 per bucket
    /// to reduce them, and a constant for the last doublings and the partly filled batches.
    fn new(count: usize, bits: u32) -> Self {
        if bits == 1 {
            return Self { width: 1, windows: 1, offset: [0; 4], ones: [0; 4] };
        }
        // One bit to spare for the last borrow.
        let windows = |width: u32| (bits + 1).div_ceil(width);
        let cost = |width: u32| {
            let buckets = 1u64 << (width - 1);
            u64::from(windows(width)) * (10 * count as u64 + 28 * buckets + 4000)
        };
        let width = (2..=MAX_WIDTH).min_by_key(|&width| cost(width)).unwrap_or(MAX_WIDTH);
        let windows = windows(width) as usize;
        let (mut offset, mut ones) = ([0u64; 4], [0u64; 4]);
        for window in 0..windows as u32 - 1 {
            let bit = window * width;
            ones[(bit / 64) as usize] |= 1 << (bit % 64);
            let bit = bit + width - 1;
            offset[(bit / 64) as usize] |= 1 << (bit % 64);
        }
        Self { width, windows, offset, ones }
    }

    /// Writes `d_0, d_1, ...` with `scalar = Σ d_w · 2^(width · w)` to `out[0], out[stride], ...`.
    ///
    /// With `2^(width-1)` added to every window, a window's bits are its digit plus `2^(width-1)`: borrows
    /// become the carries of one addition. For a negative scalar one less is added, so that the
    /// negated digits keep to the same range. The uppermost window keeps its borrow, at most
    /// `2^(width-1)` with the bit to spare; of width 16 no class ends at a window's end.
    fn digits(&self, scalar: &Signed, out: &mut [i16], stride: usize) {
        let negative = scalar[3] & SIGN != 0;
        if self.width == 1 {
            out[0] = if negative { -1 } else { 1 };
            return;
        }
        let mut value = BigInt([scalar[0], scalar[1], scalar[2], scalar[3] & !SIGN]);
        value.add_with_carry(&BigInt(self.offset));
        if negative {
            value.sub_with_borrow(&BigInt(self.ones));
        }
        let half = (1i32 << (self.width - 1)) - i32::from(negative);
        let sign = 1 - 2 * i32::from(negative);
        let mask = (1u64 << self.width) - 1;
        let words = [value.0[0], value.0[1], value.0[2], value.0[3], 0];
        let mut bit = 0;
        debug_assert!((self.windows as u32 - 1) * self.width < 256);
        for (window, out) in out.iter_mut().step_by(stride).take(self.windows).enumerate() {
            let (limb, shift) = ((bit / 64) as usize & 3, bit % 64);
            let raw = (words[limb] >> shift | words[limb + 1] << 1 << (63 - shift)) & mask;
            let half = if window + 1 < self.windows { half } else { 0 };
            let digit = sign * (raw as i32 - half);
            debug_assert!(digit >= -1 << (self.width - 1) && digit <= (1 << (self.width - 1)).min(32767));
            *out = digit as i16;
            bit += self.width;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_make_up_the_scalar() {
        for bits in [16, 32, 64, 128, 253] {
            for count in [1, 30, 1000, 30_000, 1 << 20] {
                let cut = Cut::new(count, bits);
                let top = if bits == 253 { HALF } else { BigInt::<4>::from(1u64) << bits };
                let mut edge = top;
                if bits != 253 {
                    edge.sub_with_borrow(&BigInt::from(1u64));
                }
                for value in [BigInt::from(1u64), BigInt::from(2u64), BigInt::from(1u64) << (bits - 2), edge]
                {
                    for sign in [0, SIGN] {
                        let mut signed = value.0;
                        signed[3] |= sign;
                        let mut digits = vec![0; cut.windows];
                        cut.digits(&signed, &mut digits, 1);
                        let radix = Fr::from(1u64 << cut.width);
                        let sum = digits
                            .iter()
                            .rev()
                            .fold(Fr::from(0u64), |sum, &digit| sum * radix + Fr::from(digit));
                        let expected = Fr::from_bigint(value).expect("below r");
                        assert_eq!(sum, if sign == 0 { expected } else { -expected }, "{cut:?}");
                    }
                }
            }
        }
    }
}
