//! Small dense linear algebra over Fr.

use ark_ff::{AdditiveGroup, Field};
use covenant_statements::Fr;

/// A matrix by rows.
pub(super) type Matrix = Vec<Vec<Fr>>;

/// a·b.
pub(super) fn product(a: &[Vec<Fr>], b: &[Vec<Fr>]) -> Matrix {
    a.iter().map(|row| row_product(row, b)).collect()
}

/// row·b.
pub(super) fn row_product(row: &[Fr], b: &[Vec<Fr>]) -> Vec<Fr> {
    let columns = b.first().map_or(0, Vec::len);
    (0..columns).map(|j| row.iter().zip(b).map(|(x, line)| *x * line[j]).sum()).collect()
}

/// a·column.
pub(super) fn apply(a: &[Vec<Fr>], column: &[Fr]) -> Vec<Fr> {
    a.iter().map(|row| dot(row, column)).collect()
}

/// Σ xᵢ·yᵢ.
pub(super) fn dot(x: &[Fr], y: &[Fr]) -> Fr {
    x.iter().zip(y).map(|(a, b)| *a * b).sum()
}

/// The solution of a·x = b by Gauss and Jordan; `None` if a is singular.
pub(super) fn solve(a: &[Vec<Fr>], b: &[Vec<Fr>]) -> Option<Matrix> {
    let n = a.len();
    let mut rows: Matrix = a.iter().zip(b).map(|(x, y)| [x.clone(), y.clone()].concat()).collect();
    for pivot in 0..n {
        let found = (pivot..n).find(|&i| rows[i][pivot] != Fr::ZERO)?;
        rows.swap(pivot, found);
        let inverse = rows[pivot][pivot].inverse()?;
        rows[pivot].iter_mut().for_each(|x| *x *= inverse);
        let leading = rows[pivot].clone();
        for (i, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != pivot) {
            let factor = row[pivot];
            debug_assert_ne!(i, pivot);
            row.iter_mut().zip(&leading).for_each(|(x, l)| *x -= factor * l);
        }
    }
    Some(rows.into_iter().map(|row| row[n..].to_vec()).collect())
}

/// The identity.
pub(super) fn identity(n: usize) -> Matrix {
    (0..n).map(|i| (0..n).map(|j| if i == j { Fr::ONE } else { Fr::ZERO }).collect()).collect()
}
