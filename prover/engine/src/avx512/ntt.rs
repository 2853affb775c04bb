//! The transform of a whole domain as a matrix: columns, twiddles, rows, transposition.
//!
//! `n = R · C` values are a matrix of `R` rows. With `i = r C + c` and `k = k1 + R k2`,
//! `ω^(i k) = (ω^C)^(r k1) · ω^(c k1) · (ω^R)^(c k2)`: transform every column, multiply by
//! `ω^(c k1)`, transform every row, and read the result by columns. Eight columns, or eight rows, are lanes
//! of the same transform ([`super::dft`]), so twiddles inside it are constants. All in place.
//!
//! The coset `g ω^k` costs nothing forward: `g^i = (g^C)^r · g^c` shifts the columns' points and scales their twiddles.
//! Inverse, `1 / (n g^k) = 1 / (n g^k1) · (g^-R)^k2`: the first goes into the twiddles, the second is one
//! product per value. Products per value: `log n / 2 - 0.75`, and 2 for the twiddles and their powers.
#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]
#![allow(unsafe_code, reason = "columns of a matrix are written in parallel")]

use std::arch::x86_64::{__m512i, _mm512_setzero_si512};
use std::marker::PhantomData;

use ark_bn254::Fr;
use ark_ff::{BigInt, FftField, Field};
use rayon::prelude::*;

use super::Avx512;
use super::dft::{self, Row, Twiddle, Twiddles, canonical, twiddle};
use super::field::{Digits, LIMBS, Limbs, Scalar, products, reduce};
use super::transpose::transpose;
use super::words;
use crate::ntt::oracle::root_of_unity;
use crate::{EngineError, Transform};

/// Lanes of a register.
const LANES: usize = 8;

/// Powers of a column's twiddle kept at a time, so that one product need not wait for the last.
const POWERS: usize = 4;

/// What a transform needs: computed anew each time, `O(√n)`.
struct Plan {
    rows: usize,
    columns: usize,
    of_columns: Twiddles,
    of_rows: Twiddles,
    /// For column `c` and `j < POWERS`: `first · (ω^c base)^j`, and then `(ω^c base)^POWERS`.
    between: Vec<[Fr; POWERS + 1]>,
    /// For the inverse on a coset: `(g^-R)^k2`.
    last: Option<Vec<Twiddle>>,
}

impl Plan {
    fn new(n: usize, root: Fr, transform: Transform) -> Self {
        let rows = 1 << (n.ilog2() / 2);
        let columns = n / rows;
        let root = if transform.is_inverse() { root.inverse().unwrap_or(Fr::ONE) } else { root };
        let generator = Fr::GENERATOR;
        let back = generator.inverse().unwrap_or(Fr::ONE);
        let scale =
            if transform.is_inverse() { Fr::from(n as u64).inverse().unwrap_or(Fr::ONE) } else { Fr::ONE };
        // Per column: what its points are shifted by, and what its twiddles are scaled by, per column and per row.
        let (shift, by_column, by_row) = match transform {
            Transform::Forward | Transform::Inverse => (Fr::ONE, Fr::ONE, Fr::ONE),
            Transform::CosetForward => (generator.pow([columns as u64]), generator, Fr::ONE),
            Transform::CosetInverse => (Fr::ONE, Fr::ONE, back),
        };
        let mut between = Vec::with_capacity(columns);
        let (mut first, mut base) = (scale, by_row);
        for _ in 0..columns {
            let mut powers = [first; POWERS + 1];
            for j in 1..POWERS {
                powers[j] = powers[j - 1] * base;
            }
            powers[POWERS] = base.square().square();
            between.push(powers);
            first *= by_column;
            base *= root;
        }
        let last = (transform == Transform::CosetInverse).then(|| {
            let step = back.pow([rows as u64]);
            std::iter::successors(Some(Fr::ONE), |power| Some(*power * step))
                .take(columns)
                .map(twiddle)
                .collect()
        });
        Self {
            rows,
            columns,
            of_columns: Twiddles::new(rows, root.pow([columns as u64]), shift),
            of_rows: Twiddles::new(columns, root.pow([rows as u64]), Fr::ONE),
            between,
            last,
        }
    }
}

/// Transforms `values` in place, natural order in and out.
pub(super) fn transform(_proof: Avx512, values: &mut [Fr], transform: Transform) -> Result<(), EngineError> {
    let n = values.len();
    let root = root_of_unity(n)?;
    if n < LANES * LANES {
        return crate::portable::transform(values, transform);
    }
    let plan = Plan::new(n, root, transform);
    let shared = Shared::new(values);
    (0..plan.columns / LANES).into_par_iter().for_each_init(Vec::new, |buffer, block| {
        // SAFETY: the proof says the features are there; each block's columns are no other's.
        unsafe { columns(&plan, &shared, block * LANES, buffer) }
    });
    values.par_chunks_mut(LANES * plan.columns).for_each_init(Vec::new, |buffer, values| {
        // SAFETY: the proof says the features are there.
        unsafe { rows(&plan, values, buffer) }
    });
    transpose(values, plan.rows, plan.columns);
    Ok(())
}

/// Values that several threads write, each its own.
struct Shared<'a> {
    start: *mut Fr,
    len: usize,
    values: PhantomData<&'a mut [Fr]>,
}

// SAFETY: the pointer is used through `row`, whose callers keep to disjoint values.
unsafe impl Sync for Shared<'_> {}

impl<'a> Shared<'a> {
    fn new(values: &'a mut [Fr]) -> Self {
        Self { start: values.as_mut_ptr(), len: values.len(), values: PhantomData }
    }

    /// Eight values from `at` on.
    ///
    /// # Safety
    /// No other reference to any of them exists while this one lives.
    #[inline(always)]
    #[allow(clippy::mut_from_ref, reason = "callers keep to disjoint values")]
    unsafe fn row(&self, at: usize) -> &mut [Fr; LANES] {
        assert!(at + LANES <= self.len);
        // SAFETY: in bounds as just checked, exclusive as the caller says.
        unsafe { &mut *self.start.add(at).cast() }
    }
}

/// Slot of row `index` in a buffer of `len` rows in bit-reversed order.
#[inline(always)]
fn reversed(index: usize, len: usize) -> usize {
    index.reverse_bits() >> (usize::BITS - len.ilog2())
}

/// Transforms columns `first..first + 8` and multiplies them by their twiddles.
///
/// # Safety
/// No other thread touches these columns.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
unsafe fn columns(plan: &Plan, shared: &Shared<'_>, first: usize, buffer: &mut Vec<Row>) {
    let (rows, stride) = (plan.rows, plan.columns);
    buffer.resize(rows, Digits::constant(&[0; LIMBS]).sum());
    for index in 0..rows {
        // SAFETY: as this function's own condition.
        let row = unsafe { shared.row(index * stride + first) };
        buffer[reversed(index, rows)] = Digits::from_words(&load(|lane| &row[lane].0.0)).sum();
    }
    dft::transform(buffer, &plan.of_columns);
    let mut powers = [[_mm512_setzero_si512(); LIMBS]; POWERS + 1];
    for (j, power) in powers.iter_mut().enumerate() {
        let lanes = &plan.between[first..first + LANES];
        let mut radix = [[0; 4]; LANES];
        for (limbs, lane) in radix.iter_mut().zip(lanes) {
            *limbs = in_radix_260(lane[j]);
        }
        *power = Digits::<Scalar>::from_words(&load(|lane| &radix[lane])).0;
    }
    let step = powers[POWERS];
    for (index, row) in buffer.iter().enumerate() {
        let power: &mut Limbs = &mut powers[index % POWERS];
        let [value, next] = reduce::<Scalar, 2>(products(&[row.carry().0, *power], &[*power, step]));
        *power = next.carry().0;
        let value = value.digits();
        value.assert_below(2.0);
        // SAFETY: as this function's own condition.
        let out = unsafe { shared.row(index * stride + first) };
        store(value.to_words(), |lane, limbs| out[lane].0 = BigInt(limbs));
    }
}

/// Transforms eight rows in place.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn rows(plan: &Plan, values: &mut [Fr], buffer: &mut Vec<Row>) {
    let columns = plan.columns;
    buffer.resize(columns, Digits::constant(&[0; LIMBS]).sum());
    for index in 0..columns {
        buffer[reversed(index, columns)] =
            Digits::from_words(&load(|lane| &values[lane * columns + index].0.0)).sum();
    }
    dft::transform(buffer, &plan.of_rows);
    for (index, &row) in buffer.iter().enumerate() {
        let value = match &plan.last {
            None => canonical(row),
            Some(last) => {
                let power = Digits::<Scalar>::constant(&last[index]).0;
                let [product] = reduce::<Scalar, 1>(products(&[row.carry().0], &[power]));
                product.digits().sub_modulus_if_above()
            }
        };
        store(value.to_words(), |lane, limbs| values[lane * columns + index].0 = BigInt(limbs));
    }
}

/// The limbs of `value · 2^260`.
fn in_radix_260(value: Fr) -> [u64; 4] {
    use ark_ff::AdditiveGroup;
    value.double().double().double().double().0.0
}

/// Eight elements as one register per word. The lanes are in an order of their own, the same for all loads and stores.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn load<'a>(element: impl Fn(usize) -> &'a [u64; 4]) -> [__m512i; 4] {
    words::gather([
        words::load_two(element(0), element(1)),
        words::load_two(element(2), element(3)),
        words::load_two(element(4), element(5)),
        words::load_two(element(6), element(7)),
    ])
}

/// The opposite of [`load`].
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn store(words: [__m512i; 4], mut put: impl FnMut(usize, [u64; 4])) {
    let pairs = words::scatter(words);
    for (index, pair) in pairs.into_iter().enumerate() {
        let (first, second) = words::store_two(pair);
        put(2 * index, first);
        put(2 * index + 1, second);
    }
}
