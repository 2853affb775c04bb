//! The transform of a whole domain as a matrix: columns, rows, transposition.
//!
//! `n = R · C` values are a matrix of `R` rows. With `i = r C + c` and `k = k1 + R k2`,
//! `ω^(i k) = (ω^C)^(r k1) · ω^(c k1) · (ω^R)^(c k2)`: transform every column, then row `k1` on the coset of
//! `ω^k1`, and read the result by columns. Eight columns, or eight rows, are lanes ([`super::dft`]), so that
//! most twiddles are constants. All in place.
//!
//! The coset `s ω^k` costs nothing forward: `s^i = (s^C)^r · s^c` moves the points of columns and rows.
//! Inverse, `1 / (n s^k) = 1 / (n s^k1) · (s^-R)^k2`: the first scales the rows, the second is one
//! product per value. Products per value: `log n / 2 + 0.25`.
#![allow(unsafe_code, reason = "columns of a matrix are written in parallel")]

use ark_bn254::Fr;
use ark_ff::Field;
use rayon::prelude::*;

use super::Avx512;
use super::dft::{self, Rows, canonical};
use super::multiplier::{By, Multiplier, Row, expand, multiply, powers};
use super::transpose::{Segment, Shared, TILE, exchange};
use super::twiddles::{Cosets, Twiddles};
use super::words;
use crate::{EngineError, Transform};

/// What a transform needs: computed anew each time, `O(√n)`.
struct Plan {
    rows: usize,
    columns: usize,
    of_columns: Twiddles,
    of_rows: Twiddles,
    /// For eight rows `k1` each, times 2^312: `ω^k1` and, on a coset, times `s`.
    shifts: Vec<Row>,
    /// For eight rows each, times 2^312: by what they are scaled.
    scales: Vec<Row>,
    /// For the inverse on a coset: `(s^-R)^k2`.
    last: Option<Vec<Multiplier>>,
}

impl Plan {
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
    fn new(n: usize, root: Fr, shift: Fr, transform: Transform) -> Self {
        let rows = 1 << (n.ilog2() / 2);
        let columns = n / rows;
        let (root, scale) = if transform.is_inverse() {
            (root.inverse().unwrap_or(Fr::ONE), Fr::from(n as u64).inverse().unwrap_or(Fr::ONE))
        } else {
            (root, transform.factor())
        };
        // By what a column's points are shifted, and a row's; by what a row is scaled more than the last.
        let (of_columns, of_rows, by_row) = match transform {
            Transform::Forward | Transform::Inverse => (Fr::ONE, Fr::ONE, Fr::ONE),
            Transform::CosetForward(_) | Transform::ScaledCosetForward(..) => {
                (shift.pow([columns as u64]), shift, Fr::ONE)
            }
            Transform::CosetInverse(_) => (Fr::ONE, Fr::ONE, shift.inverse().unwrap_or(Fr::ONE)),
        };
        let last = matches!(transform, Transform::CosetInverse(_)).then(|| {
            let powers = powers(Fr::ONE, by_row.pow([rows as u64]), columns / TILE);
            let mut last = vec![Multiplier::ZERO; powers.len()];
            for (multiplier, row) in last.iter_mut().zip(powers) {
                *multiplier = expand(row);
            }
            last
        });
        Self {
            rows,
            columns,
            of_columns: Twiddles::new(rows, root.pow([columns as u64]), of_columns),
            of_rows: Twiddles::new(columns, root.pow([rows as u64]), Fr::ONE),
            shifts: powers(of_rows, root, rows / TILE),
            scales: powers(scale, by_row, rows / TILE),
            last,
        }
    }
}

/// Transforms `values` in place over the powers of `root`, of their number's order; natural order in and out.
pub(super) fn transform(
    _proof: Avx512,
    values: &mut [Fr],
    root: Fr,
    transform: Transform,
) -> Result<(), EngineError> {
    let n = values.len();
    let shift = transform.shift()?;
    if n < TILE * TILE {
        return crate::portable::transform(values, root, transform);
    }
    // SAFETY: the proof says the features are there.
    let plan = &unsafe { Plan::new(n, root, shift, transform) };
    let shared = &Shared::new(values);
    (0..plan.columns / TILE).into_par_iter().for_each_init(Rows::default, |buffer, block| {
        // SAFETY: the proof says the features are there; each block's columns are no other's.
        unsafe { columns(plan, shared, block * TILE, buffer) }
    });
    (0..plan.rows / TILE).into_par_iter().for_each_init(Rows::default, |buffer, band| {
        // SAFETY: the proof says the features are there; each band's rows are no other's.
        unsafe { rows(plan, shared, band * TILE, buffer) }
    });
    exchange(values, plan.rows, plan.columns);
    Ok(())
}

/// Transforms columns `first..first + 8`, and transposes their tiles.
///
/// # Safety
/// No other thread touches these columns.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
unsafe fn columns(plan: &Plan, shared: &Shared<'_>, first: usize, buffer: &mut Rows) {
    let stride = plan.columns;
    // SAFETY: as this function's own condition.
    let load = |r: usize| unsafe { &*shared.segment(r * stride + first) };
    let mut tile = [Segment::default(); TILE];
    let store = |k1: usize, row: Row| {
        let (column, value) = (k1 % TILE, row.digits().reduce_by_quotient());
        words::store_eight::<TILE>(value.to_words(), &mut tile.as_flattened_mut()[column..]);
        if column == TILE - 1 {
            for (lane, row) in tile.iter().enumerate() {
                // SAFETY: as this function's own condition.
                let segment = unsafe { shared.segment((k1 - column + lane) * stride + first) };
                segment.copy_from_slice(row);
            }
        }
    };
    dft::transform(buffer, plan.rows, &plan.of_columns, None, load, store);
}

/// Transforms rows `first..first + 8`, whose tiles are transposed and remain so.
///
/// What is due at row `k2` of the transposed matrix of `C` rows is stored where the exchange of tiles brings it there. With
/// `C = 2 R`, two squares side by side, that is column `k2 / 2` of the first or the second.
///
/// # Safety
/// No other thread touches these rows.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
unsafe fn rows(plan: &Plan, shared: &Shared<'_>, first: usize, buffer: &mut Rows) {
    let columns = plan.columns;
    let cosets = Cosets::new(columns, plan.shifts[first / TILE], plan.scales[first / TILE], &plan.of_rows);
    let at = |column: usize| (first + column % TILE) * columns + column / TILE * TILE;
    // SAFETY: as this function's own condition.
    let load = |c: usize| unsafe { &*shared.segment(at(c)) };
    let wide = usize::from(columns > plan.rows);
    let store = |k2: usize, row: Row| {
        let row = match &plan.last {
            None => row,
            Some(last) => {
                let [product] = multiply([row], [By::one(last, k2)]);
                product
            }
        };
        // SAFETY: as this function's own condition.
        let segment = unsafe { shared.segment(at((k2 & wide) * plan.rows + (k2 >> wide))) };
        words::store_row(canonical(row).to_words(), segment);
    };
    dft::transform(buffer, columns, &plan.of_rows, Some(&cosets), load, store);
}
