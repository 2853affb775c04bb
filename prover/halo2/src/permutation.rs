//! Copies: the running product of each set of columns, and its identities.

use crate::{
    Error, F,
    algebra::{Algebra, Form, Source},
    convert::scalar_to_ark,
    key::Key,
    rows::Rows,
};
use ark_bn254::Fr;
use ark_ff::Field;
use halo2_axiom::halo2curves::ff::PrimeField;

/// The challenges that fractions are made with.
#[derive(Clone, Copy)]
pub(crate) struct Challenges {
    pub(crate) beta: Fr,
    pub(crate) gamma: Fr,
}

/// The numerator of set `set`: `Π (v + δ^j β X + γ)`.
pub(crate) fn numerator(algebra: &mut Algebra, key: &Key<'_>, set: usize, by: Challenges) -> Form {
    let delta = scalar_to_ark(&F::DELTA);
    let identity = algebra.cell(Source::Identity, 0);
    product(algebra, key, set, by.gamma, |_, column| {
        identity.clone().scaled(by.beta * delta.pow([column as u64]))
    })
}

/// Its denominator: `Π (v + β σ + γ)`.
pub(crate) fn denominator(algebra: &mut Algebra, key: &Key<'_>, set: usize, by: Challenges) -> Form {
    product(algebra, key, set, by.gamma, |algebra, column| {
        algebra.cell(Source::Sigma(column), 0).scaled(by.beta)
    })
}

fn product(
    algebra: &mut Algebra,
    key: &Key<'_>,
    set: usize,
    gamma: Fr,
    label: impl Fn(&mut Algebra, usize) -> Form,
) -> Form {
    let mut product = Form::constant(Fr::ONE);
    let columns = key.copied.iter().enumerate().skip(set * key.set).take(key.set);
    for (index, column) in columns {
        let label = label(algebra, index);
        let factor = algebra.column(Key::source(*column), 0).plus(&label, Fr::ONE);
        product = algebra.product(&product, &factor.plus(&Form::constant(gamma), Fr::ONE));
    }
    product
}

/// How many running products there are.
pub(crate) fn sets(key: &Key<'_>) -> usize {
    key.copied.len().div_ceil(key.set)
}

/// The identities, in the order of the proof.
pub(crate) fn identities(algebra: &mut Algebra, key: &Key<'_>, by: Challenges) -> Result<Vec<Form>, Error> {
    let sets = sets(key);
    if sets == 0 {
        return Ok(Vec::new());
    }
    let Rows { first, last, active } = Rows::new(algebra, key);
    let one = Form::constant(Fr::ONE);
    let end = -(key.blinding as i32 + 1);
    let z = |algebra: &mut Algebra, set: usize, rotation| algebra.cell(Source::Permutation(set), rotation);
    let (z_first, z_last) = (z(algebra, 0, 0), z(algebra, sets - 1, 0));
    let begins = one.plus(&z_first, -Fr::ONE);
    let square = algebra.product(&z_last, &z_last);
    let ends = square.plus(&z_last, -Fr::ONE);
    let mut identities = vec![algebra.product(&first, &begins), algebra.product(&last, &ends)];
    for set in 1..sets {
        let joins = z(algebra, set, 0).plus(&z(algebra, set - 1, end), -Fr::ONE);
        identities.push(algebra.product(&first, &joins));
    }
    for set in 0..sets {
        let (above, below) = (numerator(algebra, key, set, by), denominator(algebra, key, set, by));
        let (now, next) = (z(algebra, set, 0), z(algebra, set, 1));
        let left = algebra.product(&next, &below);
        let right = algebra.product(&now, &above);
        identities.push(algebra.product(&active, &left.plus(&right, -Fr::ONE)));
    }
    Ok(identities)
}
