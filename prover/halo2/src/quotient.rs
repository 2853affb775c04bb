//! The quotient of all identities by `X^n - 1`, coset by coset.
//!
//! On the coset of shift s the divisor is the constant `s^n - 1`, and the quotient `Σ X^(i n) h_i` is, there, `Σ s^(i n) h_i`: a polynomial of n coefficients. As many cosets as
//! pieces give the pieces, by the inverse of a small matrix. Only one coset's columns are in memory at a time.

use crate::{
    Error, Kept,
    algebra::{Algebra, Form, Source},
    convert::scalar_to_ark,
    key::Key,
    permutation::{self, Challenges},
    rows::Rows,
    stage::{Progress, Stage, enter},
};
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};
use covenant_engine::{Evaluate, groth16::SecretScalars, program::Program};
use halo2_axiom::plonk::Expression;
use rayon::prelude::*;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What the identities are made with.
#[derive(Clone, Copy)]
pub(crate) struct Made<'a> {
    pub(crate) user: &'a [Fr],
    pub(crate) theta: Fr,
    pub(crate) by: Challenges,
    pub(crate) y: Fr,
}

/// Committed polynomials by their coefficients.
pub(crate) struct Committed {
    /// Of the columns that some identity reads; the others are empty.
    pub(crate) advice: Vec<SecretScalars>,
    /// By their values in the rows; most have few that are not zero.
    pub(crate) instance_values: Vec<Vec<Fr>>,
    pub(crate) permutation: Vec<SecretScalars>,
    pub(crate) lookups: Vec<Lookup>,
}

/// A lookup's three polynomials.
pub(crate) struct Lookup {
    pub(crate) input: SecretScalars,
    pub(crate) table: SecretScalars,
    pub(crate) product: SecretScalars,
}

/// `Σ θ^(m-1-i) expressions[i]`.
pub(crate) fn compressed(
    algebra: &mut Algebra,
    expressions: &[Expression<crate::F>],
    user: &[Fr],
    theta: Fr,
) -> Result<Form, Error> {
    let mut sum = Form::default();
    for expression in expressions {
        let form = algebra.expression(expression, user)?;
        sum = sum.scaled(theta).plus(&form, Fr::ONE);
    }
    Ok(sum)
}

/// A lookup's fraction: `(A + β)(S + γ)` over `(A' + β)(S' + γ)`.
pub(crate) fn fraction(
    algebra: &mut Algebra,
    (input, table): (&Form, &Form),
    lookup: usize,
    by: Challenges,
) -> (Form, Form) {
    let (beta, gamma) = (Form::constant(by.beta), Form::constant(by.gamma));
    let [a, s] =
        [Source::LookupInput(lookup), Source::LookupTable(lookup)].map(|source| algebra.cell(source, 0));
    let above = algebra.product(&input.clone().plus(&beta, Fr::ONE), &table.clone().plus(&gamma, Fr::ONE));
    let below = algebra.product(&a.plus(&beta, Fr::ONE), &s.plus(&gamma, Fr::ONE));
    (above, below)
}

fn lookup_identities(
    algebra: &mut Algebra,
    key: &Key<'_>,
    lookup: usize,
    made: Made<'_>,
) -> Result<[Form; 5], Error> {
    let argument = &key.cs().lookups()[lookup];
    let input = compressed(algebra, argument.input_expressions(), made.user, made.theta)?;
    let table = compressed(algebra, argument.table_expressions(), made.user, made.theta)?;
    let (above, below) = fraction(algebra, (&input, &table), lookup, made.by);
    let Rows { first, last, active } = Rows::new(algebra, key);
    let [now, next] = [0, 1].map(|rotation| algebra.cell(Source::LookupProduct(lookup), rotation));
    let [a, before] = [0, -1].map(|rotation| algebra.cell(Source::LookupInput(lookup), rotation));
    let s = algebra.cell(Source::LookupTable(lookup), 0);
    let begins = Form::constant(Fr::ONE).plus(&now, -Fr::ONE);
    let ends = algebra.product(&now, &now).plus(&now, -Fr::ONE);
    let steps = algebra.product(&next, &below).plus(&algebra.product(&now, &above), -Fr::ONE);
    let beside = a.clone().plus(&s, -Fr::ONE);
    let above_it = a.plus(&before, -Fr::ONE);
    let either = algebra.product(&beside, &above_it);
    Ok([
        algebra.product(&first, &begins),
        algebra.product(&last, &ends),
        algebra.product(&active, &steps),
        algebra.product(&first, &beside),
        algebra.product(&active, &either),
    ])
}

/// All identities, each times its power of y.
fn identities(algebra: &mut Algebra, key: &Key<'_>, made: Made<'_>) -> Result<Form, Error> {
    let mut all = Vec::new();
    for polynomial in key.cs().gates().iter().flat_map(|gate| gate.polynomials()) {
        all.push(algebra.expression(polynomial, made.user)?);
    }
    all.extend(permutation::identities(algebra, key, made.by)?);
    for lookup in 0..key.cs().lookups().len() {
        all.extend(lookup_identities(algebra, key, lookup, made)?);
    }
    let (mut sum, mut power) = (Form::default(), Fr::ONE);
    for identity in all.iter().rev() {
        sum = sum.plus(identity, power);
        power *= made.y;
    }
    Ok(sum)
}

/// The quotient's pieces, by their coefficients.
pub(crate) fn pieces(
    (key, kept): (&Key<'_>, Option<&Kept>),
    committed: &Committed,
    made: Made<'_>,
    progress: &mut Progress<'_>,
) -> Result<Vec<SecretScalars>, Error> {
    let domain = &key.domain;
    let mut algebra = Algebra::with_sparse(key.sparse(&committed.instance_values), domain.rows);
    let identities = identities(&mut algebra, key, made)?;
    let (program, sources) = algebra.program(&identities);
    let mut program = program.of_scaled_columns();
    drop(algebra);
    // Memory of one coset serves the next: new pages cost as much as a third of a transform.
    let (mut remainders, mut buffers) = (Vec::with_capacity(domain.pieces), Vec::new());
    for (coset, shift) in domain.shifts.iter().enumerate() {
        enter(progress, Stage::Cosets)?;
        let mut columns = Vec::with_capacity(sources.len());
        for source in &sources {
            columns.push(match kept.filter(|_| source.is_of_the_key()) {
                Some(kept) => Column::Kept(kept.column((*source, coset, domain.engine.backend()), || {
                    let mut values = on_coset(key, committed, *source, *shift, SecretScalars::default())?;
                    Ok(std::mem::take(&mut *values))
                })?),
                None => {
                    let buffer = buffers.pop().unwrap_or_default();
                    Column::Own(on_coset(key, committed, *source, *shift, buffer)?)
                }
            });
        }
        enter(progress, Stage::Identities)?;
        let divisor = shift.pow([domain.rows as u64]) - Fr::ONE;
        program = program.scaled(divisor.inverse().ok_or(Error::Key("a coset is its domain"))?);
        let slices: Vec<&[Fr]> = columns.iter().map(Column::values).collect();
        let mut values = Zeroizing::new(vec![Fr::ZERO; domain.rows]);
        domain.engine.evaluate(&program, &slices, &mut values)?;
        buffers.extend(columns.into_iter().filter_map(Column::into_buffer));
        domain.off_coset(&mut values, *shift)?;
        remainders.push(values);
    }
    let slices: Vec<&[Fr]> =
        remainders.iter().map(|remainder: &SecretScalars| remainder.as_slice()).collect();
    let piece = |factors: Vec<Fr>| {
        let mut piece = Zeroizing::new(vec![Fr::ZERO; domain.rows]);
        domain.engine.evaluate(&Program::combination(&factors), &slices, &mut piece)?;
        Ok(piece)
    };
    separation(&domain.shifts, domain.rows)?.into_iter().map(piece).collect()
}

/// A column on a coset: of this proof, or of its key.
enum Column {
    Own(SecretScalars),
    Kept(Arc<Vec<Fr>>),
}

impl Column {
    fn values(&self) -> &[Fr] {
        match self {
            Self::Own(values) => values,
            Self::Kept(values) => values,
        }
    }

    fn into_buffer(self) -> Option<SecretScalars> {
        match self {
            Self::Own(values) => Some(values),
            Self::Kept(_) => None,
        }
    }
}

/// A column's values on a coset, in the form that programs of scaled columns take, in a buffer.
fn on_coset(
    key: &Key<'_>,
    committed: &Committed,
    source: Source,
    shift: Fr,
    mut buffer: SecretScalars,
) -> Result<SecretScalars, Error> {
    let (stock, scale) = (key.stock, key.domain.engine.column_scale());
    let convert = |values: &[crate::F]| {
        Zeroizing::new(values.par_iter().with_min_len(1 << 12).map(scalar_to_ark).collect())
    };
    buffer.clear();
    let mut copy = |coefficients: &[Fr]| {
        buffer.extend_from_slice(coefficients);
        std::mem::take(&mut buffer)
    };
    let mut values: SecretScalars = match source {
        Source::Identity => return Ok(Zeroizing::new(key.domain.identity(shift, scale))),
        Source::Advice(column) => copy(&committed.advice[column]),
        Source::Instance(column) => {
            let mut values = copy(&committed.instance_values[column]);
            key.domain.interpolate(&mut values)?;
            values
        }
        Source::Permutation(set) => copy(&committed.permutation[set]),
        Source::LookupInput(lookup) => copy(&committed.lookups[lookup].input),
        Source::LookupTable(lookup) => copy(&committed.lookups[lookup].table),
        Source::LookupProduct(lookup) => copy(&committed.lookups[lookup].product),
        Source::Fixed(column) => convert(&stock.fixed_polys()[column]),
        Source::Sigma(column) => convert(&stock.permutation().polys()[column]),
        // (X^n - 1) / n (X - 1) has n coefficients of 1 / n.
        Source::First => {
            let inverse = Fr::from(key.domain.rows as u64).inverse().unwrap_or_default();
            Zeroizing::new(vec![inverse; key.domain.rows])
        }
    };
    key.domain.on_coset(&mut values, shift, scale)?;
    Ok(values)
}

/// For each piece, by what the cosets' polynomials are multiplied: the coefficients of the Lagrange polynomials at `t = shift^n`.
fn separation(shifts: &[Fr], rows: usize) -> Result<Vec<Vec<Fr>>, Error> {
    let points: Vec<Fr> = shifts.iter().map(|shift| shift.pow([rows as u64])).collect();
    let mut by_piece = vec![Vec::with_capacity(points.len()); points.len()];
    for (index, point) in points.iter().enumerate() {
        let others =
            || points.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other);
        let scale = others().map(|other| *point - other).product::<Fr>();
        let mut polynomial = vec![scale.inverse().ok_or(Error::Key("two cosets are one"))?];
        for other in others() {
            polynomial.push(Fr::ZERO);
            for degree in (0..polynomial.len()).rev() {
                let below = if degree > 0 { polynomial[degree - 1] } else { Fr::ZERO };
                polynomial[degree] = below - polynomial[degree] * other;
            }
        }
        by_piece.iter_mut().zip(polynomial).for_each(|(piece, factor)| piece.push(factor));
    }
    Ok(by_piece)
}
