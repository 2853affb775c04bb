//! Window widths, and digits of one scalar after the other.

use ark_ff::{BigInt, BigInteger};

use super::magnitude::{Magnitudes, SIGN};

/// Widest window: a digit is an `i16`.
const MAX_WIDTH: u32 = 16;

/// How the scalars of a class are cut: into windows whose widths differ by one bit at most, the wider ones below.
///
/// Windows of one width would leave an uppermost one of a few bits, with all points in a few buckets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    /// Bits per window of the lower ones.
    pub(crate) width: u32,
    /// How many have that width; the others have one bit less.
    pub(crate) wide: usize,
    /// Windows per scalar.
    pub(crate) windows: usize,
    /// `Σ 2^(width - 1) · 2^bit` over all windows but the uppermost, each with its width and its lowest bit.
    pub(crate) offset: [u64; 4],
    /// `Σ 2^bit` over the same.
    pub(crate) ones: [u64; 4],
}

impl Cut {
    /// The cut of least estimated cost for `count` scalars of `bits` bits.
    pub(crate) fn new(count: usize, bits: u32) -> Self {
        if bits == 1 {
            return Self { width: 1, wide: 1, windows: 1, offset: [0; 4], ones: [0; 4] };
        }
        let most = (bits as usize + 1).div_ceil(2);
        let least = (bits + 1).div_ceil(MAX_WIDTH) as usize;
        let cuts = (least..=most).map(|windows| Self::into_windows(bits, windows));
        cuts.min_by_key(|cut| cut.cost(count)).unwrap_or_else(|| Self::into_windows(bits, most))
    }

    fn into_windows(bits: u32, windows: usize) -> Self {
        // One bit to spare for the last borrow.
        let bits = bits + 1;
        let width = bits.div_ceil(windows as u32);
        let narrow = windows * width as usize - bits as usize;
        let mut cut = Self { width, wide: windows - narrow, windows, offset: [0; 4], ones: [0; 4] };
        for window in 0..windows - 1 {
            let bit = cut.bit(window);
            cut.ones[(bit / 64) as usize] |= 1 << (bit % 64);
            let bit = bit + cut.width(window) - 1;
            cut.offset[(bit / 64) as usize] |= 1 << (bit % 64);
        }
        cut
    }

    /// In tenths of a batched addition: `count` per window to fill the buckets, two and a little per bucket to
    /// reduce them, and a constant for the last of them and for batches that are not full.
    fn cost(&self, count: usize) -> u64 {
        let buckets: u64 = (0..self.windows).map(|window| self.buckets(window) as u64).sum();
        self.windows as u64 * (10 * count as u64 + 1500) + 24 * buckets
    }

    /// The bits of a window.
    pub(crate) fn width(&self, window: usize) -> u32 {
        self.width - u32::from(window >= self.wide)
    }

    /// The lowest bit of a window.
    pub(crate) fn bit(&self, window: usize) -> u32 {
        window as u32 * self.width - window.saturating_sub(self.wide) as u32
    }

    /// Buckets of a window: the magnitudes a digit can have.
    pub(crate) fn buckets(&self, window: usize) -> usize {
        1 << (self.width(window) - 1)
    }

    /// See [`super::decompose::ScalarKernel::digits`].
    pub(crate) fn digits(&self, scalars: &Magnitudes, places: &[u16], out: &mut [i16], stride: usize) {
        for (slot, &place) in places.iter().enumerate() {
            self.digits_of(&scalars.at(place), &mut out[slot..], stride);
        }
    }

    /// Writes `d_0, d_1, ...` with `scalar = Σ d_w · 2^bit(w)` to `out[0], out[stride], ...`.
    ///
    /// With half of its range added to every window, a window's bits are its digit plus that half: borrows
    /// become the carries of one addition. For a negative scalar one less is added, so that the
    /// negated digits keep to the same range. The uppermost window keeps its borrow, at most half of its range
    /// with the bit to spare; no class ends with a window of sixteen bits.
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
        let sign = 1 - 2 * i32::from(negative);
        let words = [value.0[0], value.0[1], value.0[2], value.0[3], 0];
        for (window, out) in out.iter_mut().step_by(stride).take(self.windows).enumerate() {
            let (bit, width) = (self.bit(window), self.width(window));
            let (limb, shift) = ((bit / 64) as usize & 3, bit % 64);
            let raw = (words[limb] >> shift | words[limb + 1] << 1 << (63 - shift)) & ((1 << width) - 1);
            let half = (1i32 << (width - 1)) - i32::from(negative);
            let half = if window + 1 < self.windows { half } else { 0 };
            let digit = sign * (raw as i32 - half);
            debug_assert!(digit >= -1 << (width - 1) && digit <= (1 << (width - 1)).min(32767));
            *out = digit as i16;
        }
    }
}

#[cfg(test)]
mod tests {
    use ark_bn254::Fr;
    use ark_ff::PrimeField;

    use super::super::magnitude::{CLASS_BITS, HALF};
    use super::*;

    #[test]
    fn digits_make_up_the_scalar() {
        for bits in CLASS_BITS.into_iter().skip(1) {
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
                        let sum =
                            digits.iter().enumerate().rev().fold(Fr::from(0u64), |sum, (window, &digit)| {
                                sum * Fr::from(1u64 << cut.width(window)) + Fr::from(digit)
                            });
                        assert!(digits.iter().enumerate().all(|(window, digit)| {
                            usize::from(digit.unsigned_abs()) <= cut.buckets(window)
                        }));
                        let expected = Fr::from_bigint(value).expect("below r");
                        assert_eq!(sum, if sign == 0 { expected } else { -expected }, "{cut:?}");
                    }
                }
            }
        }
    }
}
