//! The derivative of the constraints at the honest assignment.

use crate::System;
use ark_ff::PrimeField;

/// Rows over the witness columns, by column; public columns are left out: they are fixed.
pub(super) type SparseRow<F> = Vec<(u32, F)>;

/// (A·dz)(B·z) + (A·z)(B·dz) − C·dz for each constraint.
pub(super) fn jacobian<F: PrimeField>(system: &System<F>) -> Vec<SparseRow<F>> {
    let public = system.num_public() as u32;
    let derivative = |row: &crate::Row<F>| {
        let [az, bz] = [&row.a, &row.b].map(|terms| crate::evaluate(terms, &system.z));
        let mut sum = SparseRow::new();
        for (terms, factor) in [(&row.a, bz), (&row.b, az), (&row.c, -F::ONE)] {
            sum.extend(
                terms
                    .iter()
                    .filter(|(column, _)| *column >= public)
                    .map(|(column, k)| (*column, *k * factor)),
            );
        }
        collected(sum)
    };
    system.rows.iter().map(derivative).collect()
}

/// Sorted by column, each once, without zeros.
pub(super) fn collected<F: PrimeField>(mut terms: SparseRow<F>) -> SparseRow<F> {
    terms.sort_unstable_by_key(|(column, _)| *column);
    let mut out = SparseRow::<F>::with_capacity(terms.len());
    for (column, k) in terms {
        match out.last_mut() {
            Some((last, sum)) if *last == column => *sum += k,
            _ => out.push((column, k)),
        }
    }
    out.retain(|(_, k)| !k.is_zero());
    out
}
