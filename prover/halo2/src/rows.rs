//! Columns that are one in a row: all are the first row's, rotated, and so is every column with few rows that differ from the others.

use crate::{
    F,
    algebra::{Algebra, Form, Source},
    convert::scalar_to_ark,
    key::Key,
};
use ark_bn254::Fr;
use ark_ff::Field;
use std::{collections::HashMap, hash::Hash};

/// Rows that may differ from the others: a rotated column costs a tenth of a transform.
const FEW: usize = 8;

/// One in the first row, one in the row behind the last usable one, and one in the usable rows.
pub(crate) struct Rows {
    pub(crate) first: Form,
    pub(crate) last: Form,
    pub(crate) active: Form,
}

impl Rows {
    pub(crate) fn new(algebra: &mut Algebra, key: &Key<'_>) -> Self {
        let first = algebra.cell(Source::First, 0);
        // Rows count from the end, too: the last of all is row -1.
        let behind = key.blinding as i32 + 1;
        let last = algebra.cell(Source::First, behind);
        let one = Form::constant(Fr::ONE);
        let active =
            (1..=behind).fold(one, |active, row| active.plus(&algebra.cell(Source::First, row), -Fr::ONE));
        Self { first, last, active }
    }
}

/// A column that is the same in all rows but a few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sparse {
    base: Fr,
    /// Rows, and by how much they differ.
    rows: Vec<(usize, Fr)>,
}

impl Sparse {
    /// The column, where it is one.
    pub(crate) fn of(values: &[Fr]) -> Option<Self> {
        let (base, rows) = few(values)?;
        Some(Self { base, rows: rows.into_iter().map(|row| (row, values[row] - base)).collect() })
    }

    /// As [`Self::of`] a column in the library's form.
    pub(crate) fn of_stock(values: &[F]) -> Option<Self> {
        let (base, rows) = few(values)?;
        let base = scalar_to_ark(&base);
        let rows = rows.into_iter().map(|row| (row, scalar_to_ark(&values[row]) - base)).collect();
        Some(Self { base, rows })
    }

    /// The column at a rotation.
    pub(crate) fn form(&self, algebra: &mut Algebra, rotation: i32, rows: usize) -> Form {
        self.rows.iter().fold(Form::constant(self.base), |form, (row, value)| {
            let at = (i64::from(rotation) - *row as i64).rem_euclid(rows as i64);
            // The shorter way around.
            let at = if 2 * at > rows as i64 { at - rows as i64 } else { at };
            form.plus(&algebra.cell(Source::First, at as i32), *value)
        })
    }
}

/// The value of most rows, and those that have another, where they are few.
fn few<T: Copy + Eq + Hash>(values: &[T]) -> Option<(T, Vec<usize>)> {
    // The value of most rows is that of most among some of them.
    let mut counts: HashMap<T, usize> = HashMap::new();
    let step = values.len().div_ceil(4 * FEW).max(1);
    values.iter().step_by(step).for_each(|value| *counts.entry(*value).or_default() += 1);
    let (base, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    let others = values.iter().enumerate().filter(|(_, value)| **value != base);
    let rows: Vec<usize> = others.map(|(row, _)| row).take(FEW + 1).collect();
    (rows.len() <= FEW).then_some((base, rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::AdditiveGroup;

    #[test]
    fn few_rows_are_found() {
        let mut values = vec![Fr::ONE; 100];
        assert_eq!(Sparse::of(&values), Some(Sparse { base: Fr::ONE, rows: vec![] }));
        for row in 0..FEW {
            values[11 * row] = Fr::from(row as u64 + 5);
        }
        let sparse = Sparse::of(&values).unwrap();
        assert_eq!((sparse.base, sparse.rows.len(), sparse.rows[1]), (Fr::ONE, FEW, (11, Fr::from(5u64))));
        values[99] = Fr::ZERO;
        assert_eq!(Sparse::of(&values), None);
    }
}
