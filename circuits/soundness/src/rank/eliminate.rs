//! Sparse Gaussian elimination of what peeling leaves: short rows first.

use super::jacobian::{SparseRow, collected};
use ark_ff::PrimeField;
use std::collections::{BTreeSet, HashMap};

/// Entries of all rows together beyond which elimination gives up.
const MOST_ENTRIES: usize = 20_000_000;

/// What elimination ends with.
pub(super) struct Eliminated<F> {
    /// The columns without a pivot, the earliest where there is a choice.
    pub(super) free: Vec<u32>,
    /// Pivots with their rows; a row mentions no earlier pivot.
    pub(super) pivots: Vec<(u32, SparseRow<F>)>,
}

/// Eliminates `columns`, which are all that the rows have; `None` where the rows fill in too much.
pub(super) fn eliminate<F: PrimeField>(rows: Vec<SparseRow<F>>, columns: &[u32]) -> Option<Eliminated<F>> {
    let mut rows: Vec<SparseRow<F>> = rows;
    let mut rows_of = HashMap::<u32, BTreeSet<usize>>::new();
    let mut by_length = BTreeSet::new();
    let mut entries = 0;
    for (index, row) in rows.iter().enumerate() {
        row.iter().for_each(|(column, _)| {
            rows_of.entry(*column).or_default().insert(index);
        });
        by_length.insert((row.len(), index));
        entries += row.len();
    }
    let mut pivots = Vec::new();
    let mut free: BTreeSet<u32> = columns.iter().copied().collect();
    while let Some((length, index)) = by_length.pop_first() {
        if length == 0 {
            continue;
        }
        let pivot_row = std::mem::take(&mut rows[index]);
        entries -= pivot_row.len();
        // The last column: what is computed later falls to what it is computed from.
        let Some((pivot, k)) = pivot_row.last().copied() else { continue };
        free.remove(&pivot);
        for (column, _) in &pivot_row {
            rows_of.entry(*column).or_default().remove(&index);
        }
        let inverse = k.inverse().unwrap_or_default();
        for other in rows_of.remove(&pivot).unwrap_or_default() {
            let old = std::mem::take(&mut rows[other]);
            by_length.remove(&(old.len(), other));
            let at = old.iter().find(|(column, _)| *column == pivot).map_or(F::ZERO, |(_, k)| *k);
            let factor = -at * inverse;
            let sum = old.iter().copied().chain(pivot_row.iter().map(|(column, k)| (*column, *k * factor)));
            let new = collected(sum.collect());
            for (column, _) in &old {
                rows_of.entry(*column).or_default().remove(&other);
            }
            for (column, _) in &new {
                rows_of.entry(*column).or_default().insert(other);
            }
            entries = entries + new.len() - old.len();
            by_length.insert((new.len(), other));
            rows[other] = new;
        }
        pivots.push((pivot, pivot_row));
        if entries > MOST_ENTRIES {
            return None;
        }
    }
    Some(Eliminated { free: free.into_iter().collect(), pivots })
}
