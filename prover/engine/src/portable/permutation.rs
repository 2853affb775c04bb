//! The bit reversal of a vector, in place.

/// Bits of a tile's side.
const SIDE_BITS: u32 = 4;
const SIDE: usize = 1 << SIDE_BITS;

/// `values[i] ↔ values[brv(i)]`, for a length that is a power of two.
///
/// Large vectors by tiles, after Carter and Gatlin (FOCS 1998): an index is `h · m · l`, of which `h` and `l` have
/// four bits. Values of equal `m` make a tile whose rows lie together in memory, where its columns are to go.
pub(super) fn bit_reverse<T: Copy>(values: &mut [T]) {
    let n = values.len();
    let bits = n.checked_ilog2().unwrap_or(0);
    if bits < 2 * SIDE_BITS {
        for i in 0..n {
            let j = reversed(i, bits);
            if i < j {
                values.swap(i, j);
            }
        }
        return;
    }
    let middle = bits - 2 * SIDE_BITS;
    for m in 0..1 << middle {
        let other = reversed(m, middle);
        if m <= other {
            let (first, second) = (tile(values, m), tile(values, other));
            write(values, other, &first);
            write(values, m, &second);
        }
    }
}

/// The lowest `bits` bits of `i`, in opposite order.
fn reversed(i: usize, bits: u32) -> usize {
    if bits == 0 { 0 } else { i.reverse_bits() >> (usize::BITS - bits) }
}

/// The rows of tile `m`.
fn tile<T: Copy>(values: &[T], m: usize) -> [[T; SIDE]; SIDE] {
    let row = values.len() / SIDE;
    std::array::from_fn(|h| std::array::from_fn(|l| values[h * row + m * SIDE + l]))
}

/// Writes a tile, its columns as rows, both in bit-reversed order.
fn write<T: Copy>(values: &mut [T], m: usize, tile: &[[T; SIDE]; SIDE]) {
    let row = values.len() / SIDE;
    for h in 0..SIDE {
        let column = reversed(h, SIDE_BITS);
        for l in 0..SIDE {
            values[h * row + m * SIDE + l] = tile[reversed(l, SIDE_BITS)][column];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_goes_to_its_reverse() {
        for bits in 0..14 {
            let mut values: Vec<usize> = (0..1 << bits).collect();
            bit_reverse(&mut values);
            for (i, value) in values.into_iter().enumerate() {
                let expected = (0..bits).fold(0, |out, bit| out << 1 | i >> bit & 1);
                assert_eq!(value, expected, "{i} of 2^{bits}");
            }
        }
        bit_reverse::<u8>(&mut []);
    }
}
