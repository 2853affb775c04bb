//! Window widths, and digits of one scalar after the other.

use ark_ff::{BigInt, BigInteger};

use super::magnitude::{Magnitudes, SIGN};
use crate::avx512::Avx512;

/// Widest window: a digit is an `i16`.
const MAX_WIDTH: u32 = 16;

/// How the scalars of a class are cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    /// Bits per window.
    pub(crate) width: u32,
    /// Windows per scalar.
    pub(crate) windows: usize,
    /// `Σ 2^(width-1) · 2^(width · window)` over all windows but the uppermost.
    pub(crate) offset: [u64; 4],
    /// `Σ 2^(width · window)` over the same.
    pub(crate) ones: [u64; 4],
}

impl Cut {
    /// The cut of least estimated cost for `count` scalars of `bits` bits.
    ///
    /// In units of a tenth of a batched addition: `count` per window to fill the buckets, 2.8 per bucket
    /// to reduce them, and a constant for the last doublings and the partly filled batches.
    pub(crate) fn new(count: usize, bits: u32) -> Self {
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

    /// Writes the digits of the scalars at `places` of a block: window after window, `stride` apart.
    ///
    /// `stride` is at least 8 more than there are places; what is behind them in each window is undefined.
    pub(crate) fn digits(&self, scalars: &Magnitudes, places: &[u16], out: &mut [i16], stride: usize) {
        if self.width > 1
            && let Some(avx512) = Avx512::detect()
        {
            return avx512.digits(self, scalars, places, out, stride);
        }
        for (slot, &place) in places.iter().enumerate() {
            self.digits_of(&scalars.at(place), &mut out[slot..], stride);
        }
    }

    /// Writes `d_0, d_1, ...` with `scalar = Σ d_w · 2^(width · w)` to `out[0], out[stride], ...`.
    ///
    /// With `2^(width-1)` added to every window, a window's bits are its digit plus `2^(width-1)`: borrows
    /// become the carries of one addition. For a negative scalar one less is added, so that the
    /// negated digits keep to the same range. The uppermost window keeps its borrow, at most
    /// `2^(width-1)` with the bit to spare; of width 16 no class ends at a window's end.
    pub(crate) fn digits_of(&self, scalar: &[u64; 4], out: &mut [i16], stride: usize) {
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
    use ark_bn254::Fr;
    use ark_ff::PrimeField;

    use super::super::magnitude::HALF;
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
                        cut.digits_of(&signed, &mut digits, 1);
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
