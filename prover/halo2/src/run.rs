//! A proof in the making, round by round. The rng is drawn from in the stock prover's order, for what would blind commitments in other
//! schemes too.

use crate::{
    Error, F, Prover, Stage,
    algebra::{Algebra, Form, Source},
    convert::{scalar_to_ark, scalars_to_ark},
    domain::Domain,
    evaluate,
    key::Key,
    lookup::{Table, permute},
    opening::{self, Query},
    permutation::{self, Challenges},
    product,
    quotient::{self, Committed, Made},
    stage::{Progress, enter},
    transcript::Transcript,
};
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field as _};
use covenant_engine::{Evaluate, groth16::SecretScalars};
use halo2_axiom::{
    halo2curves::ff::Field,
    poly::{Coeff, Polynomial},
};
use rand::RngCore;
use rayon::prelude::*;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Columns by their values in the rows.
struct Values {
    advice: Vec<SecretScalars>,
    instance: Vec<Vec<Fr>>,
}

/// A lookup's columns by their values: the compressed ones in the usable rows, the permuted ones in all.
struct Lookup {
    input: SecretScalars,
    table: Arc<Table>,
    permuted_input: SecretScalars,
    permuted_table: SecretScalars,
}

pub(crate) struct Run<'a, 'p> {
    prover: &'a Prover<'a>,
    key: &'a Key<'a>,
    rng: &'a mut dyn RngCore,
    transcript: &'a mut dyn Transcript,
    progress: &'a mut Progress<'p>,
}

impl<'a, 'p> Run<'a, 'p> {
    pub(crate) fn new(
        prover: &'a Prover<'a>,
        rng: &'a mut dyn RngCore,
        transcript: &'a mut dyn Transcript,
        progress: &'a mut Progress<'p>,
    ) -> Self {
        Self { prover, key: &prover.key, rng, transcript, progress }
    }

    pub(crate) fn prove(mut self, instances: &[&[F]], advice: &[Vec<F>]) -> Result<(), Error> {
        let values = self.advice(instances, advice)?;
        // The challenges of the circuit's own.
        let user: Vec<Fr> =
            (0..self.key.cs().num_challenges()).map(|_| self.transcript.challenge()).collect();
        let theta = self.transcript.challenge();
        let lookups = self.lookups(&values, &user, theta)?;
        let by = Challenges { beta: self.transcript.challenge(), gamma: self.transcript.challenge() };
        enter(self.progress, Stage::Products)?;
        let permutation = self.permutation(&values, by)?;
        let products = self.lookup_products(&lookups, by)?;
        let mask = self.mask()?;
        let made = Made { user: &user, theta, by, y: self.transcript.challenge() };
        let committed = self.interpolate(values, lookups, permutation, products)?;
        let pieces = quotient::pieces((self.key, self.prover.kept), &committed, made, self.progress)?;
        self.commit_pieces(&pieces)?;
        self.open(&committed, &mask, &pieces)?;
        enter(self.progress, Stage::Done)
    }

    fn random(&mut self) -> Fr {
        scalar_to_ark(&F::random(&mut *self.rng))
    }

    fn randoms(&mut self, count: usize) -> SecretScalars {
        Zeroizing::new((0..count).map(|_| self.random()).collect())
    }

    /// Takes what would blind so many commitments.
    fn skip(&mut self, commitments: usize) {
        for _ in 0..commitments {
            let _ = F::random(&mut *self.rng);
        }
    }

    fn commit(&mut self, values: &[Fr]) -> Result<(), Error> {
        let point = self.prover.parameters.commit_lagrange(values)?;
        self.transcript.write_point(point)
    }

    fn commit_coefficients(&mut self, coefficients: &[Fr]) -> Result<(), Error> {
        let point = self.prover.parameters.commit_coefficients(coefficients)?;
        self.transcript.write_point(point)
    }

    /// Absorbs the key and the instances, and commits the advice columns.
    fn advice(&mut self, instances: &[&[F]], advice: &[Vec<F>]) -> Result<Values, Error> {
        enter(self.progress, Stage::Advice)?;
        let (rows, usable) = (self.key.domain.rows, self.key.usable);
        let key = scalar_to_ark(&self.key.stock.get_vk().transcript_repr());
        self.transcript.common_scalar(&key)?;
        let mut instance: Vec<Vec<Fr>> = instances.iter().map(|values| scalars_to_ark(values)).collect();
        for value in instance.iter().flatten() {
            self.transcript.common_scalar(value)?;
        }
        instance.iter_mut().for_each(|values| values.resize(rows, Fr::ZERO));
        let mut advice: Vec<SecretScalars> =
            advice.iter().map(|values| Zeroizing::new(scalars_to_ark(values))).collect();
        for values in &mut advice {
            let blinding = self.randoms(rows - usable);
            values[usable..].copy_from_slice(&blinding);
        }
        self.skip(advice.len());
        for values in &advice {
            self.commit(values)?;
        }
        Ok(Values { advice, instance })
    }

    /// A form's values in the usable rows, in a buffer of any length.
    fn evaluate<'c>(
        &self,
        algebra: &mut Algebra,
        form: &Form,
        column: impl Fn(Source) -> &'c [Fr],
        mut values: SecretScalars,
    ) -> Result<SecretScalars, Error> {
        let (program, sources) = algebra.program(form);
        let columns: Vec<&[Fr]> = sources.into_iter().map(column).collect();
        values.resize(self.key.usable, Fr::ZERO);
        self.key.domain.engine.evaluate(&program, &columns, &mut values)?;
        Ok(values)
    }

    /// Compresses, permutes and commits.
    fn lookups(&mut self, values: &Values, user: &[Fr], theta: Fr) -> Result<Vec<Lookup>, Error> {
        enter(self.progress, Stage::Lookups)?;
        let (key, choices) = (self.key, &self.prover.choices);
        let blinding = key.domain.rows - key.usable;
        let (mut lookups, mut algebra) = (Vec::new(), Algebra::default());
        let mut tables: Vec<(Form, Arc<Table>)> = Vec::new();
        for (index, argument) in key.cs().lookups().iter().enumerate() {
            let column = |source| values.column(key, source);
            let input = quotient::compressed(&mut algebra, argument.input_expressions(), user, theta)?;
            let input = self.evaluate(&mut algebra, &input, column, SecretScalars::default())?;
            let form = quotient::compressed(&mut algebra, argument.table_expressions(), user, theta)?;
            let table = match tables.iter().find(|(other, _)| *other == form) {
                Some((_, table)) => table.clone(),
                None => {
                    let table = Arc::new(Table::new(self.evaluate(
                        &mut algebra,
                        &form,
                        column,
                        SecretScalars::default(),
                    )?));
                    tables.push((form, table.clone()));
                    table
                }
            };
            let order = choices.order(index)?;
            let (mut permuted_input, mut permuted_table) =
                permute(index, &input, &table, key.domain.rows, order.as_deref())?;
            permuted_input.extend_from_slice(&self.randoms(blinding));
            permuted_table.extend_from_slice(&self.randoms(blinding));
            self.skip(2);
            self.commit(&permuted_input)?;
            self.commit(&permuted_table)?;
            lookups.push(Lookup { input, table, permuted_input, permuted_table });
        }
        Ok(lookups)
    }

    /// The running products of copies.
    fn permutation(&mut self, values: &Values, by: Challenges) -> Result<Vec<SecretScalars>, Error> {
        let key = self.key;
        let identity = key.domain.identity(Fr::ONE, Fr::ONE);
        let (mut first, mut products) = (Fr::ONE, Vec::new());
        let (mut numerators, mut denominators) = (SecretScalars::default(), SecretScalars::default());
        for set in 0..permutation::sets(key) {
            let columns = set * key.set..((set + 1) * key.set).min(key.copied.len());
            let sigma: Vec<Vec<Fr>> = key.stock.permutation().permutations()[columns.clone()]
                .iter()
                .map(|column| scalars_to_ark(column))
                .collect();
            let column = |source| match source {
                Source::Identity => identity.as_slice(),
                Source::Sigma(column) => sigma[column - columns.start].as_slice(),
                other => values.column(key, other),
            };
            let mut algebra = Algebra::default();
            let above = permutation::numerator(&mut algebra, key, set, by);
            numerators = self.evaluate(&mut algebra, &above, column, numerators)?;
            let below = permutation::denominator(&mut algebra, key, set, by);
            denominators = self.evaluate(&mut algebra, &below, column, denominators)?;
            let product = self.product(&numerators, &denominators, first)?;
            first = product[key.usable];
            products.push(product);
        }
        Ok(products)
    }

    /// A running product, blinded and committed.
    fn product(&mut self, above: &[Fr], below: &[Fr], first: Fr) -> Result<SecretScalars, Error> {
        let mut product = product::running(above, below, first)?;
        product.extend_from_slice(&self.randoms(self.key.blinding));
        self.skip(1);
        self.commit(&product)?;
        Ok(product)
    }

    fn lookup_products(&mut self, lookups: &[Lookup], by: Challenges) -> Result<Vec<SecretScalars>, Error> {
        let usable = self.key.usable;
        let mut products = Vec::new();
        let (mut numerators, mut denominators) = (SecretScalars::default(), SecretScalars::default());
        for lookup in lookups {
            let mut algebra = Algebra::default();
            // The compressed columns under the names of the advice columns 0 and 1.
            let [input, table] = [0, 1].map(|column| algebra.cell(Source::Advice(column), 0));
            let (above, below) = quotient::fraction(&mut algebra, (&input, &table), 0, by);
            let column = |source| match source {
                Source::Advice(0) => lookup.input.as_slice(),
                Source::Advice(_) => lookup.table.values.as_slice(),
                Source::LookupInput(_) => &lookup.permuted_input[..usable],
                _ => &lookup.permuted_table[..usable],
            };
            numerators = self.evaluate(&mut algebra, &above, column, numerators)?;
            denominators = self.evaluate(&mut algebra, &below, column, denominators)?;
            products.push(self.product(&numerators, &denominators, Fr::ONE)?);
        }
        Ok(products)
    }

    /// Commits the mask.
    fn mask(&mut self) -> Result<SecretScalars, Error> {
        let mask = self.prover.choices.mask(self.key.domain.rows)?;
        self.skip(1);
        self.commit_coefficients(&mask)?;
        Ok(mask)
    }

    /// Values to coefficients; of columns that nothing reads there is no need.
    fn interpolate(
        &mut self,
        values: Values,
        lookups: Vec<Lookup>,
        mut permutation: Vec<SecretScalars>,
        products: Vec<SecretScalars>,
    ) -> Result<Committed, Error> {
        enter(self.progress, Stage::Interpolation)?;
        let (cs, domain) = (self.key.cs(), &self.key.domain);
        let Values { mut advice, instance } = values;
        for (column, values) in advice.iter_mut().enumerate() {
            if cs.advice_queries().iter().any(|(query, _)| query.index() == column) {
                domain.interpolate(values)?;
            } else {
                *values = SecretScalars::default();
            }
        }
        permutation.iter_mut().try_for_each(|values| domain.interpolate(values))?;
        let lookups = lookups.into_iter().zip(products).map(|(lookup, mut product)| {
            let (mut input, mut table) = (lookup.permuted_input, lookup.permuted_table);
            for values in [&mut input, &mut table, &mut product] {
                domain.interpolate(values)?;
            }
            Ok(quotient::Lookup { input, table, product })
        });
        let lookups = lookups.collect::<Result<_, Error>>()?;
        Ok(Committed { advice, instance_values: instance, permutation, lookups })
    }

    fn commit_pieces(&mut self, pieces: &[SecretScalars]) -> Result<(), Error> {
        enter(self.progress, Stage::Quotient)?;
        self.skip(pieces.len());
        pieces.iter().try_for_each(|piece| self.commit_coefficients(piece))
    }

    /// Writes the evaluations and proves them.
    fn open(&mut self, committed: &Committed, mask: &[Fr], pieces: &[SecretScalars]) -> Result<(), Error> {
        let x = self.transcript.challenge();
        enter(self.progress, Stage::Evaluations)?;
        let key = self.key;
        let quotient = self.at_power(pieces, x.pow([key.domain.rows as u64]))?;
        let convert = |polynomials: &[Polynomial<F, Coeff>]| -> Vec<Vec<Fr>> {
            polynomials.iter().map(|polynomial| scalars_to_ark(polynomial)).collect()
        };
        let fixed = convert(key.stock.fixed_polys());
        let sigma = convert(key.stock.permutation().polys());
        let mut opened = Opened::new(key, x);
        let of_advice: Vec<usize> = committed.advice.iter().map(|column| opened.add(column)).collect();
        let of_fixed: Vec<usize> = fixed.iter().map(|column| opened.add(column)).collect();
        let of_sigma: Vec<usize> = sigma.iter().map(|column| opened.add(column)).collect();
        let of_sets: Vec<usize> = committed.permutation.iter().map(|set| opened.add(set)).collect();
        let of_lookups: Vec<[usize; 3]> = committed
            .lookups
            .iter()
            .map(|lookup| [&lookup.product, &lookup.input, &lookup.table].map(|column| opened.add(column)))
            .collect();
        let (mask, quotient) = (opened.add(mask), opened.add(&quotient));

        // As they are written.
        let cs = key.cs();
        let end = -(key.blinding as i32 + 1);
        let mut written = Vec::new();
        written.extend(cs.advice_queries().iter().map(|(column, at)| (of_advice[column.index()], at.0)));
        written.extend(cs.fixed_queries().iter().map(|(column, at)| (of_fixed[column.index()], at.0)));
        written.push((mask, 0));
        written.extend(of_sigma.iter().map(|column| (*column, 0)));
        for (index, set) in of_sets.iter().enumerate() {
            written.extend([(*set, 0), (*set, 1)]);
            written.extend((index + 1 < of_sets.len()).then_some((*set, end)));
        }
        for [product, input, table] in &of_lookups {
            written.extend([(*product, 0), (*product, 1), (*input, 0), (*input, -1), (*table, 0)]);
        }
        let values: Vec<Fr> = written
            .par_iter()
            .map(|(polynomial, rotation)| opened.value(*polynomial, *rotation))
            .collect::<Result<_, Error>>()?;
        values.iter().try_for_each(|value| self.transcript.write_scalar(value))?;

        // As they are proved.
        let mut asked = Vec::new();
        asked.extend(cs.advice_queries().iter().map(|(column, at)| (of_advice[column.index()], at.0)));
        asked.extend(of_sets.iter().flat_map(|set| [(*set, 0), (*set, 1)]));
        asked.extend(of_sets.iter().rev().skip(1).map(|set| (*set, end)));
        for [product, input, table] in of_lookups {
            asked.extend([(product, 0), (input, 0), (table, 0), (input, -1), (product, 1)]);
        }
        asked.extend(cs.fixed_queries().iter().map(|(column, at)| (of_fixed[column.index()], at.0)));
        asked.extend(of_sigma.iter().map(|column| (*column, 0)));
        asked.extend([(quotient, 0), (mask, 0)]);
        let queries: Vec<Query> =
            asked.into_iter().map(|(polynomial, rotation)| opened.query(polynomial, rotation)).collect();
        enter(self.progress, Stage::Opening)?;
        let Prover { parameters, opening, .. } = self.prover;
        opening::prove(*opening, parameters, &opened.polynomials, &queries, self.transcript)
    }

    /// `Σ power^i pieces[i]`.
    fn at_power(&self, pieces: &[SecretScalars], power: Fr) -> Result<SecretScalars, Error> {
        let factors: Vec<Fr> = evaluate::powers(power).take(pieces.len()).collect();
        let columns: Vec<&[Fr]> = pieces.iter().map(|piece| piece.as_slice()).collect();
        let mut sum = Zeroizing::new(vec![Fr::ZERO; self.key.domain.rows]);
        let program = covenant_engine::program::Program::combination(&factors);
        self.key.domain.engine.evaluate(&program, &columns, &mut sum)?;
        Ok(sum)
    }
}

impl Values {
    fn column<'a>(&'a self, key: &'a Key<'_>, source: Source) -> &'a [Fr] {
        match source {
            Source::Advice(column) => &self.advice[column],
            Source::Instance(column) => &self.instance[column],
            Source::Fixed(column) => key.fixed_values(column),
            // No other is read before there are coefficients.
            _ => &[],
        }
    }
}

/// The polynomials of a proof.
struct Opened<'a> {
    key: &'a Key<'a>,
    x: Fr,
    polynomials: Vec<&'a [Fr]>,
}

impl<'a> Opened<'a> {
    fn new(key: &'a Key<'a>, x: Fr) -> Self {
        Self { key, x, polynomials: Vec::new() }
    }

    fn add(&mut self, polynomial: &'a [Fr]) -> usize {
        self.polynomials.push(polynomial);
        self.polynomials.len() - 1
    }

    /// Its value at `x · ω^rotation`.
    fn value(&self, polynomial: usize, rotation: i32) -> Result<Fr, Error> {
        let Domain { engine, .. } = &self.key.domain;
        evaluate::at(engine, self.polynomials[polynomial], self.key.domain.rotate(self.x, rotation))
    }

    fn query(&self, polynomial: usize, rotation: i32) -> Query {
        Query { polynomial, point: self.key.domain.rotate(self.x, rotation) }
    }
}
