//! Signed digits of one width.

use ark_bn254::Fr;
use ark_ff::PrimeField;

/// Bits of a scalar, and one for the sign of the uppermost digit.
const BITS: u32 = Fr::MODULUS_BIT_SIZE + 1;

/// Widths whose tables are made: the largest has 33 MB in G1.
const WIDTHS: std::ops::RangeInclusive<u32> = 2..=16;

/// How scalars are cut: `s = Σ digit_w · 2^(c w)`, digits from `-2^(c - 1)` to `2^(c - 1)`.
///
/// Half of its range is added in every window but the uppermost; then a window's bits are its digit plus that half, and one addition has
/// done all the borrows. The uppermost digit is not negative: a scalar is below `0.76 · 2^254` and `c · windows ≥ 255`,
/// which leaves it at most `2^(c - 1)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digits {
    width: u32,
    halves: [u64; 4],
}

impl Digits {
    pub(crate) fn new(width: u32) -> Self {
        let mut digits = Self { width, halves: [0; 4] };
        for window in 0..digits.windows() - 1 {
            let bit = window as u32 * width + width - 1;
            digits.halves[bit as usize / 64] |= 1 << (bit % 64);
        }
        digits
    }

    /// The width with which so many scalars and their table cost least.
    pub(crate) fn for_scalars(scalars: usize) -> Self {
        let cost = |width: &u32| {
            let digits = Self::new(*width);
            // An entry costs an addition and its normal form.
            digits.windows() * (scalars + 2 * digits.entries())
        };
        Self::new(WIDTHS.min_by_key(cost).unwrap_or(2))
    }

    /// How many.
    pub(crate) fn windows(self) -> usize {
        BITS.div_ceil(self.width) as usize
    }

    /// Bits from one window to the next.
    pub(crate) fn width(self) -> u32 {
        self.width
    }

    /// The largest digit.
    pub(crate) fn entries(self) -> usize {
        1 << (self.width - 1)
    }

    /// A scalar with the halves added: below `2^256`.
    pub(crate) fn shifted(self, scalar: &Fr) -> [u64; 4] {
        let (mut limbs, mut carry) = (scalar.into_bigint().0, false);
        for (limb, half) in limbs.iter_mut().zip(self.halves) {
            let (sum, over) = limb.overflowing_add(half);
            let (sum, again) = sum.overflowing_add(u64::from(carry));
            (*limb, carry) = (sum, over | again);
        }
        debug_assert!(!carry, "the halves are below the uppermost window");
        limbs
    }

    /// A digit of what [`Self::shifted`] gave.
    pub(crate) fn digit(self, shifted: &[u64; 4], window: usize) -> i32 {
        let bit = window * self.width as usize;
        let (limb, shift) = (bit / 64, bit % 64);
        let above = shifted.get(limb + 1).copied().unwrap_or(0);
        let bits = shifted[limb] >> shift | above << 1 << (63 - shift);
        let bits = (bits & ((1 << self.width) - 1)) as i32;
        if window + 1 == self.windows() { bits } else { bits - self.entries() as i32 }
    }
}
