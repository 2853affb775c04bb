//! Which of the secrets that are listed as free are free: what the constraints say of them alone.

use super::{jacobian::SparseRow, peel::Peeled};
use ark_ff::{PrimeField, batch_inversion};
use rayon::prelude::*;
use std::collections::{BTreeMap, BinaryHeap};

/// Multiplications beyond which the question is not answered.
const MOST_WORK: u128 = 1_000_000_000_000;

/// What the constraints leave of the listed secrets.
pub(super) struct Freedom {
    /// How many independent equations they satisfy.
    pub(super) equations: usize,
    /// Columns whose value these equations determine.
    pub(super) determined: Vec<u32>,
}

/// The equations between the columns that were fixed from the start; `None` where there are too many to work out.
pub(super) fn freedom<F: PrimeField>(
    rows: &[SparseRow<F>],
    peeled: &Peeled,
    is_secret: &[bool],
) -> Option<Freedom> {
    let mut is_pivot = vec![false; rows.len()];
    let mut order = vec![u32::MAX; is_secret.len()];
    for (position, (row, column)) in peeled.pivots.iter().enumerate() {
        is_pivot[*row as usize] = true;
        order[*column as usize] = position as u32;
    }
    let left: Vec<usize> = (0..rows.len()).filter(|row| !is_pivot[*row] && !rows[*row].is_empty()).collect();
    let terms: u128 = rows.iter().map(|row| row.len() as u128).sum();
    if left.len() as u128 * terms > MOST_WORK {
        return None;
    }
    let at_pivot = |(row, column): &(u32, u32)| {
        let terms = &rows[*row as usize];
        terms.binary_search_by_key(column, |(column, _)| *column).map_or(F::ZERO, |i| terms[i].1)
    };
    let mut inverses: Vec<F> = peeled.pivots.iter().map(at_pivot).collect();
    batch_inversion(&mut inverses);
    let equation = |sums: &mut Vec<F>, row: &usize| {
        let mut heap = BinaryHeap::new();
        let mut secrets = Vec::new();
        let mut add = |sums: &mut Vec<F>, heap: &mut BinaryHeap<u32>, column: u32, k: F| {
            sums[column as usize] += k;
            match order[column as usize] {
                u32::MAX => secrets.push(column),
                position => heap.push(position),
            }
        };
        for (column, k) in &rows[*row] {
            add(sums, &mut heap, *column, *k);
        }
        while let Some(position) = heap.pop() {
            let (row, column) = peeled.pivots[position as usize];
            let factor = std::mem::take(&mut sums[column as usize]) * inverses[position as usize];
            if !factor.is_zero() {
                for (other, k) in rows[row as usize].iter().filter(|(other, _)| *other != column) {
                    add(sums, &mut heap, *other, -factor * k);
                }
            }
        }
        secrets.sort_unstable();
        secrets.dedup();
        let terms = secrets.into_iter().map(|column| (column, std::mem::take(&mut sums[column as usize])));
        terms.filter(|(_, k)| !k.is_zero()).collect::<SparseRow<F>>()
    };
    let equations: Vec<SparseRow<F>> = left
        .par_iter()
        .map_init(|| vec![F::ZERO; is_secret.len()], equation)
        .filter(|row| !row.is_empty())
        .collect();
    Some(reduced(equations))
}

/// Gauss and Jordan: a row that is left with its pivot alone determines it.
fn reduced<F: PrimeField>(equations: Vec<SparseRow<F>>) -> Freedom {
    let mut pivots = BTreeMap::<u32, BTreeMap<u32, F>>::new();
    for equation in equations {
        let mut row: BTreeMap<u32, F> = equation.into_iter().collect();
        let known: Vec<u32> = row.keys().copied().filter(|column| pivots.contains_key(column)).collect();
        for column in known {
            if let Some(k) = row.get(&column).copied() {
                subtract(&mut row, &pivots[&column], k);
            }
        }
        let Some((pivot, k)) = row.first_key_value().map(|(column, k)| (*column, *k)) else { continue };
        let inverse = k.inverse().unwrap_or_default();
        row.values_mut().for_each(|k| *k *= inverse);
        for other in pivots.values_mut() {
            if let Some(k) = other.get(&pivot).copied() {
                subtract(other, &row, k);
            }
        }
        pivots.insert(pivot, row);
    }
    let alone = pivots.iter().filter(|(_, row)| row.len() == 1).map(|(pivot, _)| *pivot);
    Freedom { equations: pivots.len(), determined: alone.collect() }
}

fn subtract<F: PrimeField>(row: &mut BTreeMap<u32, F>, other: &BTreeMap<u32, F>, k: F) {
    for (column, x) in other {
        *row.entry(*column).or_default() -= k * x;
    }
    row.retain(|_, k| !k.is_zero());
}
