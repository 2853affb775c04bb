//! Elimination without fill-in: a row in which one column is still open fixes it.
//!
//! A circuit is computed forwards, so that nearly every variable falls to this.

use super::jacobian::SparseRow;
use ark_ff::PrimeField;

/// Peels; `open` says which columns are not fixed from the start. Returns which ones are not fixed at the end.
pub(super) fn peel<F: PrimeField>(rows: &[SparseRow<F>], mut open: Vec<bool>) -> Vec<bool> {
    let mut rows_of = vec![Vec::new(); open.len()];
    let mut left = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let columns = row.iter().map(|(column, _)| *column as usize).filter(|column| open[*column]);
        let mut count = 0u32;
        for column in columns {
            rows_of[column].push(index as u32);
            count += 1;
        }
        left.push(count);
    }
    let mut queue: Vec<u32> = (0..rows.len() as u32).filter(|row| left[*row as usize] == 1).collect();
    while let Some(row) = queue.pop() {
        let mut columns = rows[row as usize].iter().map(|(column, _)| *column);
        let Some(column) = columns.find(|column| open[*column as usize]) else { continue };
        open[column as usize] = false;
        for other in &rows_of[column as usize] {
            left[*other as usize] -= 1;
            if left[*other as usize] == 1 {
                queue.push(*other);
            }
        }
    }
    open
}
