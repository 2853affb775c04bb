//! Lists inside something that is hashed: the length, then a fixed number of places, those beyond the length zero. No value
//! stands for "none": whatever element the padding were, somebody might have it.

#[cfg(feature = "r1cs")]
pub mod var;

use crate::Fr;
use alloc::vec::Vec;
use ark_ff::AdditiveGroup;

/// A list of at most N values: native with `T = Fr`, in circuits with `T = Num`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slots<T, const N: usize> {
    /// How many places are used.
    pub length: T,
    /// The values, then zeros.
    pub places: [T; N],
}

impl<const N: usize> Slots<Fr, N> {
    /// The list of these values. Of more than N the length says how many there were: no circuit takes it.
    #[must_use]
    pub fn new(values: &[Fr]) -> Self {
        let places = core::array::from_fn(|i| values.get(i).copied().unwrap_or(Fr::ZERO));
        Self { length: Fr::from(values.len() as u64), places }
    }
}

impl<T, const N: usize> Slots<T, N> {
    /// In the order in which they are hashed: the length first.
    pub fn in_order(self) -> Vec<T> {
        core::iter::once(self.length).chain(self.places).collect()
    }

    /// Each value mapped.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Slots<U, N> {
        Slots { length: f(self.length), places: self.places.map(f) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_tell_lists_apart() {
        let of = |values: &[u64]| {
            let values: Vec<Fr> = values.iter().map(|v| Fr::from(*v)).collect();
            Slots::<Fr, 3>::new(&values).in_order()
        };
        let lists: [&[u64]; 6] = [&[], &[0], &[0, 0], &[1], &[1, 0], &[1, 1, 1]];
        for (i, a) in lists.iter().enumerate() {
            for b in &lists[..i] {
                assert_ne!(of(a), of(b));
            }
        }
        assert_eq!(of(&[7, 8]), [2u64, 7, 8, 0].map(Fr::from));
        assert_eq!(of(&[1, 2, 3, 4]), [4u64, 1, 2, 3].map(Fr::from));
    }
}
