//! Constraint matrices in compressed rows, read once from an `ark-relations` system.

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field, One};
use ark_relations::gr1cs::{ConstraintSystemRef, Matrix, R1CS_PREDICATE_LABEL};
use rayon::prelude::*;
use std::collections::HashMap;
use zeroize::Zeroizing;

use super::term::Term;
use crate::bases::Storage;
use crate::error::same_length;
use crate::{EngineError, Ntt};

/// Rows evaluated in one piece of parallel work.
const CHUNK: usize = 1 << 10;

/// The matrices `A`, `B` and `C` of a rank-1 constraint system, `Az ∘ Bz = Cz`.
///
/// `z` is the instance, with its leading one, followed by the witness. The matrices depend on the
/// circuit alone: read them once, and synthesise later assignments without matrices; [`R1cs::write`] stores them.
pub struct R1cs {
    pub(super) num_instance: usize,
    pub(super) num_witness: usize,
    pub(super) num_constraints: usize,
    /// The distinct coefficients; the first is 1, the second -1.
    pub(super) coefficients: Vec<Fr>,
    pub(super) a: Rows,
    pub(super) b: Rows,
    pub(super) c: Rows,
}

/// A sparse matrix: row `i` has the terms `ends[i - 1]..ends[i]`.
pub(super) struct Rows {
    pub(super) ends: Storage<u32>,
    pub(super) terms: Storage<Term>,
}

/// Variables that the MSMs can index.
pub(super) const MAX_COLUMNS: usize = (1 << 31) - 1;

/// The index of the coefficient 1.
pub(super) const ONE: u32 = 0;
/// That of -1.
pub(super) const MINUS_ONE: u32 = 1;

impl R1cs {
    /// Reads the matrices of a finalized constraint system.
    ///
    /// # Errors
    /// [`EngineError::ConstraintSystem`] when the system has no matrices, or constraints of another
    /// kind than R1CS.
    pub fn new(cs: &ConstraintSystemRef<Fr>) -> Result<Self, EngineError> {
        let matrices = cs
            .to_matrices()
            .map_err(|_| EngineError::ConstraintSystem("the matrices were not constructed"))?;
        let r1cs = matrices
            .get(R1CS_PREDICATE_LABEL)
            .ok_or(EngineError::ConstraintSystem("there is no R1CS predicate"))?;
        let [a, b, c] = r1cs.as_slice() else {
            return Err(EngineError::ConstraintSystem("an R1CS has three matrices"));
        };
        if a.len() != cs.num_constraints() {
            return Err(EngineError::ConstraintSystem("only R1CS constraints are supported"));
        }
        Self::from_matrices([a, b, c], cs.num_instance_variables(), cs.num_witness_variables())
    }

    /// Reads matrices given as rows of `(coefficient, column)`, as `ark-relations` gives them.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] when the matrices differ in rows,
    /// [`EngineError::ConstraintSystem`] when a column is out of range.
    pub fn from_matrices(
        [a, b, c]: [&Matrix<Fr>; 3],
        num_instance: usize,
        num_witness: usize,
    ) -> Result<Self, EngineError> {
        let mut interner = Interner::default();
        interner.index(Fr::ONE);
        interner.index(-Fr::ONE);
        let rows = [a, b, c].map(|matrix| matrix.iter().map(|row| row.iter().copied()));
        let [a, b, c] =
            Rows::all(rows, num_instance + num_witness, |coefficient| Ok(interner.index(coefficient)))?;
        let num_constraints = a.ends.len();
        Ok(Self { num_instance, num_witness, num_constraints, coefficients: interner.values, a, b, c })
    }

    /// The same matrices from rows of `(number, column)`, numbers among `coefficients`, which are distinct: nothing of a large circuit is
    /// copied or looked up. The result does not depend on the order of the numbers.
    ///
    /// # Errors
    /// As [`Self::from_matrices`], and [`EngineError::ConstraintSystem`] when a number is out of range.
    pub fn from_numbered<M, R>(
        coefficients: &[Fr],
        matrices: [M; 3],
        num_instance: usize,
        num_witness: usize,
    ) -> Result<Self, EngineError>
    where
        M: ExactSizeIterator<Item = R> + Clone,
        R: ExactSizeIterator<Item = (u32, usize)>,
    {
        let mut numbers = Renumbering::new(coefficients);
        let [a, b, c] = Rows::all(matrices, num_instance + num_witness, |number| numbers.of(number))?;
        let num_constraints = a.ends.len();
        Ok(Self { num_instance, num_witness, num_constraints, coefficients: numbers.values, a, b, c })
    }

    /// Instance variables, the constant one included.
    #[must_use]
    pub fn num_instance(&self) -> usize {
        self.num_instance
    }

    /// Witness variables.
    #[must_use]
    pub fn num_witness(&self) -> usize {
        self.num_witness
    }

    /// Constraints.
    #[must_use]
    pub fn num_constraints(&self) -> usize {
        self.num_constraints
    }

    /// The length of the transforms: the power of two at or above constraints plus instance.
    #[must_use]
    pub fn domain_size(&self) -> usize {
        (self.num_constraints + self.num_instance).next_power_of_two()
    }

    /// `out[i] = Σ coefficient · z[column]` for the rows of one matrix; `out` is at least as long.
    ///
    /// An index that is out of range, which a file can have that was changed after it was checked, stands for zero: the
    /// result is then wrong, as after any other change, and the proof refused.
    pub(super) fn multiply(&self, rows: &Rows, instance: &[Fr], witness: &[Fr], out: &mut [Fr]) {
        out[..rows.ends.len()]
            .par_chunks_mut(CHUNK)
            .enumerate()
            .for_each(|(chunk, out)| self.multiply_from(rows, chunk * CHUNK, instance, witness, out, None));
    }

    /// The same for `B`, when `A z` is known: a row that is `A`'s, as where something is squared, has its value.
    pub(super) fn multiply_b(&self, instance: &[Fr], witness: &[Fr], a: &[Fr], out: &mut [Fr]) {
        let rows = &self.b;
        out[..rows.ends.len()].par_chunks_mut(CHUNK).zip(a.par_chunks(CHUNK)).enumerate().for_each(
            |(chunk, (out, a))| {
                self.multiply_from(rows, chunk * CHUNK, instance, witness, out, Some((&self.a, a)));
            },
        );
    }

    /// As [`R1cs::multiply`] for the rows from `first` on, as many as `out` has room for; `like` has the values of the same rows of
    /// another matrix.
    fn multiply_from(
        &self,
        rows: &Rows,
        first: usize,
        instance: &[Fr],
        witness: &[Fr],
        out: &mut [Fr],
        like: Option<(&Rows, &[Fr])>,
    ) {
        let value = |column: u32| {
            let column = column as usize;
            let value = instance.get(column).or_else(|| witness.get(column.wrapping_sub(instance.len())));
            value.unwrap_or(&Fr::ZERO)
        };
        let coefficient = |index: u32| self.coefficients.get(index as usize).unwrap_or(&Fr::ZERO);
        for row in 0..out.len() {
            let terms = rows.terms_of(first + row);
            let is_long = terms.len() > LONG;
            // A row that squares is A's own; what it was the square of comes back two rows on, where a fifth power ends.
            if is_long
                && let Some((other, values)) = like
                && other.terms_of(first + row) == terms
            {
                out[row] = values[row];
            } else if is_long && row >= BACK && rows.terms_of(first + row - BACK) == terms {
                out[row] = out[row - BACK];
            } else {
                out[row] = dot(terms, value, coefficient);
            }
        }
    }

    /// Whether `a[i] · b[i] = Σ coefficient · z[column]` over row `i` of `C`, for every constraint; `a` and `b` are those
    /// of `A` and `B`.
    pub(super) fn is_satisfied(
        &self,
        engine: &(impl Ntt + Sync),
        instance: &[Fr],
        witness: &[Fr],
        a: &[Fr],
        b: &[Fr],
    ) -> bool {
        let blank = || Zeroizing::new([Fr::ZERO; 2 * CHUNK]);
        a.par_chunks(CHUNK)
            .zip(b.par_chunks(CHUNK))
            .enumerate()
            .map_init(blank, |buffer, (chunk, (a, b))| {
                let (products, c) = buffer.split_at_mut(CHUNK);
                let (products, c) = (&mut products[..a.len()], &mut c[..a.len()]);
                products.copy_from_slice(a);
                engine.multiply(products, b);
                self.multiply_from(&self.c, chunk * CHUNK, instance, witness, c, None);
                products == c
            })
            .all(|holds| holds)
    }
}

/// Rows of so many terms are worked out, whether another has the value or not.
const LONG: usize = 3;
/// How far back the same row is looked for.
const BACK: usize = 2;
/// Products that are added up before they are reduced: as many as fit into twice the modulus' length.
const LAZY: usize = 7;

/// `Σ coefficient · value`.
fn dot<'a>(terms: &[Term], value: impl Fn(u32) -> &'a Fr, coefficient: impl Fn(u32) -> &'a Fr) -> Fr {
    let mut sum = Fr::ZERO;
    let (mut left, mut right, mut held) = ([Fr::ZERO; LAZY], [Fr::ZERO; LAZY], 0);
    for term in terms {
        match term.coefficient {
            ONE => sum += value(term.column),
            MINUS_ONE => sum -= value(term.column),
            other => {
                (left[held], right[held]) = (*coefficient(other), *value(term.column));
                held += 1;
                if held == LAZY {
                    sum += Fr::sum_of_products(&left, &right);
                    held = 0;
                }
            }
        }
    }
    left.iter().zip(&right).take(held).fold(sum, |sum, (left, right)| sum + *left * right)
}

impl Rows {
    /// The terms of a row; none where a changed file has no such terms.
    fn terms_of(&self, row: usize) -> &[Term] {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.terms.get(start as usize..self.ends[row] as usize).unwrap_or_default()
    }

    /// Matrices of as many rows, whose coefficients `index` numbers in the order in which it meets them.
    fn all<T, M, R>(
        [a, b, c]: [M; 3],
        columns: usize,
        mut index: impl FnMut(T) -> Result<u32, EngineError>,
    ) -> Result<[Self; 3], EngineError>
    where
        M: ExactSizeIterator<Item = R> + Clone,
        R: ExactSizeIterator<Item = (T, usize)>,
    {
        same_length("rows of B", b.len(), a.len())?;
        same_length("rows of C", c.len(), a.len())?;
        if columns > MAX_COLUMNS {
            return Err(EngineError::TooLarge(columns));
        }
        let mut read = |matrix| Self::new(matrix, columns, &mut index);
        Ok([read(a)?, read(b)?, read(c)?])
    }

    fn new<T, M, R>(
        matrix: M,
        columns: usize,
        index: &mut impl FnMut(T) -> Result<u32, EngineError>,
    ) -> Result<Self, EngineError>
    where
        M: ExactSizeIterator<Item = R> + Clone,
        R: ExactSizeIterator<Item = (T, usize)>,
    {
        let total: usize = matrix.clone().map(|row| row.len()).sum();
        if u32::try_from(total).is_err() {
            return Err(EngineError::TooLarge(total));
        }
        let (mut ends, mut terms) = (Vec::with_capacity(matrix.len()), Vec::with_capacity(total));
        for row in matrix {
            for (coefficient, column) in row {
                if column >= columns {
                    return Err(EngineError::ConstraintSystem("a column is out of range"));
                }
                terms.push(Term { coefficient: index(coefficient)?, column: column as u32 });
            }
            ends.push(terms.len() as u32);
        }
        Ok(Self { ends: Storage::Owned(ends), terms: Storage::Owned(terms) })
    }
}

/// Coefficients that have numbers already, in the order in which matrices use them: 1 and -1 first.
struct Renumbering<'a> {
    given: &'a [Fr],
    /// By the given number; [`UNUSED`] for those that were not met yet.
    numbers: Vec<u32>,
    values: Vec<Fr>,
}

const UNUSED: u32 = u32::MAX;

impl<'a> Renumbering<'a> {
    fn new(given: &'a [Fr]) -> Self {
        let values = vec![Fr::ONE, -Fr::ONE];
        let known = |value| values.iter().position(|known| known == value).map_or(UNUSED, |at| at as u32);
        Self { given, numbers: given.iter().map(known).collect(), values }
    }

    fn of(&mut self, number: u32) -> Result<u32, EngineError> {
        let Some(known) = self.numbers.get_mut(number as usize) else {
            return Err(EngineError::ConstraintSystem("a coefficient is out of range"));
        };
        if *known == UNUSED {
            *known = self.values.len() as u32;
            self.values.push(self.given[number as usize]);
        }
        Ok(*known)
    }
}

/// Distinct coefficients by value.
#[derive(Default)]
struct Interner {
    values: Vec<Fr>,
    indices: HashMap<Fr, u32>,
}

impl Interner {
    fn index(&mut self, value: Fr) -> u32 {
        // Most coefficients are one: spare them the hash.
        if value.is_one() && !self.values.is_empty() {
            return ONE;
        }
        *self.indices.entry(value).or_insert_with(|| {
            self.values.push(value);
            (self.values.len() - 1) as u32
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::UniformRand;
    use rand::{Rng as _, SeedableRng as _, rngs::StdRng};

    /// Rows of all lengths, of units and others; every third is one of the two before it, of its own matrix or of the other.
    fn matrices(rng: &mut StdRng, rows: usize, columns: usize) -> [Matrix<Fr>; 2] {
        let (mut a, mut b): (Matrix<Fr>, Matrix<Fr>) = (Vec::new(), Vec::new());
        for i in 0..rows {
            let mut row = || -> Vec<(Fr, usize)> {
                let length = rng.gen_range(0..20);
                let term = |rng: &mut StdRng| match rng.gen_range(0..4) {
                    0 => Fr::ONE,
                    1 => -Fr::ONE,
                    _ => Fr::rand(rng),
                };
                (0..length).map(|_| (term(rng), rng.gen_range(0..columns))).collect()
            };
            a.push(row());
            b.push(match i % 4 {
                0 => a[i].clone(),
                1 | 2 if i >= 2 => b[i - 2].clone(),
                _ => row(),
            });
        }
        [a, b]
    }

    #[test]
    fn rows_are_the_sums_that_they_say() {
        let mut rng = StdRng::seed_from_u64(4);
        let (rows, instance, witness) = (3 * CHUNK + 5, 3, 40);
        let [a, b] = matrices(&mut rng, rows, instance + witness);
        let c = vec![Vec::new(); rows];
        let r1cs = R1cs::from_matrices([&a, &b, &c], instance, witness).unwrap();
        let z: Vec<Fr> = (0..instance + witness).map(|_| Fr::rand(&mut rng)).collect();
        let (instance, witness) = z.split_at(instance);
        let plain = |matrix: &Matrix<Fr>| -> Vec<Fr> {
            matrix.iter().map(|row| row.iter().map(|(k, column)| *k * z[*column]).sum()).collect()
        };
        let (mut az, mut bz) = (vec![Fr::ZERO; rows + 7], vec![Fr::ZERO; rows + 7]);
        r1cs.multiply(&r1cs.a, instance, witness, &mut az);
        r1cs.multiply_b(instance, witness, &az, &mut bz);
        assert!(az[..rows] == plain(&a) && bz[..rows] == plain(&b));
        assert!(az[rows..].iter().chain(&bz[rows..]).all(|value| *value == Fr::ZERO));
    }
}
