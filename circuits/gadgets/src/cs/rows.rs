//! The linear combinations of all constraints, in little room: large circuits have millions.
//!
//! A term is eight bytes, since most coefficients are of a few thousand values; a combination that a gadget uses twice running, as a
//! square does, is kept once.

use super::num::{Terms, Var};
use crate::Fr;
use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasherDefault, Hasher},
};

/// A combination is looked for among so many that came before it: an S-box has its input in three places.
const RECENT: usize = 4;

#[derive(Default)]
pub(super) struct Rows {
    coefficients: Vec<Fr>,
    numbers: HashMap<Fr, u32, BuildHasherDefault<Limbs>>,
    terms: Vec<(Var, u32)>,
    /// Where each row ends among the terms.
    ends: Vec<usize>,
}

impl Rows {
    /// Keeps a combination and gives its number.
    pub(super) fn push(&mut self, terms: &Terms) -> u32 {
        let start = self.terms.len();
        for (var, coefficient) in terms {
            let next = self.coefficients.len() as u32;
            let number = *self.numbers.entry(*coefficient).or_insert(next);
            if number == next {
                self.coefficients.push(*coefficient);
            }
            self.terms.push((*var, number));
        }
        let before = self.ends.len();
        let same = |row: &usize| self.range(*row).len() == terms.len() && self.same(*row, start);
        let known = (before.saturating_sub(RECENT)..before).rev().find(same);
        if let Some(row) = known {
            self.terms.truncate(start);
            return row as u32;
        }
        self.ends.push(self.terms.len());
        before as u32
    }

    /// Whether a row has the terms from `start` on.
    fn same(&self, row: usize, start: usize) -> bool {
        self.terms[self.range(row)] == self.terms[start..]
    }

    fn range(&self, row: usize) -> std::ops::Range<usize> {
        row.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[row]
    }

    pub(super) fn get(&self, row: u32) -> Row<'_> {
        Row { coefficients: &self.coefficients, terms: &self.terms[self.range(row as usize)] }
    }

    pub(super) fn coefficients(&self) -> &[Fr] {
        &self.coefficients
    }
}

/// A linear combination of a constraint: variables with coefficients, sorted by variable, none twice.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    coefficients: &'a [Fr],
    terms: &'a [(Var, u32)],
}

impl<'a> Row<'a> {
    /// How many terms it has.
    #[must_use]
    pub fn len(self) -> usize {
        self.terms.len()
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.terms.is_empty()
    }

    /// The terms.
    pub fn iter(self) -> impl ExactSizeIterator<Item = (Var, Fr)> + Clone {
        self.terms.iter().map(move |(var, number)| (*var, self.coefficients[*number as usize]))
    }

    /// The terms, with the numbers of their coefficients among [`super::Cs::coefficients`].
    #[must_use]
    pub fn numbered(self) -> &'a [(Var, u32)] {
        self.terms
    }

    /// The terms in a list of their own.
    #[must_use]
    pub fn to_terms(self) -> Terms {
        self.iter().collect()
    }
}

impl PartialEq for Row<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Coefficients are the circuit's own, and random enough: no more is needed than to mix their words.
#[derive(Default)]
struct Limbs(u64);

impl Hasher for Limbs {
    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..piece.len()].copy_from_slice(piece);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        // An odd constant with both halves dense: 2^64 over the golden ratio.
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::{AdditiveGroup, Field, UniformRand};
    use rand::{Rng, SeedableRng};

    /// Whatever is pushed comes back, whether it was there before or not.
    #[test]
    fn combinations_come_back() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(8);
        let pool: Vec<Fr> =
            (0..40).map(|_| Fr::rand(&mut rng)).chain([Fr::ONE, -Fr::ONE, Fr::ZERO]).collect();
        let combination = |rng: &mut rand_chacha::ChaCha8Rng| -> Terms {
            let n = rng.gen_range(0..5);
            (0..n).map(|i| (Var::witness(3 * i), pool[rng.gen_range(0..pool.len())])).collect()
        };
        let (mut rows, mut pushed) = (Rows::default(), Vec::<(u32, Terms)>::new());
        for i in 0..2000usize {
            let back = rng.gen_range(0..8);
            let terms = match pushed.get(i.wrapping_sub(back)) {
                Some((_, terms)) => terms.clone(),
                None => combination(&mut rng),
            };
            pushed.push((rows.push(&terms), terms));
        }
        for (number, terms) in &pushed {
            assert_eq!(rows.get(*number).to_terms(), *terms);
            assert_eq!(rows.get(*number).len(), terms.len());
        }
        assert!(rows.ends.len() < pushed.len(), "some are kept once");
        assert!(rows.coefficients().len() <= pool.len());
    }

    #[test]
    fn an_s_box_has_its_input_once() {
        let mut rows = Rows::default();
        let x: Terms = (0..9).map(|i| (Var::witness(i), Fr::from(i as u64 + 2))).collect();
        let of = |i| vec![(Var::witness(i), Fr::ONE)];
        let numbers: Vec<u32> = [&x, &x, &of(20), &of(20), &of(20), &of(21), &of(21), &x, &of(22)]
            .map(|row| rows.push(row))
            .into();
        assert_eq!(numbers, [0, 0, 1, 1, 1, 2, 2, 0, 3]);
        assert_eq!(rows.terms.len(), 12);
    }
}
