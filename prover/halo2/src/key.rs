//! What the prover reads of a key.

use crate::{Error, F, Parameters, algebra::Source, convert::scalars_to_ark, domain::Domain, rows::Sparse};
use ark_bn254::Fr;
use halo2_axiom::{
    halo2curves::bn256::G1Affine,
    plonk::{Any, Column, ConstraintSystem, ProvingKey},
};
use rayon::prelude::*;
use std::{collections::HashMap, sync::OnceLock};

/// A key, checked, with what follows from its circuit.
pub(crate) struct Key<'a> {
    pub(crate) stock: &'a ProvingKey<G1Affine>,
    pub(crate) domain: Domain,
    /// Rows that are the circuit's; the row behind is where running products end, those behind are blinding.
    pub(crate) usable: usize,
    /// Rows at the end of a running product that are random.
    pub(crate) blinding: usize,
    /// Columns of one running product of copies.
    pub(crate) set: usize,
    /// Columns in copies.
    pub(crate) copied: Vec<Column<Any>>,
    fixed: Vec<OnceLock<Vec<Fr>>>,
}

impl<'a> Key<'a> {
    pub(crate) fn new(parameters: &Parameters, stock: &'a ProvingKey<G1Affine>) -> Result<Self, Error> {
        let (cs, of_rows) = (stock.get_vk().cs(), stock.get_vk().get_domain());
        if cs.advice_column_phase().iter().chain(&cs.challenge_phase()).any(|phase| *phase != 0) {
            return Err(Error::Phases);
        }
        if parameters.k() != of_rows.k() {
            return Err(Error::Size { parameters: parameters.k(), key: of_rows.k() });
        }
        let domain = Domain::new(*parameters.engine(), of_rows);
        let blinding = cs.blinding_factors();
        let copied = cs.permutation().get_columns();
        let sigma = stock.permutation();
        let columns = [
            (stock.fixed_values().len(), cs.num_fixed_columns()),
            (stock.fixed_polys().len(), cs.num_fixed_columns()),
            (sigma.permutations().len(), copied.len()),
            (sigma.polys().len(), copied.len()),
        ];
        if columns.iter().any(|(got, expected)| got != expected) {
            return Err(Error::Key("it has another number of columns than its circuit"));
        }
        let values = stock.fixed_values().iter().chain(sigma.permutations()).map(|column| column.len());
        let own = [stock.l0(), stock.l_last(), stock.l_active_row()];
        let coefficients = stock.fixed_polys().iter().chain(sigma.polys()).chain(own);
        if values.chain(coefficients.map(|column| column.len())).any(|rows| rows != domain.rows) {
            return Err(Error::Key("its columns have another number of rows"));
        }
        if domain.rows < blinding + 2 || domain.pieces < 2 {
            return Err(Error::Key("it has too few rows, or too low a degree"));
        }
        Ok(Self {
            stock,
            usable: domain.rows - (blinding + 1),
            blinding,
            set: domain.pieces - 1,
            copied,
            fixed: cs_columns(cs),
            domain,
        })
    }

    pub(crate) fn cs(&self) -> &'a ConstraintSystem<F> {
        self.stock.get_vk().cs()
    }

    /// A fixed column's values.
    pub(crate) fn fixed_values(&self, column: usize) -> &[Fr] {
        self.fixed[column].get_or_init(|| scalars_to_ark(&self.stock.fixed_values()[column]))
    }

    /// Fixed and instance columns that few rows make.
    pub(crate) fn sparse(&self, instance: &[Vec<Fr>]) -> HashMap<Source, Sparse> {
        let fixed = self.stock.fixed_values().par_iter().enumerate().filter_map(|(column, values)| {
            Sparse::of_stock(values).map(|sparse| (Source::Fixed(column), sparse))
        });
        let instance = instance.iter().enumerate().filter_map(|(column, values)| {
            Sparse::of(values).map(|sparse| (Source::Instance(column), sparse))
        });
        fixed.collect::<Vec<_>>().into_iter().chain(instance).collect()
    }

    /// A column of copies, for identities.
    pub(crate) fn source(column: Column<Any>) -> Source {
        match column.column_type() {
            Any::Advice(_) => Source::Advice(column.index()),
            Any::Fixed => Source::Fixed(column.index()),
            Any::Instance => Source::Instance(column.index()),
        }
    }
}

fn cs_columns(cs: &ConstraintSystem<F>) -> Vec<OnceLock<Vec<Fr>>> {
    (0..cs.num_fixed_columns()).map(|_| OnceLock::new()).collect()
}
